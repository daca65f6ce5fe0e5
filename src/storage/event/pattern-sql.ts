import type { Pattern, Range } from "../../core/query/pattern.ts";

/**
 * A pattern as one of PostgreSQL's advanced regular expressions, to be matched with collation "C" against folded text.
 * Every character is written by its number, so none can mean anything else (PostgreSQL manual, "Regular Expression Escapes").
 */
export function patternSql(pattern: Pattern): string {
  // Three stars begin a directive; this one says "advanced", so that nothing that follows can.
  return `***:${textOf(pattern)}`;
}

function textOf(pattern: Pattern): string {
  switch (pattern.kind) {
    case "set":
      return setText(pattern.negated, pattern.ranges);
    case "assert":
      return { start: "\\A", end: "\\Z", boundary: "\\y", "no-boundary": "\\Y" }[pattern.what];
    case "sequence":
      return `(?:${pattern.parts.map(textOf).join("")})`;
    case "choice":
      return `(?:${pattern.options.map(textOf).join("|")})`;
    case "repeat":
      return `(?:${textOf(pattern.part)}){${pattern.min},${pattern.max ?? ""}}`;
  }
}

function setText(negated: boolean, ranges: readonly Range[]): string {
  if (ranges.length === 0) return ".";
  const members = ranges.map(([from, to]) => (from === to ? point(from) : `${point(from)}-${point(to)}`)).join("");
  return `[${negated ? "^" : ""}${members}]`;
}

const point = (code: number) => `\\U${code.toString(16).padStart(8, "0")}`;
