import { inertObservable } from "../../../../../src/server/contract/inert.ts";
import type { Node } from "./queries.ts";

/** What an entity is called: its value as something to read. */
export function EntityName({ of: { type, value } }: { readonly of: Pick<Node, "type" | "value"> }) {
  return <bdi className="inert font-mono text-xs">{inertObservable({ type, value }, 120)}</bdi>;
}
