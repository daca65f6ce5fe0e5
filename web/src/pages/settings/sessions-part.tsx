import { useQuery } from "@tanstack/react-query";
import { visible } from "../../../../src/server/contract/inert.ts";
import { api } from "../../api/client.ts";
import { Button } from "../../ui/button.tsx";
import { Badge } from "../../ui/chip.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { browserOf } from "./agent.ts";
import { type OwnSession, settingsQueries, useTold } from "./queries.ts";

/** Where one is signed in. */
export function SessionsPart() {
  const { data, error, refetch } = useQuery(settingsQueries.sessions);
  if (error) return <Problem of={error} again={() => void refetch()} />;
  if (!data) return <Skeleton className="h-40 w-full" />;
  return (
    <Panel title="Where you are signed in" flush>
      <Table columns={columns} rows={data.sessions} keyOf={({ id }) => id} says="your sessions" />
      <p className="px-3 py-2 text-xs text-faint">One that you do not know: end it, and change your password, which ends all others too.</p>
    </Panel>
  );
}

function EndSession({ session: { id, here } }: { readonly session: OwnSession }) {
  const told = useTold();
  if (here) return <Badge tone="accent">here</Badge>;
  return <Button onClick={() => told(() => api.endSession({ params: { id } }))}>End</Button>;
}

const columns: readonly Column<OwnSession>[] = [
  {
    id: "agent",
    says: "Browser",
    cell: ({ agent }) => <span title={visible(agent)}>{browserOf(agent) ?? <Inert lengthMax={120}>{agent}</Inert>}</span>,
  },
  { id: "address", says: "From", cell: ({ address }) => <Inert className="font-mono text-xs whitespace-nowrap">{address}</Inert> },
  { id: "how", says: "By", cell: ({ how }) => how },
  { id: "made", says: "Since", cell: ({ madeAt }) => <Time at={madeAt} /> },
  { id: "seen", says: "Last seen", cell: ({ seenAt }) => <Time at={seenAt} /> },
  { id: "end", says: "End", cell: (session) => <EndSession session={session} />, right: true },
];
