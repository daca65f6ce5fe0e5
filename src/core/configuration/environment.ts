import type { z } from "zod";

/** One setting that a variable of the environment can say: its name, and where in the configuration it belongs. */
export type Override = { readonly variable: string; readonly path: readonly string[]; readonly schema: z.ZodType };

const prefix = "WATCHKEEPER_";
const depthMax = 4;

/**
 * Every setting of these sections that takes one value: `WATCHKEEPER_<SECTION>_<KEY>`, with "-" written "_". Lists and maps are said in the file alone.
 */
export function overridesOf(sections: Readonly<Record<string, z.ZodType>>): readonly Override[] {
  return Object.entries(sections).flatMap(([name, schema]) => leavesOf([name], schema));
}

function leavesOf(path: readonly string[], schema: z.ZodType): Override[] {
  const inner = bare(schema);
  const shape = shapeOf(inner);
  if (shape && path.length < depthMax) return Object.entries(shape).flatMap(([key, each]) => leavesOf([...path, key], each));
  if (shape || inner.def.type === "array" || inner.def.type === "record") return [];
  return [{ variable: prefix + path.join("_").replaceAll("-", "_").toUpperCase(), path, schema: inner }];
}

/** The configuration as the file says it, with what the environment says instead, and where that was. Neither argument is changed. */
export function overlay(
  content: unknown,
  environment: Readonly<Record<string, string | undefined>>,
  overrides: readonly Override[],
): { readonly content: unknown; readonly said: ReadonlyMap<string, string>; readonly unknown: readonly string[] } {
  const said = new Map<string, string>();
  let laid = content;
  for (const { variable, path, schema } of overrides) {
    const text = Object.hasOwn(environment, variable) ? environment[variable] : undefined;
    if (text === undefined) continue;
    laid = placed(laid, path, schema.safeParse(text).success ? text : valueIn(text));
    said.set(path.join("."), variable);
  }
  const known = new Set(overrides.map(({ variable }) => variable));
  const starts = [...new Set(overrides.map(({ path }) => `${prefix}${(path[0] ?? "").replaceAll("-", "_").toUpperCase()}_`))];
  const unknown = Object.keys(environment).filter((name) => !known.has(name) && starts.some((start) => name.startsWith(start)));
  return { content: laid, said, unknown: unknown.toSorted() };
}

function valueIn(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  return /^-?\d{1,15}(?:\.\d{1,9})?$/.test(text) ? Number(text) : text;
}

/** The same tree with one leaf exchanged; what is no map on the way is left to the schema to refuse. */
function placed(tree: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (tree !== undefined && tree !== null && (typeof tree !== "object" || Array.isArray(tree))) return tree;
  const held = new Map(Object.entries(tree ?? {}));
  held.set(key, placed(held.get(key), rest, value));
  return Object.fromEntries(held);
}

/** The keys that may stand at a place of a schema; empty where any may, or none. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let at: z.ZodType | undefined = schema;
  for (const step of path) {
    const inner: z.ZodType | undefined = at && bare(at);
    const shape: Readonly<Record<string, z.ZodType>> | undefined = inner && shapeOf(inner);
    if (shape) at = Object.hasOwn(shape, String(step)) ? shape[String(step)] : undefined;
    else at = inner && "element" in inner ? (inner.element as z.ZodType) : undefined;
  }
  return at ? Object.keys(shapeOf(bare(at)) ?? {}) : [];
}

/** Without what wraps it: optional, default, prefault. */
function bare(schema: z.ZodType): z.ZodType {
  let inner = schema;
  for (let depth = 0; depth < depthMax && "unwrap" in inner && inner.def.type !== "array"; depth++)
    inner = (inner.unwrap as () => z.ZodType)();
  return inner;
}

const shapeOf = (schema: z.ZodType): Readonly<Record<string, z.ZodType>> | undefined =>
  "shape" in schema ? (schema.shape as Readonly<Record<string, z.ZodType>>) : undefined;
