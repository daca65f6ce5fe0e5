import { type Severity, severityRank } from "../../core/alert/severity.ts";
import type { AssessmentCase } from "../../core/assessment/assessment.ts";
import { inertObservable } from "../../core/inert/inert.ts";
import { isNobody } from "../../core/observable/nobody.ts";
import { type Observable, type ObservableType, observableKey } from "../../core/observable/observable.ts";
import type { AlertRow } from "../../ports/views.ts";
import { askedAbout, observablesIn, placeOf } from "./graph-reading.ts";
import { type NodeKind, nodeKindOf, relationOf } from "./node-kind.ts";

/** The most nodes that one graph shows, and the most that are looked at. */
export const nodesMax = 300;
const nodesHeldMax = 20_000;
const edgesHeldMax = 60_000;
/** The most edges that one graph shows. */
export const edgesMax = 1_200;
const evidenceNamedMax = 50;
/** Alerts of one entity that are named; however many there are is counted. */
const alertsNamedMax = 100;

/** An entity of a case and what its alerts say of it. `id` is its key. */
export type GraphNode = {
  readonly id: string;
  readonly kind: NodeKind;
  readonly type: ObservableType;
  readonly value: string;
  readonly label: string;
  readonly roles: readonly string[];
  readonly assetRole: string | null;
  readonly criticality: string | null;
  readonly known: boolean | null;
  readonly hostile: boolean;
  readonly alerts: number;
  /** Those alerts by their ids, in the order they were given in: at most a hundred. */
  readonly alertIds: readonly string[];
  readonly severity: Severity | null;
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  readonly evidence: readonly string[];
  readonly degree: number;
  readonly hidden: number;
};

/** Two entities that the same alerts name. */
export type GraphEdge = {
  readonly from: string;
  readonly to: string;
  readonly relation: string;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly evidence: readonly string[];
};

/** Nodes and edges of a case: those that are shown, and how many there are. */
export type CaseGraph = {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly nodesTotal: number;
  readonly edgesTotal: number;
};

type Held = {
  readonly id: string;
  readonly observable: Observable;
  readonly roles: Set<string>;
  readonly evidence: Set<string>;
  asset: AssessmentCase["assets"][number] | undefined;
  hostile: boolean;
  alerts: number;
  readonly alertIds: string[];
  severity: Severity | undefined;
  firstMs: number;
  lastMs: number;
};
type HeldEdge = {
  readonly from: string;
  readonly to: string;
  readonly evidence: Set<string>;
  count: number;
  firstMs: number;
  lastMs: number;
};

/** What a graph is made of: the alerts' rows, the case whole once it has a verdict, and what is to be shown. */
export type GraphOf = {
  readonly detail: AssessmentCase | undefined;
  readonly alerts: readonly Pick<AlertRow, "id" | "timeMs" | "severity" | "detail">[];
  readonly around: string | undefined;
  readonly limit: number;
};

/**
 * The entities of a case and how its alerts relate them. Every alert ties what it names to the machine it is about, to its account where it names no machine,
 * else to the first that it names: so nothing is tied that no record names together. Shown are the most telling, or what is around one. The same case gives
 * the same graph, in the same order. Undefined where `around` is none of its nodes.
 */
export function caseGraph({ detail, alerts, around, limit }: GraphOf): CaseGraph | undefined {
  const held = readAll(detail, alerts);
  const neighbours = neighboursOf(held.edges.values());
  if (around !== undefined && !held.nodes.has(around)) return undefined;
  const ranked = rankOf(held.nodes, neighbours);
  const most = Math.min(Math.max(limit, 1), nodesMax);
  const shown = around === undefined ? ranked.slice(0, most) : nearest(around, ranked, neighbours, most);
  const isShown = new Set(shown.map(({ id }) => id));
  const edges = [...held.edges.values()]
    .filter(({ from, to }) => isShown.has(from) && isShown.has(to))
    .toSorted((a, b) => b.count - a.count || order(a.from, b.from) || order(a.to, b.to))
    .slice(0, edgesMax);
  return {
    nodes: shown.map((node) => nodeOf(node, neighbours.get(node.id) ?? new Set(), isShown)),
    edges: edges.map((edge) => ({ ...edge, relation: relationIn(held.nodes, edge), evidence: named(edge.evidence) })),
    nodesTotal: held.nodes.size,
    edgesTotal: held.edges.size,
  };
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const named = (ids: ReadonlySet<string>) => [...ids].toSorted((a, b) => a.length - b.length || order(a, b)).slice(0, evidenceNamedMax);

type All = { readonly nodes: Map<string, Held>; readonly edges: Map<string, HeldEdge>; readonly keyOf: (observable: Observable) => string };

function readAll(detail: AssessmentCase | undefined, alerts: GraphOf["alerts"]): All {
  const hosts = new Map<string, string>();
  for (const { name, observables } of detail?.assets ?? []) {
    const key = observableKey({ type: "host", value: name });
    for (const each of observables) if (each.type === "host") hosts.set(observableKey(each), key);
  }
  const keyOf = (observable: Observable) => hosts.get(observableKey(observable)) ?? observableKey(observable);
  const all: All = { nodes: new Map(), edges: new Map(), keyOf };
  for (const asset of detail?.assets ?? []) {
    const node = nodeIn(all, { type: "host", value: asset.name });
    if (node) node.asset = asset;
  }
  for (const { type, value, role } of detail?.observables ?? []) nodeIn(all, { type, value, ...(role && { role }) });
  const citing = citingOf(detail);
  for (const alert of alerts) readAlert(alert, all, citing);
  readAnswers(detail, all);
  return all;
}

function nodeIn({ nodes, keyOf }: All, observable: Observable): Held | undefined {
  const id = keyOf(observable);
  if (isNobody(id) || observable.value.trim() === "") return undefined;
  const known = nodes.get(id);
  if (known) {
    if (observable.role) known.roles.add(observable.role);
    return known;
  }
  if (nodes.size >= nodesHeldMax) return undefined;
  const times = { firstMs: Number.POSITIVE_INFINITY, lastMs: Number.NEGATIVE_INFINITY };
  const rest = { evidence: new Set<string>(), asset: undefined, hostile: false, alerts: 0, alertIds: [], severity: undefined };
  const made: Held = { id, observable, roles: new Set(observable.role ? [observable.role] : []), ...rest, ...times };
  nodes.set(id, made);
  return made;
}

/** Which evidence rests on a record, by the record's place. */
function citingOf(detail: AssessmentCase | undefined): ReadonlyMap<string, readonly string[]> {
  const citing = new Map<string, string[]>();
  for (const { id, source } of detail?.evidence ?? [])
    for (const { path, record } of source.kind === "record" ? [source] : source.records) {
      const place = `${path}#${record}`;
      const held = citing.get(place);
      if (held) held.push(id);
      else citing.set(place, [id]);
    }
  return citing;
}

function readAlert(
  { id: alertId, timeMs, severity, detail }: GraphOf["alerts"][number],
  all: All,
  citing: ReadonlyMap<string, readonly string[]>,
): void {
  const evidence = citing.get(placeOf(detail)) ?? [];
  const nodes = new Map<string, Held>();
  for (const observable of observablesIn(detail)) {
    const node = nodeIn(all, observable);
    if (node) nodes.set(node.id, node);
  }
  for (const node of nodes.values()) {
    node.alerts++;
    if (node.alertIds.length < alertsNamedMax) node.alertIds.push(alertId);
    node.firstMs = Math.min(node.firstMs, timeMs);
    node.lastMs = Math.max(node.lastMs, timeMs);
    if (node.severity === undefined || severityRank(severity) > severityRank(node.severity)) node.severity = severity;
    for (const id of evidence) node.evidence.add(id);
  }
  const each = [...nodes.values()];
  const centre =
    each.find(({ observable }) => observable.type === "host") ?? each.find(({ observable }) => observable.type === "user") ?? each[0];
  for (const node of each) if (centre && node !== centre) tie(all, centre, node, { timeMs, evidence });
}

function tie(
  { edges }: All,
  centre: Held,
  node: Held,
  { timeMs, evidence }: { readonly timeMs: number; readonly evidence: readonly string[] },
): void {
  // An account acts on a machine; everything else is told from where it happened.
  const [from, to] = node.observable.type === "user" && centre.observable.type === "host" ? [node.id, centre.id] : [centre.id, node.id];
  const key = JSON.stringify([from, to]);
  const held = edges.get(key) ?? { from, to, evidence: new Set<string>(), count: 0, firstMs: timeMs, lastMs: timeMs };
  if (held.count === 0 && edges.size >= edgesHeldMax) return;
  held.count++;
  held.firstMs = Math.min(held.firstMs, timeMs);
  held.lastMs = Math.max(held.lastMs, timeMs);
  for (const id of evidence) held.evidence.add(id);
  edges.set(key, held);
}

/** What was asked about an entity, and what intelligence knows as bad. */
function readAnswers(detail: AssessmentCase | undefined, { nodes }: All): void {
  for (const { id, source, answer } of detail?.evidence ?? []) {
    const key = source.kind === "answer" ? askedAbout(source.query) : undefined;
    const node = key === undefined ? undefined : nodes.get(key);
    if (!node) continue;
    node.evidence.add(id);
    if (answer === "known-bad") node.hostile = true;
  }
}

function neighboursOf(edges: Iterable<HeldEdge>): ReadonlyMap<string, ReadonlySet<string>> {
  const neighbours = new Map<string, Set<string>>();
  const add = (from: string, to: string) => neighbours.set(from, (neighbours.get(from) ?? new Set()).add(to));
  for (const { from, to } of edges) {
    add(from, to);
    add(to, from);
  }
  return neighbours;
}

/** The most telling first: what is known as bad, what evidence is about, what most alerts name, what ties most together. */
function rankOf(nodes: ReadonlyMap<string, Held>, neighbours: ReadonlyMap<string, ReadonlySet<string>>): Held[] {
  const degree = ({ id }: Held) => neighbours.get(id)?.size ?? 0;
  const seen = ({ alerts, evidence }: Held) => Math.log2(1 + alerts) + Math.log2(1 + evidence.size) * 2;
  return [...nodes.values()].toSorted(
    (a, b) => Number(b.hostile) - Number(a.hostile) || seen(b) - seen(a) || degree(b) - degree(a) || order(a.id, b.id),
  );
}

/** A node and what is around it, step by step outwards, the most telling of each step first. */
function nearest(around: string, ranked: readonly Held[], neighbours: ReadonlyMap<string, ReadonlySet<string>>, most: number): Held[] {
  const places = new Map(ranked.map((node, place) => [node.id, place]));
  const taken = new Set([around]);
  for (let step = [around]; step.length > 0 && taken.size < most; ) {
    const next = new Set(step.flatMap((id) => [...(neighbours.get(id) ?? [])].filter((each) => !taken.has(each))));
    step = [...next].toSorted((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0)).slice(0, most - taken.size);
    for (const id of step) taken.add(id);
  }
  return [...taken].flatMap((id) => ranked[places.get(id) ?? -1] ?? []);
}

function nodeOf(held: Held, neighbours: ReadonlySet<string>, isShown: ReadonlySet<string>): GraphNode {
  const { id, observable, roles, evidence, asset, hostile, alerts, alertIds, severity, firstMs, lastMs } = held;
  return {
    id,
    kind: nodeKindOf(observable.type),
    type: observable.type,
    value: observable.value,
    label: inertObservable(observable, 120),
    roles: [...roles].toSorted(),
    assetRole: asset?.role ?? null,
    criticality: asset?.criticality ?? null,
    known: asset?.known ?? null,
    hostile,
    alerts,
    alertIds,
    severity: severity ?? null,
    firstMs: Number.isFinite(firstMs) ? firstMs : null,
    lastMs: Number.isFinite(lastMs) ? lastMs : null,
    evidence: named(evidence),
    degree: neighbours.size,
    hidden: [...neighbours].filter((each) => !isShown.has(each)).length,
  };
}

function relationIn(nodes: ReadonlyMap<string, Held>, { from, to }: HeldEdge): string {
  const [a, b] = [nodes.get(from), nodes.get(to)];
  return a && b ? relationOf(nodeKindOf(a.observable.type), nodeKindOf(b.observable.type)) : "with";
}
