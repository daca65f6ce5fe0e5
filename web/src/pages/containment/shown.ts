import { ConsoleFault } from "../../api/faults.ts";
import { digestOf, isSameAsShown } from "../../api/signed.ts";
import type { Action } from "./queries.ts";

/**
 * The digest of an action over its canonical text, once what is done, to whom, by what and why, as the page shows it, is found to be that text's. Tier and
 * blast radius are counted anew until it begins, and what is shown may be newer than what was signed.
 */
export async function digestShown({ canonical, line, target, severity, evidence, case: of }: Action): Promise<string> {
  const shown = {
    verb: line.verb,
    effector: line.effector,
    severity,
    evidence,
    "target.kind": target.kind,
    "target.id": target.id,
    "target.name": target.name,
    "target.knownTo": target.knownTo,
    "target.aliases": target.aliases,
    "case.id": of.id,
    "case.title": of.title,
  };
  if (!isSameAsShown(canonical, shown)) throw new ConsoleFault("console/other-action");
  return digestOf(canonical);
}
