import { fold } from "./text.ts";

/** Stands for `*`: a run of any characters, also none. */
export const anyRun = 0;
/** Stands for `?`: exactly one UTF-16 code unit. */
export const anyOne = 1;
/** A piece of a pattern: literal text or a wildcard. */
export type Part = string | typeof anyRun | typeof anyOne;

/**
 * Reads a Sigma string (Sigma specification 2.0, "Escaping"): `*` and `?` are wildcards; a backslash escapes only these two and
 * itself, before anything else it is just a backslash.
 */
export function parsePattern(text: string): Part[] {
  const parts: Part[] = [];
  let literal = "";
  const flush = () => {
    if (literal !== "") parts.push(literal);
    literal = "";
  };
  for (let index = 0; index < text.length; index++) {
    const char = text[index]!;
    const next = text[index + 1];
    if (char === "\\" && (next === "*" || next === "?" || next === "\\")) {
      literal += next;
      index++;
    } else if (char === "*" || char === "?") {
      flush();
      parts.push(char === "*" ? anyRun : anyOne);
    } else literal += char;
  }
  flush();
  return parts;
}

/** The text of a pattern without wildcards; undefined when it has one. */
export function literalOf(parts: readonly Part[]): string | undefined {
  return parts.every((part) => typeof part === "string") ? parts.join("") : undefined;
}

/** How a text is compared. `literal` and `segments` are folded unless the test is `cased`. */
export type TextTest =
  | { readonly how: "whole" | "starts" | "ends" | "contains"; readonly literal: string; readonly cased: boolean }
  | { readonly how: "any"; readonly cased: boolean }
  | {
      readonly how: "glob";
      readonly segments: readonly Segment[];
      readonly fromStart: boolean;
      readonly toEnd: boolean;
      readonly cased: boolean;
    };

/** What stands between two `*`: literals and single wildcards. `length` in code units. */
export type Segment = { readonly parts: readonly (string | typeof anyOne)[]; readonly length: number };

/** Chooses the cheapest comparison that means the same as the pattern. */
export function textTestOf(pattern: readonly Part[], cased: boolean): TextTest {
  const parts = joined(cased ? pattern : pattern.map((part) => (typeof part === "string" ? fold(part) : part)));
  if (parts.length === 0) return { how: "whole", literal: "", cased };
  if (parts.length === 1 && parts[0] === anyRun) return { how: "any", cased };
  const simple = simpleTest(parts, cased);
  if (simple) return simple;
  return {
    how: "glob",
    segments: segmentsOf(parts),
    fromStart: parts[0] !== anyRun,
    toEnd: parts.at(-1) !== anyRun,
    cased,
  };
}

function simpleTest(parts: readonly Part[], cased: boolean): TextTest | undefined {
  const [first, second, third] = parts;
  if (parts.length === 1 && typeof first === "string") return { how: "whole", literal: first, cased };
  if (parts.length === 2 && typeof first === "string" && second === anyRun) return { how: "starts", literal: first, cased };
  if (parts.length === 2 && first === anyRun && typeof second === "string") return { how: "ends", literal: second, cased };
  if (parts.length === 3 && first === anyRun && typeof second === "string" && third === anyRun)
    return { how: "contains", literal: second, cased };
  return undefined;
}

// Neighbouring literals become one, and neighbouring "*" are one "*".
function joined(parts: readonly Part[]): Part[] {
  const out: Part[] = [];
  for (const part of parts) {
    const last = out.at(-1);
    if (typeof part === "string" && typeof last === "string") out[out.length - 1] = last + part;
    else if (!(part === anyRun && last === anyRun) && part !== "") out.push(part);
  }
  return out;
}

function segmentsOf(parts: readonly Part[]): Segment[] {
  const segments: Segment[] = [];
  let current: (string | typeof anyOne)[] = [];
  const flush = () => {
    if (current.length > 0) segments.push({ parts: current, length: current.reduce((sum, part) => sum + lengthOf(part), 0) });
    current = [];
  };
  for (const part of parts)
    if (part === anyRun) flush();
    else current.push(part);
  flush();
  return segments;
}

const lengthOf = (part: string | typeof anyOne): number => (part === anyOne ? 1 : part.length);

/** True when the text passes; `subject` is folded already unless the test is `cased`. Time is at most text times longest segment with `?`. */
export function passes(test: TextTest, subject: string): boolean {
  switch (test.how) {
    case "whole":
      return subject === test.literal;
    case "starts":
      return subject.startsWith(test.literal);
    case "ends":
      return subject.endsWith(test.literal);
    case "contains":
      return subject.includes(test.literal);
    case "any":
      return true;
    case "glob":
      return passesGlob(test, subject);
  }
}

// Leftmost placement of each segment in turn is enough: what stands between them is free.
function passesGlob({ segments, fromStart, toEnd }: Extract<TextTest, { how: "glob" }>, subject: string): boolean {
  let first = 0;
  let last = segments.length;
  let from = 0;
  let end = subject.length;
  if (fromStart) {
    const segment = segments[0]!;
    if (!stands(segment, subject, 0)) return false;
    from = segment.length;
    first = 1;
    if (toEnd && segments.length === 1) return subject.length === segment.length;
  }
  if (toEnd) {
    const segment = segments[last - 1]!;
    last--;
    end = subject.length - segment.length;
    if (end < from || !stands(segment, subject, end)) return false;
  }
  for (let index = first; index < last; index++) {
    const segment = segments[index]!;
    const place = placeOf(segment, subject, from, end);
    if (place < 0) return false;
    from = place + segment.length;
  }
  return from <= end;
}

function placeOf(segment: Segment, subject: string, from: number, end: number): number {
  const only = segment.parts[0];
  if (segment.parts.length === 1 && typeof only === "string") {
    const place = subject.indexOf(only, from);
    return place >= 0 && place + only.length <= end ? place : -1;
  }
  for (let place = from; place + segment.length <= end; place++) if (stands(segment, subject, place)) return place;
  return -1;
}

function stands(segment: Segment, subject: string, place: number): boolean {
  if (place + segment.length > subject.length) return false;
  let at = place;
  for (const part of segment.parts) {
    if (part === anyOne) at++;
    else if (subject.startsWith(part, at)) at += part.length;
    else return false;
  }
  return true;
}
