import type { Evidence } from "../../core/evidence/evidence.ts";
import { logOddsOf, strongestByGroup } from "../../core/hypothesis/hypothesis.ts";
import { inert } from "../../core/inert/inert.ts";
import { diminishing } from "../investigate/alert-evidence.ts";
import { reachOf } from "../investigate/next-step.ts";
import { type Question, sentenceOf } from "../investigate/question.ts";
import { asWeighed, independentFacts, maliciousnessOf, type Policy, weigh } from "../investigate/standing.ts";
import { leavesOpen } from "../investigate/unknowns.ts";

/** The most evidence items that a reasoning tells one by one; a case has far fewer. */
export const stepsMax = 1_000;
/** The most open questions that it names, those that could move the odds furthest. */
export const openQuestionsMax = 50;
const saysLengthMax = 400;

/** What a verdict was drawn from. `prior` is in log-odds, undefined where the playbook that gave it is not here any more. */
export type Reasoned = {
  readonly prior: number | undefined;
  /** In the order in which it was recorded; a person's word is not among it. */
  readonly evidence: readonly Evidence[];
  /** As the case says it; only asked where the prior is not known. */
  readonly maliciousness: number;
  readonly claims: { readonly malicious: string; readonly benign: string };
  readonly policy: Policy;
  readonly questions: readonly Question[] | undefined;
  /** Question keys to the evidence that answered them, or "failed". */
  readonly settled: ReadonlyMap<string, string>;
};

/** One item and what it moved, log-odds towards the hypothesis; `after` is the sum up to and with it. */
export type ReasoningStep = {
  readonly evidence: string;
  readonly says: string;
  readonly group: string;
  readonly weight: number;
  readonly moved: number;
  readonly after: number;
  /** About what the alert behind it says by itself, log-odds, before further rules of the case count for less; null where it is no alert's, or cannot be told. */
  readonly own: number | null;
  readonly counted: boolean;
  readonly because: string;
};

/** A hypothesis from where it began to where it stands. */
export type ReasonedHypothesis = {
  readonly side: "malicious" | "benign";
  readonly claim: string;
  readonly prior: number;
  readonly steps: readonly ReasoningStep[];
  readonly logOdds: number;
  /** The log-odds at which it is decided. */
  readonly decidedAt: number;
  readonly probability: number;
};

/** A question whose answer could still move the odds, and where they would be then. */
export type MovingQuestion = {
  readonly question: string;
  readonly about: string | null;
  readonly why: "not-asked" | "failed" | "left-open";
  readonly up: number;
  readonly down: number;
  readonly highest: number;
  readonly lowest: number;
  readonly couldDecide: boolean;
};

/** How the evidence moved the hypotheses, and what would move them further. */
export type Reasoning = {
  readonly hypotheses: readonly ReasonedHypothesis[];
  readonly priorFrom: "recorded" | "worked-back";
  readonly thresholds: {
    readonly truePositiveAt: number;
    readonly benignAt: number;
    readonly truePositiveLogOdds: number;
    readonly benignLogOdds: number;
    readonly independentFactsMin: number;
    readonly independentFacts: number;
  };
  readonly wouldChange: readonly MovingQuestion[];
};

/**
 * Tells the sum behind a verdict step by step, by the arithmetic that made it (`weigh`): each item moves what the sum with it differs from the sum without it,
 * in the order in which items were recorded. The last sum is the one that the verdict was drawn from.
 */
export function reasoningOf(reasoned: Reasoned): Reasoning {
  const { policy, claims } = reasoned;
  const evidence = reasoned.evidence.slice(0, stepsMax);
  const prior = reasoned.prior ?? workedBack(reasoned.maliciousness, evidence);
  const steps = stepsOf(prior, evidence);
  const logOdds = weigh(prior, evidence);
  const probability = maliciousnessOf(logOdds);
  return {
    hypotheses: [
      {
        side: "malicious",
        claim: inert(claims.malicious),
        prior,
        steps,
        logOdds,
        decidedAt: logOddsOf(policy.truePositiveAt),
        probability,
      },
      {
        side: "benign",
        claim: inert(claims.benign),
        prior: turned(prior),
        steps: steps.map((step) => ({
          ...step,
          weight: turned(step.weight),
          moved: turned(step.moved),
          after: turned(step.after),
          own: step.own === null ? null : turned(step.own),
        })),
        logOdds: turned(logOdds),
        decidedAt: turned(logOddsOf(policy.benignAt)),
        probability: Math.round((1 - probability) * 10_000) / 10_000,
      },
    ],
    priorFrom: reasoned.prior === undefined ? "worked-back" : "recorded",
    thresholds: {
      truePositiveAt: policy.truePositiveAt,
      benignAt: policy.benignAt,
      truePositiveLogOdds: logOddsOf(policy.truePositiveAt),
      benignLogOdds: logOddsOf(policy.benignAt),
      independentFactsMin: policy.independentFactsMin,
      independentFacts: independentFacts(evidence),
    },
    wouldChange: openOf(reasoned, evidence, logOdds),
  };
}

/** No negative zero, which JSON does not know. */
const turned = (value: number) => (value === 0 ? 0 : -value);

/** Where the sum must have begun to end in the probability that the case says, as far as its four digits and the bounds of a sum tell. */
const workedBack = (maliciousness: number, evidence: readonly Evidence[]) => logOddsOf(maliciousness) - weigh(0, evidence);

function stepsOf(prior: number, evidence: readonly Evidence[]): ReasoningStep[] {
  const weighed = asWeighed(evidence);
  const speakers = speakersOf(weighed);
  const owns = ownWeights(evidence);
  let before = weigh(prior, []);
  return evidence.map((item, at) => {
    const after = weigh(prior, evidence.slice(0, at + 1));
    const moved = after - before;
    before = after;
    const { id, group, weight } = item;
    const speaker = speakers.get(sideOf(weighed[at] ?? item));
    const counted = weight !== 0 && speaker === id;
    return {
      evidence: id,
      says: inert(item.says, saysLengthMax),
      group: inert(group),
      weight,
      moved,
      after,
      own: owns.get(id) ?? null,
      counted,
      because: becauseOf({ weight, weighed: weighed[at]?.weight ?? weight, moved, own: owns.get(id), speaker, counted }),
    };
  });
}

/** Beyond so many graver rules what is left of a weight is too little to tell the whole by. */
const ranksMax = 8;

/** What alerts say by themselves: each graver rule of the case took its share. */
function ownWeights(evidence: readonly Evidence[]): ReadonlyMap<string, number> {
  const rules: string[] = [];
  const owns = new Map<string, number>();
  for (const { id, tool, group, weight } of evidence) {
    if (!tool.startsWith("detection/") && tool !== "intake/alert") continue;
    if (!rules.includes(group)) rules.push(group);
    const rank = rules.indexOf(group);
    if (rank <= ranksMax && weight > 0) owns.set(id, Math.round((weight / diminishing ** rank) * 10) / 10);
  }
  return owns;
}

const sideOf = ({ group, weight }: Pick<Evidence, "group" | "weight">) => `${weight > 0 ? "for" : "against"} ${group}`;

/** The item of each group and direction that counts: the strongest, of equals the first. */
function speakersOf(weighed: readonly Evidence[]): ReadonlyMap<string, string> {
  const held = new Map<string, Evidence>();
  for (const item of weighed) {
    const strongest = held.get(sideOf(item));
    if (!strongest || Math.abs(item.weight) > Math.abs(strongest.weight)) held.set(sideOf(item), item);
  }
  return new Map([...held].map(([side, { id }]) => [side, id]));
}

type Counting = Pick<ReasoningStep, "weight" | "moved" | "counted"> & {
  readonly weighed: number;
  readonly own: number | undefined;
  readonly speaker: string | undefined;
};

function becauseOf({ weight, weighed, moved, own, speaker, counted }: Counting): string {
  if (weight === 0) return "it weighs nothing either way";
  if (!counted) return `of one fact only the strongest item counts, and that is ${speaker ?? "another"}`;
  const part = weighed === weight ? "it counts in full" : "an approved change covers it, so it counts for a part";
  const alone =
    own !== undefined && own - weight >= tellingDifference
      ? `; by itself it would say ${own.toFixed(1)}, and graver rules count before it`
      : "";
  const cut =
    Math.abs(weighed) - Math.abs(moved) >= tellingDifference
      ? "; the sum stands at its bound or at what was said before, so less of it shows"
      : "";
  return `${part}${alone}${cut}`;
}

/** Differences below this are not told, log-odds. */
const tellingDifference = 0.05;

type Band = "true-positive" | "benign" | "between";

function openOf({ questions = [], settled, policy }: Reasoned, evidence: readonly Evidence[], logOdds: number): MovingQuestion[] {
  const strongest = strongestByGroup(asWeighed(evidence));
  const answers = new Map(evidence.map(({ id, answer }) => [id, answer]));
  const bandOf = (odds: number): Band =>
    odds >= logOddsOf(policy.truePositiveAt) ? "true-positive" : odds <= logOddsOf(policy.benignAt) ? "benign" : "between";
  return questions
    .flatMap((question): MovingQuestion[] => {
      const why = whyOpen(settled.get(question.key), answers);
      const { up, down } = reachOf(question, strongest);
      if (!why || up + down === 0) return [];
      // The sum holds what it holds at its bounds: `weigh` says how far it can go.
      const [highest, lowest] = [held(logOdds + up), held(logOdds - down)];
      const couldDecide = bandOf(highest) !== bandOf(logOdds) || bandOf(lowest) !== bandOf(logOdds);
      return [
        {
          question: inert(sentenceOf(question), saysLengthMax),
          about: question.about ? inert(question.about.value) : null,
          why,
          up,
          down,
          highest: maliciousnessOf(highest),
          lowest: maliciousnessOf(lowest),
          couldDecide,
        },
      ];
    })
    .toSorted((a, b) => Number(b.couldDecide) - Number(a.couldDecide) || b.up + b.down - (a.up + a.down))
    .slice(0, openQuestionsMax);
}

const held = (logOdds: number) => weigh(logOdds, []);

function whyOpen(answeredBy: string | undefined, answers: ReadonlyMap<string, string>): MovingQuestion["why"] | undefined {
  if (answeredBy === undefined) return "not-asked";
  const answer = answers.get(answeredBy);
  if (answeredBy === "failed" || answer === "failed") return "failed";
  return answer !== undefined && leavesOpen(answer) ? "left-open" : undefined;
}
