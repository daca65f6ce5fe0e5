import type { CaseEvent } from "../../core/case/case.ts";
import { keyText, slotOf } from "../../core/measure/tally.ts";
import type { Verdict } from "../../core/verdict/verdict.ts";
import type { Measuring } from "./measuring.ts";
import { changeCase, changeDesk } from "./tally-alert.ts";

type Deciding = Extract<CaseEvent, { type: "VerdictReached" | "CaseClosed" | "CaseEscalated" | "CaseReopened" | "CaseDecided" }>;

/** Folds what settles a case, or takes its end back. */
export function foldDecided(state: Measuring, fact: Deciding): void {
  const { caseId } = fact;
  switch (fact.type) {
    case "VerdictReached":
      changeDesk(state, caseId, (line) => {
        line.verdict = fact.conclusion.verdict;
        line.category = fact.conclusion.category;
      });
      return;
    case "CaseClosed":
    case "CaseEscalated":
      changeCase(state, caseId, (line) => {
        line.status = fact.type === "CaseClosed" ? "closed" : "escalated";
        line.by = "agent";
        line.agentVerdict = line.verdict;
        line.handed ||= line.status === "escalated";
      });
      return;
    case "CaseReopened":
      changeCase(state, caseId, (line) => {
        Object.assign(line, { status: "open", by: undefined, verdict: undefined, agentVerdict: undefined });
      });
      return;
    case "CaseDecided":
      decided(state, fact);
      return;
  }
}

/** How a person's decision stands to the verdict of the agent that stood; undefined where none did, or it is handed on unsettled. */
export function reviewOf(
  before: { readonly verdict: Verdict | undefined; readonly closed: boolean },
  decision: { readonly status: "closed" | "escalated"; readonly verdict: Verdict },
): "agreed" | "reversed" | "abstained" | undefined {
  if (before.verdict === undefined) return undefined;
  if (decision.status === "escalated") return before.closed ? "reversed" : undefined;
  // Who does not know cannot be wrong.
  if (before.verdict === "insufficient-data") return "abstained";
  return (before.verdict === "true-positive") === (decision.verdict === "true-positive") ? "agreed" : "reversed";
}

function decided(state: Measuring, { caseId, by, status, conclusion }: Extract<CaseEvent, { type: "CaseDecided" }>): void {
  const held = state.cases.get(caseId);
  if (!held) return;
  const review = reviewOf({ verdict: held.agentVerdict, closed: held.status === "closed" }, { status, verdict: conclusion.verdict });
  const slot = slotOf(state.nowMs);
  if (review) state.tallies.add("review", slot, [review], 1);
  if (status === "closed") state.tallies.add("person", slot, [keyText(by), "settled"], 1);
  if (review === "reversed") state.tallies.add("person", slot, [keyText(by), "overruled"], 1);
  changeCase(state, caseId, (line) => {
    Object.assign(line, { status, by: "people", verdict: conclusion.verdict, category: conclusion.category, agentVerdict: undefined });
    line.handed ||= status === "escalated";
  });
}
