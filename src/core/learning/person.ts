import { isPerson } from "../person/person.ts";
import { SocError } from "../soc-error.ts";

const reasonLengthMax = 500;

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
