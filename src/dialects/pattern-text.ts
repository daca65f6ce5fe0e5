import type { Pattern, Range } from "../core/query/pattern.ts";
import { notSupported } from "./refusal.ts";

/** Writes one character, by its code point, so that it can mean nothing but itself. */
export type WritePoint = (code: number) => string;

/** RE2 and PCRE alike: patterns as Kusto, ClickHouse, Splunk, LogScale and UDM read them. `point` writes a character. */
export function perlPattern(pattern: Pattern, point: WritePoint = (code) => `\\x{${code.toString(16)}}`): string {
  switch (pattern.kind) {
    case "set":
      return setText(pattern.negated, pattern.ranges, point, "(?s:.)");
    case "assert":
      return { start: "\\A", end: "\\z", boundary: "\\b", "no-boundary": "\\B" }[pattern.what];
    case "sequence":
      return `(?:${pattern.parts.map((part) => perlPattern(part, point)).join("")})`;
    case "choice":
      return `(?:${pattern.options.map((option) => perlPattern(option, point)).join("|")})`;
    case "repeat":
      return `(?:${perlPattern(pattern.part, point)}){${pattern.min},${pattern.max ?? ""}}`;
  }
}

function setText(negated: boolean, ranges: readonly Range[], point: WritePoint, anything: string): string {
  if (ranges.length === 0) return anything;
  const members = ranges.map(([from, to]) => (from === to ? point(from) : `${point(from)}-${point(to)}`)).join("");
  return `[${negated ? "^" : ""}${members}]`;
}

/**
 * Lucene's expressions, which always match the whole value: what is sought anywhere has anything around it. They know the ends of the text only where the value begins and
 * ends, and no word boundaries; a pattern with others is refused.
 */
export function lucenePattern(pattern: Pattern, product: string): string {
  const parts = pattern.kind === "sequence" ? pattern.parts : [pattern];
  const isStart = (part: Pattern | undefined) => part?.kind === "assert" && part.what === "start";
  const isEnd = (part: Pattern | undefined) => part?.kind === "assert" && part.what === "end";
  const from = isStart(parts[0]) ? 1 : 0;
  const to = isEnd(parts.at(-1)) ? parts.length - 1 : parts.length;
  const inner = parts.slice(from, Math.max(from, to)).map((part) => luceneText(part, product));
  return `${from === 1 ? "" : ".*"}${inner.join("")}${to < parts.length ? "" : ".*"}`;
}

const lucenePoint: WritePoint = (code) => {
  const character = String.fromCodePoint(code);
  return /[\p{L}\p{N}]/u.test(character) ? character : `\\${character}`;
};

function luceneText(pattern: Pattern, product: string): string {
  switch (pattern.kind) {
    case "set":
      return setText(pattern.negated, pattern.ranges, lucenePoint, ".");
    case "assert":
      throw notSupported(product, "a pattern with a word boundary, or with an end of the text inside it", "write the pattern without it");
    case "sequence":
      return `(${pattern.parts.map((part) => luceneText(part, product)).join("")})`;
    case "choice":
      return `(${pattern.options.map((option) => luceneText(option, product)).join("|")})`;
    case "repeat":
      return `(${luceneText(pattern.part, product)}){${pattern.min},${pattern.max ?? ""}}`;
  }
}
