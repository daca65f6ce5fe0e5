import type { Edge, Graph, Node } from "./queries.ts";

/** The most that one picture holds. */
export const nodesMax = 300;
/** What is shown first. */
export const firstNodes = 60;

/** Several answers about one case as one graph. `full` says that more was asked for than the picture holds. */
export type Gathered = Omit<Graph, "nodes" | "edges"> & {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
  readonly full: boolean;
};

/** Answers together: each entity once, in the order in which it came; what is hidden of its neighbours is counted against all that is shown. */
export function gathered(answers: readonly Graph[]): Gathered | undefined {
  const [first] = answers;
  if (!first) return undefined;
  const nodes = new Map<string, Node>();
  const edges = new Map<string, Edge>();
  let full = false;
  for (const { nodes: more } of answers)
    for (const node of more)
      if (nodes.has(node.id) || nodes.size < nodesMax) nodes.set(node.id, node);
      else full = true;
  for (const { edges: more } of answers)
    for (const edge of more) if (nodes.has(edge.from) && nodes.has(edge.to)) edges.set(JSON.stringify([edge.from, edge.to]), edge);
  const neighbours = neighboursIn([...edges.values()]);
  return {
    ...first,
    nodes: [...nodes.values()].map((node) => ({ ...node, hidden: Math.max(0, node.degree - (neighbours.get(node.id)?.size ?? 0)) })),
    edges: [...edges.values()],
    full,
  };
}

/** Who is tied to whom. */
export function neighboursIn(edges: readonly Edge[]): ReadonlyMap<string, ReadonlySet<string>> {
  const neighbours = new Map<string, Set<string>>();
  const add = (from: string, to: string) => neighbours.set(from, (neighbours.get(from) ?? new Set()).add(to));
  for (const { from, to } of edges) {
    add(from, to);
    add(to, from);
  }
  return neighbours;
}

/** Entities that hold the words in their value, kind or roles, without case. No words find nothing. */
export function found(nodes: readonly Node[], words: string): readonly Node[] {
  const wanted = words.trim().toLowerCase();
  if (wanted === "") return [];
  return nodes.filter(({ value, label, type, kind, roles, assetRole }) =>
    [value, label, type, kind, assetRole ?? "", ...roles].some((text) => text.toLowerCase().includes(wanted)),
  );
}
