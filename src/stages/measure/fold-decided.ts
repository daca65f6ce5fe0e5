import type { CaseEvent } from "../../core/case/case.ts";
import { keyText, slotOf } from "../../core/measure/tally.ts";
import type { Verdict } from "../../core/verdict/verdict.ts";
import type { Measuring } from "./measuring.ts";
import { noteVerdict } from "./tally-action.ts";
import { changeCase, changeDesk } from "./tally-alert.ts";

const decidingTypes = ["VerdictReached", "CaseClosed", "CaseEscalated", "CaseLeftToPeople", "CaseReopened", "CaseDecided"] as const;
type Deciding = Extract<CaseEvent, { type: (typeof decidingTypes)[number] }>;

/** Whether a fact settles a case, or takes its end back. */
export const isDeciding = (fact: CaseEvent): fact is Deciding => decidingTypes.some((type) => type === fact.type);

/** Folds what settles a case, or takes its end back. */
export function foldDecided(state: Measuring, fact: Deciding): void {
  const { caseId } = fact;
  switch (fact.type) {
    case "VerdictReached":
      changeDesk(state, caseId, (line) => {
        line.verdict = fact.conclusion.verdict;
        line.category = fact.conclusion.category;
        line.planRan = line.failed !== true && fact.conclusion.cutShort !== true;
      });
      noteVerdict(state, caseId, fact.conclusion.verdict);
      return;
    case "CaseClosed":
    case "CaseEscalated":
    case "CaseLeftToPeople":
      changeCase(state, caseId, (line) => {
        line.status = statusAfter[fact.type];
        line.by = "agent";
        line.agentVerdict = line.verdict;
        line.handed ||= line.status === "escalated";
      });
      return;
    case "CaseReopened":
      changeCase(state, caseId, (line) => {
        Object.assign(line, {
          status: "open",
          by: undefined,
          verdict: undefined,
          agentVerdict: undefined,
          failed: undefined,
          planRan: undefined,
        });
      });
      noteVerdict(state, caseId, undefined);
      return;
    case "CaseDecided":
      decided(state, fact);
      return;
  }
}

const statusAfter = { CaseClosed: "closed", CaseEscalated: "escalated", CaseLeftToPeople: "waiting" } as const;

/** How a person's decision stands to the verdict of the agent that stood; undefined where none did, or it is handed on unsettled. */
export function reviewOf(
  /** `closed` where the agent closed it, or would have. */
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
  const review = reviewOf(
    { verdict: held.agentVerdict, closed: held.status === "closed" || held.status === "waiting" },
    { status, verdict: conclusion.verdict },
  );
  const slot = slotOf(state.nowMs);
  if (review) state.tallies.add("review", slot, [review], 1);
  if (status === "closed") state.tallies.add("person", slot, [keyText(by), "settled"], 1);
  if (review === "reversed") state.tallies.add("person", slot, [keyText(by), "overruled"], 1);
  changeCase(state, caseId, (line) => {
    Object.assign(line, { status, by: "people", verdict: conclusion.verdict, category: conclusion.category, agentVerdict: undefined });
    line.handed ||= status === "escalated";
  });
  noteVerdict(state, caseId, conclusion.verdict);
}
