import { useQuery } from "@tanstack/react-query";
import { Problem } from "../../ui/empty.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { ConnectorCard } from "./connector-card.tsx";
import { NothingConnected } from "./nothing-connected.tsx";
import { connectorQueries } from "./queries.ts";
import type { ConnectorSearch } from "./search.ts";

/** Every connector that is configured. `name` is the one that somebody came for. */
export function ConnectorsPart({ name, go }: { readonly name: string | undefined; readonly go: (next: ConnectorSearch) => void }) {
  const { data, error, refetch } = useQuery(connectorQueries.connectors);
  if (error) return <Problem of={error} again={() => void refetch()} />;
  if (!data) return <Skeleton className="h-32 w-full" />;
  const { connectors } = data;
  if (connectors.length === 0) return <NothingConnected go={go} />;
  const inTrouble = connectors.filter(({ state }) => state !== "open").length;
  return (
    <>
      <p role="status" className="mb-3 text-sm text-soft">
        {inTrouble === 0 ? `All ${connectors.length} are open.` : `${inTrouble} of ${connectors.length} need somebody to look.`}
      </p>
      <ul className="flex flex-col gap-2">
        {connectors.map((each) => (
          <li key={each.name}>
            <ConnectorCard line={each} isChosen={each.name === name} go={go} />
          </li>
        ))}
      </ul>
    </>
  );
}
