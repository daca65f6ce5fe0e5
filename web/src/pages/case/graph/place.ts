import { neighboursIn } from "./gather.ts";
import type { Edge, Node } from "./queries.ts";

/** Where an entity stands in the picture. */
export type Place = { readonly x: number; readonly y: number };
export type Places = ReadonlyMap<string, Place>;
/** A place that changes while entities are laid out. */
export type Spot = { x: number; y: number };
/** What is laid out, by number: where each begins, which stay where they are, and who is tied to whom. `places` is changed as it goes. */
export type Spread = { readonly places: Spot[]; readonly held: boolean[]; readonly ties: readonly (readonly number[])[] };

const goldenAngle = Math.PI * (3 - Math.sqrt(5));
const spreadPx = 46;
const besidePx = 90;
const keptMax = 2_000;
const keyOf = (caseId: string) => `watchkeeper-graph ${caseId}`;

/** Where entities that have no place yet begin: beside a neighbour that has one, else on a spiral in their order. The same each time. */
export function beginningsOf(nodes: readonly Node[], edges: readonly Edge[], held: Places): Places {
  const neighbours = neighboursIn(edges);
  const places = new Map<string, Place>();
  nodes.forEach(({ id }, at) => {
    if (held.has(id)) return;
    const beside = [...(neighbours.get(id) ?? [])].map((each) => held.get(each)).find((place) => place !== undefined);
    const angle = at * goldenAngle;
    const far = beside ? besidePx : spreadPx * Math.sqrt(at);
    places.set(id, { x: (beside?.x ?? 0) + far * Math.cos(angle), y: (beside?.y ?? 0) + far * Math.sin(angle) });
  });
  return places;
}

/** What is to be laid out: who has a place keeps it, the others begin where they may. */
export function spreadOf(
  { nodes, edges }: { readonly nodes: readonly Node[]; readonly edges: readonly Edge[] },
  held: Places,
  begin: Places,
): Spread {
  const numbers = new Map(nodes.map(({ id }, at) => [id, at]));
  const neighbours = neighboursIn(edges);
  return {
    places: nodes.map(({ id }) => ({ ...(held.get(id) ?? begin.get(id) ?? { x: 0, y: 0 }) })),
    held: nodes.map(({ id }) => held.has(id)),
    ties: nodes.map(({ id }) => [...(neighbours.get(id) ?? [])].flatMap((each) => (each === id ? [] : (numbers.get(each) ?? [])))),
  };
}

/** The places that were kept of a case in this window. */
export function keptPlaces(caseId: string, storage: Pick<Storage, "getItem"> = sessionStorage): Places {
  const places = new Map<string, Place>();
  try {
    const kept: unknown = JSON.parse(storage.getItem(keyOf(caseId)) ?? "[]");
    for (const each of Array.isArray(kept) ? kept.slice(0, keptMax) : []) {
      const [id, x, y] = Array.isArray(each) ? (each as unknown[]) : [];
      if (typeof id === "string" && Number.isFinite(x) && Number.isFinite(y)) places.set(id, { x: x as number, y: y as number });
    }
  } catch {
    // What is kept is a taste: what cannot be read is laid out anew.
  }
  return places;
}

/** Keeps places of a case for this window; a full store keeps none. */
export function keepPlaces(caseId: string, places: Places, storage: Pick<Storage, "setItem"> = sessionStorage): void {
  const kept = [...places].slice(0, keptMax).map(([id, { x, y }]) => [id, Math.round(x), Math.round(y)]);
  try {
    storage.setItem(keyOf(caseId), JSON.stringify(kept));
  } catch {
    // As above.
  }
}
