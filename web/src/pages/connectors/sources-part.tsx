import { useQuery } from "@tanstack/react-query";
import { sentence } from "../../lib/sentence.ts";
import { span } from "../../lib/time.ts";
import { count } from "../../lib/words.ts";
import { Badge } from "../../ui/chip.tsx";
import { Empty, Problem } from "../../ui/empty.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { connectorQueries, type Source } from "./queries.ts";
import type { ConnectorSearch } from "./search.ts";

type Go = (next: ConnectorSearch) => void;
const tones = { running: "good", failing: "bad", silent: "warn", off: "plain" } as const;

const columns = (go: Go): readonly Column<Source>[] => [
  { id: "source", says: "Source", cell: (row) => <Name of={row} /> },
  { id: "state", says: "State", cell: ({ state }) => <Badge tone={tones[state]}>{state}</Badge> },
  { id: "accepted", says: "Taken in", right: true, cell: ({ accepted }) => count(accepted) },
  { id: "repeated", says: "Repeats", right: true, cell: ({ repeated }) => count(repeated) },
  { id: "waiting", says: "Waiting", right: true, cell: ({ waiting }) => count(waiting) },
  { id: "letters", says: "Dead letters", right: true, cell: (row) => <Letters of={row} go={go} /> },
  { id: "lag", says: "Behind", right: true, cell: ({ behindMs }) => (behindMs > 0 ? span(behindMs) : "–") },
  { id: "skew", says: "Clock", right: true, cell: ({ skewMs }) => <Skew of={skewMs} /> },
  { id: "last", says: "Last record", cell: ({ lastReceivedAt }) => (lastReceivedAt === null ? "none yet" : <Time at={lastReceivedAt} />) },
];

/** How each source fares: what it gave, what waits, how far it is behind, and how its clock goes. */
export default function SourcesPart({ go }: { readonly go: Go }) {
  const { data, error, refetch } = useQuery(connectorQueries.sources);
  if (error) return <Problem of={error} again={() => void refetch()} />;
  if (!data) return <Skeleton className="h-32 w-full" />;
  return (
    <Panel flush>
      <Table
        says="sources"
        columns={columns(go)}
        rows={data.sources}
        keyOf={({ source }) => source}
        empty={
          <Empty title="Nothing arrived yet">
            A source appears here with its first record, or when its connector starts. Every record is taken in, known as a repeat, or kept
            as a dead letter with its reason: nothing is lost in silence.
          </Empty>
        }
      />
    </Panel>
  );
}

function Name({ of: { source, problem, remedy } }: { readonly of: Source }) {
  return (
    <div className="min-w-40">
      <Inert className="font-medium">{source}</Inert>
      {problem !== null && (
        <p className="max-w-prose text-xs text-warn">
          <Inert>{sentence(problem)}</Inert>
        </p>
      )}
      {remedy !== null && (
        <p className="max-w-prose text-xs text-soft">
          <Inert>{sentence(remedy)}</Inert>
        </p>
      )}
    </div>
  );
}

function Letters({ of: { source, deadLettered }, go }: { readonly of: Source; readonly go: Go }) {
  if (deadLettered === 0) return "0";
  return (
    <button type="button" onClick={() => go({ part: "dead-letters", name: source })} className="font-medium text-accent hover:underline">
      {count(deadLettered)}
    </button>
  );
}

function Skew({ of: skewMs }: { readonly of: number | null }) {
  if (skewMs === null) return "unknown";
  if (Math.abs(skewMs) < 1_000) return "true";
  return `${span(skewMs)} ${skewMs > 0 ? "ahead" : "late"}`;
}
