import type { Plan, Test } from "./plan.ts";

/** How a language joins conditions; brackets go round every group, so that no precedence decides anything. */
export type Joining = {
  readonly and: string;
  readonly or: string;
  readonly not: (inner: string) => string;
  readonly always: string;
  readonly never: string;
  readonly test: (test: Test) => string;
};

/** A plan as text of a language. */
export function written(plan: Plan, joining: Joining): string {
  if ("all" in plan) return joined(plan.all, joining.and, joining.always, joining);
  if ("any" in plan) return joined(plan.any, joining.or, joining.never, joining);
  return "not" in plan ? joining.not(written(plan.not, joining)) : joining.test(plan);
}

function joined(parts: readonly Plan[], by: string, empty: string, joining: Joining): string {
  if (parts.length === 0) return empty;
  if (parts.length === 1) return written(parts[0]!, joining);
  return `(${parts.map((part) => written(part, joining)).join(` ${by} `)})`;
}

/** A text as a regular expression that matches it alone, every character by its number; with its ends where it must be the whole value. */
export function literalPattern(value: string, where: "equals" | "contains" | "starts" | "ends", point: (code: number) => string): string {
  const inner = [...value].map((character) => point(character.codePointAt(0)!)).join("");
  const [from, to] = { equals: ["\\A", "\\z"], contains: ["", ""], starts: ["\\A", ""], ends: ["", "\\z"] }[where];
  return `${from}${inner}${to}`;
}
