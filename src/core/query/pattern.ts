import { SocError } from "../soc-error.ts";
import { fold } from "./fold.ts";

/**
 * The regular expressions of a typed query: what backtracking engines, automata and PostgreSQL understand alike.
 * Literals, `.`, classes, `\d \w \s` (ASCII) and their opposites, `\b \B`, groups, `|`, `* + ? {n,m}`, `^ $` (the whole text).
 * No look-around, no back-references. They match without case, on folded text, so every part of the tree is folded too.
 */
export type Pattern =
  | { readonly kind: "set"; readonly negated: boolean; readonly ranges: readonly Range[] }
  | { readonly kind: "assert"; readonly what: "start" | "end" | "boundary" | "no-boundary" }
  | { readonly kind: "sequence"; readonly parts: readonly Pattern[] }
  | { readonly kind: "choice"; readonly options: readonly Pattern[] }
  | { readonly kind: "repeat"; readonly part: Pattern; readonly min: number; readonly max: number | undefined };
/** Code points, both inclusive. */
export type Range = readonly [from: number, to: number];

/** Bounds on a pattern: its length, the depth of its groups, one counted repetition, and its size with repetitions written out. */
export const patternLimits = { lengthMax: 512, depthMax: 16, countMax: 255, sizeMax: 2_000 } as const;

/** Reads a pattern; refuses with `query/malformed`, naming the place. */
export function parsePattern(source: string): Pattern {
  if (source.length > patternLimits.lengthMax) throw malformed(source, 0, `is longer than ${patternLimits.lengthMax} characters`);
  // Case never matters, so the usual prefix that says so is welcome.
  const reader: Source = { text: source, points: [...source.replace(/^\(\?i\)/, "")], at: 0 };
  const pattern = choice(reader, 0);
  if (reader.at < reader.points.length) throw malformed(source, reader.at, 'has a ")" without "("');
  if (sizeOf(pattern) > patternLimits.sizeMax) throw malformed(source, 0, "is too large with its repetitions written out");
  return pattern;
}

type Source = { readonly text: string; readonly points: readonly string[]; at: number };

function choice(reader: Source, depth: number): Pattern {
  if (depth > patternLimits.depthMax) throw malformed(reader.text, reader.at, "has too many groups in one another");
  const options = [sequence(reader, depth)];
  while (reader.points[reader.at] === "|") {
    reader.at++;
    options.push(sequence(reader, depth));
  }
  return options.length === 1 ? options[0]! : { kind: "choice", options };
}

function sequence(reader: Source, depth: number): Pattern {
  const parts: Pattern[] = [];
  for (let point = reader.points[reader.at]; point !== undefined && point !== "|" && point !== ")"; point = reader.points[reader.at])
    parts.push(quantified(atom(reader, depth), reader));
  return parts.length === 1 ? parts[0]! : { kind: "sequence", parts };
}

function quantified(part: Pattern, reader: Source): Pattern {
  const count = quantifier(reader);
  if (!count) return part;
  if (part.kind === "assert") throw malformed(reader.text, reader.at, "repeats an anchor");
  // Whether as much or as little as possible is taken does not change whether it matches.
  if (reader.points[reader.at] === "?") reader.at++;
  if (/^[*+?]$/.test(reader.points[reader.at] ?? "") || counted(reader)) throw malformed(reader.text, reader.at, "repeats a repetition");
  return { kind: "repeat", part, ...count };
}

type Count = { readonly min: number; readonly max: number | undefined };

function quantifier(reader: Source): Count | undefined {
  const simple: Readonly<Record<string, Count>> = {
    "*": { min: 0, max: undefined },
    "+": { min: 1, max: undefined },
    "?": { min: 0, max: 1 },
  };
  const point = reader.points[reader.at] ?? "";
  if (Object.hasOwn(simple, point)) {
    reader.at++;
    return simple[point];
  }
  const found = counted(reader);
  if (!found) return undefined;
  const [whole, min, comma, max] = found;
  const count = { min: Number(min), max: comma ? (max ? Number(max) : undefined) : Number(min) };
  if (Math.max(count.min, count.max ?? 0) > patternLimits.countMax || (count.max ?? count.min) < count.min)
    throw malformed(reader.text, reader.at, `has a repetition out of order or above ${patternLimits.countMax}`);
  reader.at += whole.length;
  return count;
}

const counted = (reader: Source) => /^\{(\d{1,4})(,?)(\d{0,4})\}/.exec(reader.points.slice(reader.at, reader.at + 12).join(""));

function atom(reader: Source, depth: number): Pattern {
  const point = reader.points[reader.at]!;
  reader.at++;
  switch (point) {
    case "(":
      return group(reader, depth);
    case "[":
      return characterClass(reader);
    case "\\":
      return escaped(reader);
    case ".":
      return { kind: "set", negated: true, ranges: [] };
    case "^":
      return { kind: "assert", what: "start" };
    case "$":
      return { kind: "assert", what: "end" };
    case "*":
    case "+":
    case "?":
      throw malformed(reader.text, reader.at, "repeats nothing");
    default:
      return one(point);
  }
}

function group(reader: Source, depth: number): Pattern {
  if (reader.points[reader.at] === "?") {
    if (reader.points[reader.at + 1] !== ":") throw malformed(reader.text, reader.at, "uses look-around, a named group or a flag");
    reader.at += 2;
  }
  const inner = choice(reader, depth + 1);
  if (reader.points[reader.at] !== ")") throw malformed(reader.text, reader.at, 'has a "(" without ")"');
  reader.at++;
  // Kept apart from what follows, so that a repetition counts the whole group.
  return { kind: "sequence", parts: [inner] };
}

const one = (point: string): Pattern => ({ kind: "set", negated: false, ranges: [only(fold(point))] });
const only = (point: string): Range => [point.codePointAt(0)!, point.codePointAt(0)!];
const rangeOf = (from: string, to: string): Range => [from.codePointAt(0)!, to.codePointAt(0)!];

// On folded text there are no upper-case letters to look for.
const digits: readonly Range[] = [rangeOf("0", "9")];
const wordCharacters: readonly Range[] = [rangeOf("0", "9"), only("_"), rangeOf("a", "z")];
const blanks: readonly Range[] = [[9, 13], only(" ")];
const shorthand: ReadonlyMap<string, readonly Range[]> = new Map([
  ["d", digits],
  ["w", wordCharacters],
  ["s", blanks],
]);
const controls: ReadonlyMap<string, string> = new Map([
  ["t", "\t"],
  ["n", "\n"],
  ["r", "\r"],
]);

function escaped(reader: Source): Pattern {
  const point = reader.points[reader.at];
  if (point === "b" || point === "B") {
    reader.at++;
    return { kind: "assert", what: point === "b" ? "boundary" : "no-boundary" };
  }
  const ranges = shorthand.get((point ?? "").toLowerCase());
  if (point !== undefined && ranges) {
    reader.at++;
    return { kind: "set", negated: point !== point.toLowerCase(), ranges };
  }
  return one(escapedPoint(reader));
}

function escapedPoint(reader: Source): string {
  const point = reader.points[reader.at] ?? "";
  const control = controls.get(point);
  if (control === undefined && !/^[^\p{L}\p{N}]$/u.test(point))
    throw malformed(reader.text, reader.at, `has an unknown escape "\\${point}"`);
  reader.at++;
  return control ?? point;
}

function characterClass(reader: Source): Pattern {
  const negated = reader.points[reader.at] === "^";
  if (negated) reader.at++;
  const ranges: Range[] = [];
  while (reader.points[reader.at] !== "]") {
    if (reader.points[reader.at] === undefined) throw malformed(reader.text, reader.at, 'has a "[" without "]"');
    ranges.push(...member(reader));
  }
  reader.at++;
  if (ranges.length === 0) throw malformed(reader.text, reader.at, "has an empty class");
  return { kind: "set", negated, ranges };
}

function member(reader: Source): readonly Range[] {
  const short = reader.points[reader.at] === "\\" ? shorthand.get(reader.points[reader.at + 1] ?? "") : undefined;
  if (short) {
    reader.at += 2;
    return short;
  }
  const from = classPoint(reader);
  if (reader.points[reader.at] !== "-" || reader.points[reader.at + 1] === "]") return [only(fold(from))];
  reader.at++;
  const to = classPoint(reader);
  const range = rangeOf(from, to);
  if (range[0] > range[1]) throw malformed(reader.text, reader.at, "has a range out of order");
  return foldedRange(range, reader);
}

function classPoint(reader: Source): string {
  const point = reader.points[reader.at];
  if (point === undefined) throw malformed(reader.text, reader.at, 'has a "[" without "]"');
  reader.at++;
  return point === "\\" ? escapedPoint(reader) : point;
}

const lastAscii = 0x7f;

function foldedRange([from, to]: Range, reader: Source): readonly Range[] {
  // Which characters a range of other scripts holds in lower case is a table that we would have to carry.
  if (to > lastAscii) throw malformed(reader.text, reader.at, "has a range beyond ASCII");
  const upperFrom = Math.max(from, 0x41);
  const upperTo = Math.min(to, 0x5a);
  return upperFrom > upperTo ? [[from, to]] : [[from, to], [upperFrom + 0x20, upperTo + 0x20]]; // biome-ignore format: one line says it
}

/** How many parts a pattern has with its counted repetitions written out. */
function sizeOf(pattern: Pattern): number {
  switch (pattern.kind) {
    case "set":
    case "assert":
      return 1;
    case "sequence":
      return pattern.parts.reduce((sum, part) => sum + sizeOf(part), 1);
    case "choice":
      return pattern.options.reduce((sum, option) => sum + sizeOf(option), 1);
    case "repeat":
      return 1 + sizeOf(pattern.part) * Math.max(pattern.max ?? pattern.min + 1, 1);
  }
}

const malformed = (source: string, at: number, why: string) =>
  new SocError({
    code: "query/malformed",
    problem: `the pattern "${source.slice(0, 80)}" ${why} (at ${at})`,
    remedy: "write it with literals, classes, groups, alternatives and repetitions alone",
    retry: "never",
  });
