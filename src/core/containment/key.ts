import type { DeclineProposal } from "./command.ts";
import type { ContainmentAction } from "./containment.ts";

/** What is under way or in force at one time is one for each verb and target. */
export const openKey = ({ verb, target }: Pick<ContainmentAction, "verb" | "target">) => `${verb} ${target.id}`;

/** What one declined proposal is known by. */
export function declinedKey({ world, caseId, verb, target }: Pick<DeclineProposal, "world" | "caseId" | "verb" | "target">): string {
  return JSON.stringify([world, caseId, verb, target]);
}

/** What a no is about: the same thing asked for again is what it was said to. */
export function rejectedKey({ case: { world, id, revision }, verb, target }: Pick<ContainmentAction, "case" | "verb" | "target">): string {
  return JSON.stringify([world, id, revision, verb, target.id]);
}
