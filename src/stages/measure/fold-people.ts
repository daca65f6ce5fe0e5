import type { ContainmentEvent } from "../../core/containment/containment.ts";
import type { Label, LearningEvent } from "../../core/learning/learning.ts";
import { labelKey } from "../../core/learning/learning.ts";
import type { OpinionLine } from "../../core/measure/line.ts";
import { keyText, slotOf } from "../../core/measure/tally.ts";
import type { Person } from "../../core/person/person.ts";
import { watchWorld } from "../../core/watch/watch-event.ts";
import { hold, type Measuring } from "./measuring.ts";
import { changeAction } from "./tally-action.ts";

/** Folds one fact of containment: how long people took to decide, and when what they decided was in force. */
export function measureContainment(state: Measuring, fact: ContainmentEvent): void {
  switch (fact.type) {
    case "ActionProposed": {
      const { action, needs, atMs } = fact;
      const caseId = action.case.world === watchWorld ? action.case.id : undefined;
      const { tier, approvers } = needs;
      const none = { decidedAtMs: undefined, confirmedAtMs: undefined };
      hold(state, { kind: "action", id: action.id, caseId, tier, approvers, proposedAtMs: atMs, approvedBy: [], ...none });
      return;
    }
    case "ActionApproved":
      tallyWord(state, fact.by, fact.atMs);
      changeAction(state, fact.id, (line) => {
        if (!line.approvedBy.includes(fact.by)) line.approvedBy.push(fact.by);
        if (line.approvedBy.length >= line.approvers) line.decidedAtMs ??= fact.atMs;
      });
      return;
    case "ActionRejected":
      tallyWord(state, fact.by, fact.atMs);
      changeAction(state, fact.id, (line) => {
        line.decidedAtMs ??= fact.atMs;
      });
      return;
    case "OutcomeRecorded":
      if (fact.outcome !== "confirmed") return;
      changeAction(state, fact.id, (line) => {
        line.confirmedAtMs ??= fact.atMs;
      });
      return;
    case "UndoAsked":
      changeAction(state, fact.id, (line) => {
        line.undoneAtMs ??= fact.atMs;
      });
      return;
    default:
      return;
  }
}

function tallyWord({ tallies }: Measuring, by: Person, atMs: number): void {
  tallies.add("person", slotOf(atMs), [keyText(by), "approvals"], 1);
}

/** Folds one fact of learning: what people say of the alerts of a rule. The alerts of one case are one opinion: right where any of them is an attack. */
export function measureLearning(state: Measuring, fact: LearningEvent): void {
  if (fact.type !== "VerdictGiven") return;
  const { label, atMs } = fact;
  const id = JSON.stringify([label.world, label.group, label.product, label.rule]);
  const held = state.opinions.get(id) ?? opinion(id, label, atMs);
  tallyOpinion(state, held, -1);
  held.verdicts[labelKey(label)] = label.verdict;
  tallyOpinion(state, held, 1);
  hold(state, held);
}

const opinion = (id: string, { product, rule }: Label, firstAtMs: number): OpinionLine => ({
  kind: "opinion",
  id,
  product: keyText(product),
  rule: keyText(rule),
  firstAtMs,
  verdicts: {},
});

function tallyOpinion({ tallies }: Measuring, { product, rule, firstAtMs, verdicts }: OpinionLine, n: number): void {
  const said = Object.values(verdicts);
  if (said.length === 0) return;
  tallies.add("label", slotOf(firstAtMs), [product, rule, said.includes("true-positive") ? "right" : "wrong"], n);
}
