import { SocError } from "../soc-error.ts";
import type { Person } from "./learning.ts";

const reasonLengthMax = 500;

/** Whether a name is a person's, as against the agent's or no name at all. */
export function isPerson(name: string): name is Person {
  return /^person:[\p{L}\p{N}][\p{L}\p{N}.@_-]{0,99}$/u.test(name);
}

/** Refuses (`learn/not-a-person`) whoever is no person: the agent learns, and decides nothing of what it learned. */
export function requirePerson(name: string): void {
  if (!isPerson(name)) throw notAPerson(name);
}

/** Refuses (`learn/no-reason`) a decision without a reason, or with one that is a document. */
export function requireReason(because: string): void {
  const length = because.trim().length;
  if (length === 0 || length > reasonLengthMax) throw noReason();
}

const notAPerson = (name: string) =>
  new SocError({
    code: "learn/not-a-person",
    problem: `"${name.slice(0, 120)}" is not a person`,
    remedy: "name who decides: letters, digits and . @ _ - only",
    retry: "never",
  });

const noReason = () =>
  new SocError({
    code: "learn/no-reason",
    problem: `a decision needs a reason of at most ${reasonLengthMax} characters`,
    remedy: "say why, for whoever reads the record later",
    retry: "never",
  });
