import type { AcceptedRule } from "../../core/asset/asset.ts";

export const acceptedAnswers = ["accepted", "expired", "none"] as const;

/**
 * "accepted" when every one of the rules has a decision that is valid at that time; "expired" when each had one and at least one is over; "none" otherwise.
 * Rules compare by title or id, without case. What is accepted for one rule says nothing of another.
 */
export function acceptedWord(
  accepted: readonly AcceptedRule[],
  rules: readonly string[],
  atMs: number,
): { answer: (typeof acceptedAnswers)[number]; decisions: readonly AcceptedRule[] } {
  const decisions: AcceptedRule[] = [];
  let isOver = false;
  for (const rule of rules) {
    const found = accepted.filter((each) => each.rule.trim().toLowerCase() === rule.trim().toLowerCase());
    const valid = found.find(({ until }) => Date.parse(until) >= atMs);
    const known = valid ?? found[0];
    if (!known) return { answer: "none", decisions: [] };
    decisions.push(known);
    if (!valid) isOver = true;
  }
  return { answer: isOver ? "expired" : decisions.length > 0 ? "accepted" : "none", decisions };
}
