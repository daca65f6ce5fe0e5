import { slotOf } from "../../core/measure/tally.ts";
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
    return;
  }
  tallies.add("model", slot, ["asked"], 1);
  if (state.cases.get(fact.caseId)?.asked) return;
  tallies.add("model", slot, ["cases"], 1);
  changeDesk(state, fact.caseId, (line) => {
    line.asked = true;
  });
}
