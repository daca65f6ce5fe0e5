import type { AssessmentCase } from "../../core/assessment/assessment.ts";

/** How many reasons are said to carry a verdict. */
export const decisiveMax = 5;

/** The evidence that moved a case most, whichever way, most first; among equals the earlier. What moved nothing is no reason. */
export function decisiveOf(evidence: readonly Pick<AssessmentCase["evidence"][number], "id" | "weight">[]): readonly string[] {
  return evidence
    .filter(({ weight }) => weight !== 0)
    .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .slice(0, decisiveMax)
    .map(({ id }) => id);
}
