import type { z } from "zod";
import type { AssessmentCase, AssessmentEvidence } from "../core/assessment/assessment.ts";
import type { Evidence } from "../core/evidence/evidence.ts";
import { logOddsOf, probabilityOf } from "../core/hypothesis/hypothesis.ts";
import { type Playbook, type PlaybookQuestion, weightOf } from "../core/playbook/playbook.ts";
import type { Verdict } from "../core/verdict/verdict.ts";
import { type Policy, standingOf, weigh } from "../stages/investigate/standing.ts";

type Item = z.infer<typeof AssessmentEvidence>;

/** A past case under another playbook, by the answers that were recorded. Nothing is asked anew. */
export type Trial = {
  readonly case: string;
  readonly recorded: { readonly playbook: string; readonly verdict: Verdict; readonly maliciousness: number };
  readonly would: { readonly verdict: Verdict; readonly maliciousness: number };
  readonly differs: boolean;
  /** Recorded answers that the other playbook asks for too, and those that it does not ask for and that therefore do not count. */
  readonly answersKept: number;
  readonly answersDropped: number;
  /** Ids of its questions that nobody asked then: what they would have answered is not known. */
  readonly notAsked: readonly string[];
  /** How far the answers that are not known could move it, 0 to 1: all against, all for. */
  readonly between: { readonly low: number; readonly high: number };
};

/**
 * What a playbook would have made of a past case. The alerts' own evidence counts as it did; a recorded answer counts with the weight that the playbook gives
 * it where the playbook puts the same sentence to the same tool. `used` is the playbook that the case followed, where it is still known: the two may begin
 * with different odds.
 */
export function tryPlaybook(each: AssessmentCase, playbook: Playbook, used: Playbook | undefined, policy: Policy): Trial {
  const prior = priorOf(each) + (used ? playbook.prior - used.prior : 0);
  const kept: Item[] = [];
  let answersKept = 0;
  let answersDropped = 0;
  const asked = new Set<string>();
  for (const item of each.evidence) {
    const question = playbook.investigate.find((one) => isAnswerTo(item, one));
    if (question) {
      asked.add(question.id);
      answersKept++;
      kept.push({ ...item, weight: weightOf(question, item.answer), group: question.group });
    } else if (isOfAlerts(item)) kept.push(item);
    else answersDropped++;
  }
  const logOdds = weigh(prior, asEvidence(kept));
  const notAsked = playbook.investigate.filter(({ id }) => !asked.has(id));
  const verdict = verdictOf(logOdds, kept, policy, each.verdict);
  return {
    case: each.id,
    recorded: { playbook: each.playbook, verdict: each.verdict, maliciousness: each.maliciousness },
    would: { verdict, maliciousness: rounded(logOdds) },
    differs: verdict !== each.verdict,
    answersKept,
    answersDropped,
    notAsked: notAsked.map(({ id }) => id),
    between: { low: rounded(logOdds + sumOf(notAsked, Math.min)), high: rounded(logOdds + sumOf(notAsked, Math.max)) },
  };
}

/** The odds that a case began with: what is left of its recorded odds without its evidence. */
function priorOf({ maliciousness, evidence }: AssessmentCase): number {
  return logOddsOf(maliciousness) - weigh(0, asEvidence(evidence));
}

// The document's shapes are the evidence's, but that what may be absent may also be undefined there.
const asEvidence = (items: readonly Item[]) => items as readonly Evidence[];

/** Recorded sentences are the playbook's, with what they are about behind it in brackets. */
function isAnswerTo({ question, tool }: Item, { asks, tool: asked }: PlaybookQuestion): boolean {
  return tool === asked && (question === asks || question.startsWith(`${asks} (`));
}

/** What speaks for itself whatever the playbook asks. */
const isOfAlerts = ({ tool }: Item) => tool.startsWith("detection/") || tool === "intake/alert" || tool.startsWith("correlation/");

function verdictOf(logOdds: number, evidence: readonly Item[], policy: Policy, recorded: Verdict): Verdict {
  const standing = standingOf(logOdds, asEvidence(evidence), policy);
  if (standing === "true-positive") return "true-positive";
  if (standing === "undecided") return "insufficient-data";
  return recorded === "false-positive" ? "false-positive" : "benign";
}

/** Per group once, as evidence counts. */
function sumOf(questions: readonly PlaybookQuestion[], furthest: (...numbers: number[]) => number): number {
  const byGroup = new Map<string, number>();
  for (const { group, answers } of questions) byGroup.set(group, furthest(byGroup.get(group) ?? 0, 0, ...Object.values(answers)));
  return [...byGroup.values()].reduce((sum, each) => sum + each, 0);
}

const rounded = (logOdds: number) => Math.round(probabilityOf(Math.max(-12, Math.min(12, logOdds))) * 10_000) / 10_000;
