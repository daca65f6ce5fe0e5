import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { Button } from "../../../ui/button.tsx";
import { Badge } from "../../../ui/chip.tsx";
import { Facts } from "../../../ui/panel.tsx";
import { Severity } from "../../../ui/severity.tsx";
import { Inert, Observable } from "../../../ui/text.tsx";
import { Time } from "../../../ui/time.tsx";
import { caseQueries } from "../queries.ts";
import { EntityName } from "./entity-name.tsx";
import type { Gathered } from "./gather.ts";
import { KindShape } from "./kind-shape.tsx";
import { kinds, rarityIn, rarityWords } from "./kinds.ts";
import { casesNamed, type Edge, type Node } from "./queries.ts";

const evidenceMax = 24;
const tiesMax = 60;

type NodePanelProps = {
  readonly caseId: string;
  readonly node: Node;
  readonly graph: Gathered;
  readonly busy: boolean;
  readonly onOpen: (id: string) => void;
  readonly onChoose: (id: string) => void;
};

/** One entity: what it is, what is known of it, what says so, and what it is tied to. */
export function NodePanel({ caseId, node, graph, busy, onOpen, onChoose }: NodePanelProps) {
  const { id, kind, type, value, hidden, hostile } = node;
  return (
    <div className="flex flex-col gap-3 p-3">
      <div className="flex items-start gap-2">
        <KindShape kind={kind} hostile={hostile} />
        <div className="min-w-0 flex-1">
          <p className="text-xs text-faint">{kinds[kind].says}</p>
          <Observable type={type} value={value} lengthMax={240} />
          {hostile && (
            <p className="mt-1">
              <Badge tone="bad">known as bad</Badge>
            </p>
          )}
        </div>
      </div>
      <About caseId={caseId} node={node} />
      {searched.has(kind) && <ItsEvents caseId={caseId} entity={id} />}
      {hidden > 0 ? (
        <Button icon={<Plus aria-hidden className="size-3.5" />} busy={busy} onClick={() => onOpen(id)}>
          Open {hidden} more around it
        </Button>
      ) : (
        <p className="text-xs text-faint">All that it is tied to is shown.</p>
      )}
      <Evidence caseId={caseId} of={node.evidence} />
      <Ties node={node} graph={graph} onChoose={onChoose} />
    </div>
  );
}

function About({ caseId, node }: { readonly caseId: string; readonly node: Node }) {
  const { roles, assetRole, criticality, known, alerts, severity, firstTime, lastTime } = node;
  const inventory =
    known === null ? undefined : known ? [criticality, assetRole].filter((each) => each !== null).join(", ") : "not in the inventory";
  return (
    <Facts
      of={[
        ["was", roles.length === 0 ? "named" : roles.join(", ")],
        ...(inventory === undefined ? [] : [["inventory", inventory] as const]),
        [
          "rarity",
          <span key="rarity">
            {rarityWords[rarityIn(node)]}
            <OtherCases ids={node.cases} />
          </span>,
        ],
        [
          "alerts",
          alerts === 0 ? (
            "none names it"
          ) : (
            <span key="alerts" className="inline-flex items-center gap-2">
              <Link
                to="/cases/$id"
                params={{ id: caseId }}
                search={{ part: "alerts", entity: node.id }}
                className="text-accent hover:underline"
              >
                {alerts === 1 ? "1 alert" : `${alerts} alerts`}
              </Link>
              {severity && <Severity is={severity} />}
            </span>
          ),
        ],
        ...(firstTime && lastTime
          ? [
              [
                "seen",
                <span key="seen">
                  <Time at={firstTime} as="utc" /> to <Time at={lastTime} as="utc" />
                </span>,
              ] as const,
            ]
          : []),
      ]}
    />
  );
}

/** Kinds whose events a search finds by what they are called. */
const searched: ReadonlySet<Node["kind"]> = new Set(["host", "account", "address", "domain", "url", "mail"]);

/** The way to everything that was seen of it while the case went on: a search that is typed already. */
function ItsEvents({ caseId, entity }: { readonly caseId: string; readonly entity: string }) {
  const { data } = useQuery(caseQueries.whole(caseId));
  const span = data ? { from: data.firstTime, to: data.lastTime } : {};
  return (
    <Link to="/ask" search={{ entity, ...span }} className="text-sm text-accent hover:underline">
      Its events while the case went on
    </Link>
  );
}

function OtherCases({ ids }: { readonly ids: readonly string[] }) {
  const found = useQuery({ ...casesNamed(ids), enabled: ids.length > 0 });
  if (ids.length === 0) return null;
  const titles = new Map(found.data?.map(({ id, title }) => [id, title]));
  return (
    <ul className="mt-1 flex flex-col gap-1">
      {ids.map((id) => (
        <li key={id}>
          <Link to="/cases/$id" params={{ id }} className="text-accent hover:underline">
            <span className="font-mono text-xs">{id}</span> <Inert lengthMax={120}>{titles.get(id) ?? ""}</Inert>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Evidence({ caseId, of }: { readonly caseId: string; readonly of: readonly string[] }) {
  return (
    <section aria-label="evidence about it">
      <h2 className="mb-1 text-xs font-semibold text-faint">Evidence</h2>
      {of.length === 0 && <p className="text-xs text-soft">No evidence item is about it.</p>}
      <div className="flex flex-wrap gap-1">
        {of.slice(0, evidenceMax).map((item) => (
          <Link
            key={item}
            to="/cases/$id"
            params={{ id: caseId }}
            search={{ part: "evidence", item }}
            className="inline-flex h-6 items-center rounded-sm border border-line px-1.5 font-mono text-2xs text-accent hover:bg-hover"
          >
            {item}
          </Link>
        ))}
        {of.length > evidenceMax && <span className="text-2xs text-faint">and {of.length - evidenceMax} more</span>}
      </div>
    </section>
  );
}

function Ties({ node, graph, onChoose }: { readonly node: Node; readonly graph: Gathered; readonly onChoose: (id: string) => void }) {
  const nodes = new Map(graph.nodes.map((each) => [each.id, each]));
  const ties = graph.edges
    .filter(({ from, to }) => from === node.id || to === node.id)
    .flatMap((edge) => {
      const other = nodes.get(edge.from === node.id ? edge.to : edge.from);
      return other ? [{ edge, other }] : [];
    });
  return (
    <section aria-label="what it is tied to">
      <h2 className="mb-1 text-xs font-semibold text-faint">Tied to</h2>
      {ties.length === 0 && <p className="text-xs text-soft">Nothing that is shown.</p>}
      <ul className="flex flex-col">
        {ties.slice(0, tiesMax).map(({ edge, other }) => (
          <li key={other.id}>
            <button
              type="button"
              onClick={() => onChoose(other.id)}
              className="flex w-full items-center gap-2 rounded-sm px-1 py-0.5 text-left text-xs hover:bg-hover phone:py-2"
            >
              <KindShape kind={other.kind} hostile={other.hostile} />
              <span className="min-w-0 flex-1 truncate">
                <EntityName of={other} />
              </span>
              <span className="shrink-0 text-faint">{tieWords(edge, node.id)}</span>
            </button>
          </li>
        ))}
      </ul>
      {ties.length > tiesMax && <p className="text-2xs text-faint">and {ties.length - tiesMax} more in the list</p>}
    </section>
  );
}

const tieWords = ({ from, relation, count }: Edge, id: string) =>
  `${from === id ? relation : `← ${relation}`}${count > 1 ? `, ${count} times` : ""}`;
