import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { count } from "../../../lib/words.ts";
import { Button } from "../../../ui/button.tsx";
import { Badge } from "../../../ui/chip.tsx";
import { Severity } from "../../../ui/severity.tsx";
import { type Column, Table } from "../../../ui/table.tsx";
import { Time } from "../../../ui/time.tsx";
import { EntityName } from "./entity-name.tsx";
import type { Gathered } from "./gather.ts";
import { KindShape } from "./kind-shape.tsx";
import { kinds, rarityIn, rarityWords } from "./kinds.ts";
import type { Edge, Node } from "./queries.ts";

const relationsAtOnce = 100;
const evidenceMax = 3;

type TableViewProps = {
  readonly caseId: string;
  readonly graph: Gathered;
  readonly nodes: readonly Node[];
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
  readonly onOpen: (id: string) => void;
};

/** The picture as two tables: everything that it shows, and everything that can be done with it. */
export function TableView({ caseId, graph, nodes, chosen, onChoose, onOpen }: TableViewProps) {
  const nodeOf = new Map(graph.nodes.map((node) => [node.id, node]));
  const edges = chosen === undefined ? graph.edges : graph.edges.filter(({ from, to }) => from === chosen || to === chosen);
  const [most, setMost] = useState(relationsAtOnce);
  return (
    <div className="h-full overflow-y-auto">
      <Table says="entities" rows={nodes} keyOf={({ id }) => id} columns={nodeColumns({ caseId, chosen, onChoose, onOpen })} />
      <h2 className="px-3 pt-3 text-sm font-semibold">
        {chosen === undefined ? "Relations" : "Relations of the chosen entity"}{" "}
        <span className="font-normal text-faint">{count(edges.length)}</span>
      </h2>
      <Table
        says="relations"
        rows={edges.slice(0, most)}
        keyOf={({ from, to }) => JSON.stringify([from, to])}
        columns={edgeColumns(caseId, (id) => nodeOf.get(id))}
      />
      {edges.length > most && (
        <div className="px-3 pb-3">
          <Button onClick={() => setMost(most + relationsAtOnce)}>
            Show {Math.min(relationsAtOnce, edges.length - most)} more relations
          </Button>
        </div>
      )}
    </div>
  );
}

const nodeColumns = ({
  caseId,
  chosen,
  onChoose,
  onOpen,
}: Pick<TableViewProps, "caseId" | "chosen" | "onChoose" | "onOpen">): readonly Column<Node>[] => [
  {
    id: "entity",
    says: "Entity",
    className: "min-w-56",
    cell: (node) => (
      <button
        type="button"
        aria-pressed={node.id === chosen}
        onClick={() => onChoose(node.id)}
        className={`inline-flex min-h-6 items-center gap-2 rounded-sm px-1 text-left font-mono text-xs hover:underline ${node.id === chosen ? "bg-chosen" : ""}`}
      >
        <KindShape kind={node.kind} hostile={node.hostile} />
        <EntityName of={node} />
        {node.hostile && <Badge tone="bad">known as bad</Badge>}
      </button>
    ),
  },
  { id: "kind", says: "Kind", cell: ({ kind }) => kinds[kind].says },
  { id: "roles", says: "Was", className: "min-w-28", cell: ({ roles }) => roles.join(", ") },
  { id: "rarity", says: "Rarity", className: "min-w-32", cell: (node) => rarityWords[rarityIn(node)] },
  { id: "alerts", says: "Alerts", right: true, cell: ({ alerts }) => count(alerts) },
  { id: "severity", says: "Gravest", cell: ({ severity }) => (severity ? <Severity is={severity} /> : null) },
  { id: "last", says: "Last seen", cell: ({ lastTime }) => (lastTime ? <Time at={lastTime} as="utc" /> : null) },
  { id: "evidence", says: "Evidence", cell: ({ evidence }) => <Items caseId={caseId} of={evidence} /> },
  {
    id: "hidden",
    says: "Not shown",
    right: true,
    cell: ({ id, hidden }) =>
      hidden === 0 ? null : (
        <button
          type="button"
          onClick={() => onOpen(id)}
          className="inline-flex min-h-6 items-center whitespace-nowrap text-accent hover:underline"
        >
          open {hidden} more
        </button>
      ),
  },
];

const edgeColumns = (caseId: string, nodeOf: (id: string) => Node | undefined): readonly Column<Edge>[] => [
  { id: "from", says: "From", cell: ({ from }) => <End of={nodeOf(from)} />, className: "min-w-48" },
  { id: "relation", says: "Relation", cell: ({ relation }) => relation },
  { id: "to", says: "To", cell: ({ to }) => <End of={nodeOf(to)} />, className: "min-w-48" },
  { id: "count", says: "Alerts", right: true, cell: (edge) => count(edge.count) },
  { id: "first", says: "First", cell: ({ firstTime }) => <Time at={firstTime} as="utc" /> },
  { id: "last", says: "Last", cell: ({ lastTime }) => <Time at={lastTime} as="utc" /> },
  { id: "evidence", says: "Evidence", cell: ({ evidence }) => <Items caseId={caseId} of={evidence} /> },
];

const End = ({ of }: { readonly of: Node | undefined }) => of && <EntityName of={of} />;

function Items({ caseId, of }: { readonly caseId: string; readonly of: readonly string[] }) {
  return (
    <span className="flex gap-x-2 font-mono text-2xs">
      {of.slice(0, evidenceMax).map((item) => (
        <Link
          key={item}
          to="/cases/$id"
          params={{ id: caseId }}
          search={{ part: "evidence", item }}
          className="inline-flex min-h-6 items-center whitespace-nowrap text-accent hover:underline"
        >
          {item}
        </Link>
      ))}
      {of.length > evidenceMax && <span className="inline-flex min-h-6 items-center text-faint">+{of.length - evidenceMax}</span>}
    </span>
  );
}
