import { slotOf } from "../../core/measure/tally.ts";
import type { GuideEvent } from "../../core/model/guide.ts";
import type { ModelEvent } from "../../core/model/model-event.ts";
import { tokensOf } from "../../core/model/model-standing.ts";
import type { Measuring } from "./measuring.ts";
import { changeDesk } from "./tally-alert.ts";

/** What language models were asked about cases, and took: tokens by what became of the call, money in millionths, each case once. */
export function foldModel(state: Measuring, fact: Extract<ModelEvent, { type: "ModelAsked" | "ModelAnswered" }>): void {
  const { tallies } = state;
  const slot = slotOf(fact.atMs);
  if (fact.type === "ModelAnswered") {
    const { kind, use } = fact.outcome;
    tallies.add("model", slot, [kind], 1, tokensOf(use));
    tallies.add("model", slot, ["cost"], 1, use.costMicros);
    tallies.add("model", slot, ["took"], 1, use.ms);
    return;
  }
  tallies.add("model", slot, ["asked"], 1);
  if (state.cases.get(fact.caseId)?.asked) return;
  tallies.add("model", slot, ["cases"], 1);
  changeDesk(state, fact.caseId, (line) => {
    line.asked = true;
  });
}

/** What people asked language models, about no case: counted beside what is asked about cases, since it belongs to no case. */
export function foldGuide({ tallies }: Measuring, fact: GuideEvent): void {
  const slot = slotOf(fact.atMs);
  if (fact.type === "GuideAsked") {
    tallies.add("model", slot, ["people-asked"], 1);
    return;
  }
  const { kind, use } = fact.outcome;
  tallies.add("model", slot, [`people-${kind}`], 1, tokensOf(use));
  tallies.add("model", slot, ["people-cost"], 1, use.costMicros);
  tallies.add("model", slot, ["people-took"], 1, use.ms);
}
