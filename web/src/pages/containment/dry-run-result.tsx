import { useQuery } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { IconButton } from "../../ui/button.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Facts, Panel } from "../../ui/panel.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { Inert } from "../../ui/text.tsx";
import { type Action, containmentQueries } from "./queries.ts";

/** What carrying it out would meet just now. The product is read, and nothing is changed. */
export function DryRunResult({ action: { line } }: { readonly action: Action }) {
  const dry = useQuery(containmentQueries.dryRun(line.id));
  return (
    <Panel
      title="What it would meet now"
      actions={
        <IconButton says="look again" disabled={dry.isFetching} onClick={() => void dry.refetch()}>
          <RefreshCw aria-hidden className={`size-3.5 ${dry.isFetching ? "animate-spin" : ""}`} />
        </IconButton>
      }
    >
      {dry.isPending && <Spinner says="reading the product" />}
      {dry.error && <Problem of={dry.error} again={() => void dry.refetch()} />}
      {dry.data && (
        <>
          <p className="text-base font-medium">It would {dry.data.would}.</p>
          <ul className="mt-1 flex list-disc flex-col gap-0.5 pl-4 text-sm text-soft">
            {dry.data.because.map((each) => (
              <li key={each}>
                <Inert lengthMax={300}>{each}</Inert>
              </li>
            ))}
          </ul>
          <div className="mt-3">
            <Facts
              of={[
                ["product", dry.data.product ?? "none is connected"],
                ["found as", dry.data.located === null ? "not found" : <Inert key="located">{dry.data.located}</Inert>],
                ["in force now", dry.data.inForce === null ? "not known" : <Inert key="now">{dry.data.inForce}</Inert>],
                ["undo", <Inert key="undo">{dry.data.undo}</Inert>],
                ...(dry.data.unknown.length > 0
                  ? [["not known", <Inert key="unknown">{dry.data.unknown.join("; ")}</Inert>] as const]
                  : []),
              ]}
            />
          </div>
        </>
      )}
    </Panel>
  );
}
