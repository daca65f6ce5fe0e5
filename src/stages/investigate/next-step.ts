import type { Evidence } from "../../core/evidence/evidence.ts";
import { type Strongest, strongestByGroup } from "../../core/hypothesis/hypothesis.ts";
import type { Question } from "./question.ts";
import { type Policy, standingOf, weigh } from "./standing.ts";

/** An investigation as its next step sees it: nothing but what the journal holds. */
export type Investigation = {
  readonly prior: number;
  readonly questions: readonly Question[];
  /** Question keys that have been answered or have failed. */
  readonly settled: ReadonlySet<string>;
  readonly evidence: readonly Evidence[];
  readonly policy: Policy;
  readonly questionsMax: number;
};

/** What to do next: ask one question, or conclude and say why the asking ended. */
export type Step =
  | { readonly do: "ask"; readonly question: Question }
  | { readonly do: "conclude"; readonly because: "decided" | "nothing-left" | "budget-spent" };

/**
 * Chooses the next step from what is already recorded; it never takes it. The question asked next is the one whose answers could still move
 * the odds furthest for its cost; the loop ends when a hypothesis is decided, when no answer could matter, or when the budget is spent. Pressing questions are asked before it ends all the
 * same, in the playbook's order, because their answers say what to do; a case that is benign needs nothing done.
 */
export function nextStep(investigation: Investigation): Step {
  const { questions, settled, evidence, policy, questionsMax, prior } = investigation;
  const standing = standingOf(weigh(prior, evidence), evidence, policy);
  const decided = standing !== "undecided";
  const open = questions.filter(({ key }) => !settled.has(key));
  const best = mostTelling(open, evidence);
  const enough = decided && settled.size >= Math.min(policy.questionsMin, questions.length);
  if (best && best.worth >= policy.worthMin && !enough)
    return settled.size < questionsMax
      ? { do: "ask", question: best.question }
      : { do: "conclude", because: decided ? "decided" : "budget-spent" };
  const pressing = standing === "benign" ? undefined : open.find(({ from }) => from.pressing);
  if (pressing && settled.size < questionsMax) return { do: "ask", question: pressing };
  return { do: "conclude", because: decided ? "decided" : "nothing-left" };
}

function mostTelling(open: readonly Question[], evidence: readonly Evidence[]): { question: Question; worth: number } | undefined {
  const strongest = strongestByGroup(evidence);
  let best: { question: Question; worth: number } | undefined;
  for (const question of open) {
    const worth = worthOf(question, strongest);
    if (!best || worth > best.worth) best = { question, worth };
  }
  return best;
}

/** How far the answers could still move the odds beyond what its group already says, per cost. Earlier questions win ties. */
export function worthOf(question: Question, strongest: Strongest): number {
  const { up, down } = reachOf(question, strongest);
  return (up + down) / question.from.cost;
}

/** How far the answers could still move the odds either way beyond what its group already says, natural log-odds, never negative. */
export function reachOf({ from }: Pick<Question, "from">, strongest: Strongest): { readonly up: number; readonly down: number } {
  const held = strongest.get(from.group) ?? { for: 0, against: 0 };
  const weights = Object.values(from.answers);
  return { up: Math.max(0, Math.max(0, ...weights) - held.for), down: Math.max(0, held.against - Math.min(0, ...weights)) };
}
