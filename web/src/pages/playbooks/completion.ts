import type { Schema } from "./queries.ts";

/** Where in a playbook's text something is being written: below which keys, and whether a key or a value is due. */
export type Place = {
  readonly keys: readonly string[];
  readonly due: "key" | "value";
  /** What the same question names as its tool, if anything. */
  readonly tool: string | undefined;
};
/** One word that fits there. */
export type Offer = { readonly says: string; readonly needed: boolean };

type Shape = {
  readonly $ref?: string;
  readonly anyOf?: readonly Shape[];
  readonly items?: Shape;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Shape | boolean;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly type?: string;
  readonly $defs?: Readonly<Record<string, Shape>>;
};

const linesBackMax = 2_000;
const foldsMax = 64;

/** Reads where the end of `before` stands: by indentation, and by brackets within its last line. `after` is what follows, for what it says of the tool. */
export function placeIn(before: string, after: string): Place {
  const lines = before.split("\n");
  const last = lines.at(-1) ?? "";
  const { indent, rest } = indented(last);
  const within = inLine(rest);
  return { keys: [...parentsOf(lines, indent), ...within.keys], due: within.due, tool: toolOf(lines, after, indent) };
}

/** A dash counts as indentation: what stands behind it stands deeper. */
function indented(line: string): { readonly indent: number; readonly rest: string } {
  const lead = /^\s*(?:- +)*/.exec(line)?.[0] ?? "";
  return { indent: lead.length, rest: line.slice(lead.length) };
}

function parentsOf(lines: readonly string[], indent: number): string[] {
  const found: string[] = [];
  let least = indent;
  for (const line of lines.slice(0, -1).toReversed().slice(0, linesBackMax)) {
    const { indent: theirs, rest } = indented(line);
    const key = /^([\w-]+):(?:\s|$)/.exec(rest)?.[1];
    if (key === undefined || theirs >= least) continue;
    found.unshift(key);
    least = theirs;
  }
  return found;
}

/** Keys that one line itself opens: `answers: { none: ` stands below "answers" and "none". */
function inLine(rest: string): Pick<Place, "keys" | "due"> {
  const open: string[] = [];
  let key: string | undefined;
  let list = false;
  const kinds: boolean[] = [];
  for (const [token] of rest.matchAll(/"(?:[^"\\]|\\.)*"?|'[^']*'?|[\w.-]+(?=:(?:\s|$))|[{}[\],]/g)) {
    if (token === "{" || token === "[") {
      open.push(key ?? "");
      kinds.push(list);
      list = token === "[";
      key = undefined;
    } else if (token === "}" || token === "]") {
      open.pop();
      list = kinds.pop() ?? false;
      key = undefined;
    } else if (token === ",") key = undefined;
    else if (/^[\w]/.test(token)) key = token;
  }
  const keys = open.filter((each) => each !== "");
  return key !== undefined ? { keys: [...keys, key], due: "value" } : { keys, due: list ? "value" : "key" };
}

/** The tool of the question that is being written: the nearest within the same item of the list. */
function toolOf(lines: readonly string[], after: string, indent: number): string | undefined {
  const isItem = (line: string) => /^\s*- /.test(line) && line.search(/-/) < indent;
  const back = lines.toReversed();
  const begins = back.findIndex(isItem);
  if (begins < 0) return undefined;
  const onward = after.split("\n").slice(1);
  const ends = onward.findIndex(isItem);
  const item = [...back.slice(0, begins + 1), ...onward.slice(0, ends < 0 ? undefined : ends)];
  return item.flatMap((line) => /^\s*(?:- +)?tool: *([\w/-]+)/.exec(line)?.[1] ?? [])[0];
}

/** The words that fit at a place, by the schema that reads playbooks and the words of its tools. */
export function offersAt({ schema, tools }: Schema, { keys, due, tool }: Place): readonly Offer[] {
  const named = tools.find(({ name }) => name === tool);
  const [last] = keys.slice(-1);
  const isQuestion = keys[0] === "investigate";
  if (isQuestion && last === "answers" && due === "key" && named) return named.answers.map((says) => ({ says, needed: false }));
  if (isQuestion && keys.length === 2 && due === "value") {
    if (last === "tool") return tools.map(({ name }) => ({ says: name, needed: false }));
    if (last === "about" && named) return named.about.map((says) => ({ says, needed: false }));
  }
  const shapes = shapesAt(schema as Shape, keys);
  return due === "key" ? keysOf(shapes) : valuesOf(shapes);
}

function shapesAt(root: Shape, keys: readonly string[]): readonly Shape[] {
  let shapes = unfolded([root], root);
  for (const key of keys) {
    const next = shapes.flatMap(({ properties, additionalProperties: more }) => {
      if (properties && Object.hasOwn(properties, key)) return properties[key] ?? [];
      return typeof more === "object" ? more : [];
    });
    shapes = unfolded(next, root);
  }
  return shapes;
}

/** A shape with what it refers to, each of its choices, and what a list of it holds. */
function unfolded(shapes: readonly Shape[], root: Shape): readonly Shape[] {
  const found = new Set<Shape>(shapes);
  for (const shape of found) {
    if (found.size > foldsMax) break;
    const referred = shape.$ref?.startsWith("#/$defs/") ? root.$defs?.[shape.$ref.slice("#/$defs/".length)] : undefined;
    for (const each of [referred, shape.items, ...(shape.anyOf ?? [])]) if (each) found.add(each);
  }
  return [...found];
}

const keysOf = (shapes: readonly Shape[]): Offer[] =>
  unique(
    shapes.flatMap(({ properties = {}, required = [] }) =>
      Object.keys(properties).map((says) => ({ says, needed: required.includes(says) })),
    ),
  );

const valuesOf = (shapes: readonly Shape[]): Offer[] =>
  unique(
    shapes
      .flatMap((shape) => [
        ...(shape.enum ?? []),
        ...("const" in shape ? [shape.const] : []),
        ...(shape.type === "boolean" ? [true, false] : []),
      ])
      .map((value) => ({ says: String(value), needed: false })),
  );

const unique = (offers: readonly Offer[]): Offer[] =>
  offers.filter(({ says }, at) => offers.findIndex((other) => other.says === says) === at);
