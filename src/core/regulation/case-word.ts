import type { Person } from "../person/person.ts";
import type { Verdict } from "../verdict/verdict.ts";
import type { Regulation, RegulationEvent } from "./dossier.ts";

/** How a case stands by a person's word: who said it, what, and whether the case is closed with it. */
export type CaseWord = { readonly caseId: string; readonly by: Person; readonly verdict: Verdict; readonly closed: boolean };

/** Whether somebody's word is that there is nothing to report of a case. */
export const isHarmless = ({ verdict, closed }: Pick<CaseWord, "verdict" | "closed">): boolean =>
  closed && (verdict === "benign" || verdict === "false-positive");

/**
 * What a person's word on a case makes of its papers: closed as harmless they are quiet where nobody classified, and any other word takes that back. Clocks of
 * what was classified run on either way. Empty where the case has no papers, or they stand so already.
 */
export function heedWord(word: CaseWord, state: Regulation, atMs: number): readonly RegulationEvent[] {
  const { caseId, by, verdict } = word;
  const held = state.dossiers.get(caseId);
  if (!held) return [];
  if (!isHarmless(word)) return takeUpAgain(caseId, state, atMs);
  if (held.harmless?.by === by && held.harmless.verdict === verdict) return [];
  return [{ type: "CaseFoundHarmless", caseId, by, verdict: verdict === "benign" ? "benign" : "false-positive", atMs }];
}

/** The papers of a case that is closed as harmless no more ask again. Empty where they were not quiet. */
export function takeUpAgain(caseId: string, state: Regulation, atMs: number): readonly RegulationEvent[] {
  return state.dossiers.get(caseId)?.harmless ? [{ type: "CaseTakenUpAgain", caseId, atMs }] : [];
}
