import type { FieldValue, TelemetryEvent } from "../../core/event/event.ts";
import { isNamedFree, originOf, sessionApart } from "./origin.ts";

/** Scalar values with the paths that they stand under, array positions left out. */
export type Values = readonly (readonly [path: string, value: string | number | boolean | null])[];

/** The most values of the provider's own that are looked at, of one event. */
export const structuralMax = 300;
/** Of free values, as many as readers let into one event, so that none can be pushed out by others. */
export const freeMax = 2_000;
/** Of a list, and of texts that hold documents, this many. */
const listItemsMax = 12;
const documentsMax = 100;

/** Names that a collector adds, and that say nothing about the event itself. */
const added = /^(p_(?!enrichment)|time_assumed$|at_sign_)/;

/**
 * The values of an event, by who wrote them; bounded each for itself, the shallowest first: what a caller may nest into a request cannot push out
 * what the provider says above it.
 */
export function valuesOf(fields: TelemetryEvent["fields"], action: string): { structural: Values; free: Values } {
  const structural: Deep[] = [];
  const free: Deep[] = [];
  const put = (path: string, value: Scalar, depth: number) => {
    const apart = sessionApart(value);
    if (apart) {
      put(path, apart[0], depth);
      free.push({ depth, pair: [`${path}.session`, apart[1]] });
    } else (originOf(path, value, action) === "free" ? free : structural).push({ depth, pair: [path, value] });
  };
  const texts = freeDocuments(fields);
  for (const path in fields) {
    if (added.test(path) || texts.some((text) => path.startsWith(text))) continue;
    const value = fields[path] as FieldValue;
    const depth = path.split(".").length;
    const name = path.replace(/\.\d+(?=\.|$)/g, "");
    if (value === null || typeof value !== "object") put(name, value, depth);
    else for (const item of value.slice(0, listItemsMax)) put(name, item, depth);
  }
  return { structural: shallowest(structural, structuralMax), free: shallowest(free, freeMax) };
}

/** Where what readers took out of a caller's text begins: the text itself is looked at, its parts are no fields. */
function freeDocuments(fields: TelemetryEvent["fields"]): string[] {
  const found: string[] = [];
  for (const path in fields) {
    const value = fields[path];
    if (typeof value === "string" && /^\s*[[{]/.test(value) && isNamedFree(path.replace(/\.\d+(?=\.|$)/g, ""))) found.push(`${path}.`);
    if (found.length >= documentsMax) break;
  }
  return found;
}

type Scalar = string | number | boolean | null;
type Deep = { readonly depth: number; readonly pair: readonly [path: string, value: Scalar] };

function shallowest(values: readonly Deep[], max: number): Values {
  return values
    .toSorted((a, b) => a.depth - b.depth)
    .slice(0, max)
    .map(({ pair }) => pair);
}
