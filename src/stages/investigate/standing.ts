import type { Evidence, Trust } from "../../core/evidence/evidence.ts";
import { logOddsOf } from "../../core/hypothesis/hypothesis.ts";

/** When a hypothesis counts as decided. Probabilities, not log-odds, because people set them. */
export type Policy = {
  readonly truePositiveAt: number;
  readonly benignAt: number;
  /** Benign needs this many exculpatory facts from different trust domains that an attacker cannot write to (invariants.md, 9). */
  readonly independentFactsMin: number;
  /** A decided case still gets this many questions, so that its reader learns what was checked. */
  readonly questionsMin: number;
  /** Log-odds per cost below which no answer is worth asking for. */
  readonly worthMin: number;
};

export const defaultPolicy: Policy = { truePositiveAt: 0.9, benignAt: 0.1, independentFactsMin: 2, questionsMin: 6, worthMin: 0.05 };

/** A fact speaks for "benign" only when it weighs at least this much in log-odds. */
const exculpatoryWeight = -0.5;

export type StandingNow = "true-positive" | "benign" | "undecided";

/** What the odds and the kind of evidence allow us to say now. */
export function standingOf(logOdds: number, evidence: readonly Evidence[], policy: Policy): StandingNow {
  if (logOdds >= logOddsOf(policy.truePositiveAt)) return "true-positive";
  if (logOdds <= logOddsOf(policy.benignAt) && exculpatoryTrusts(evidence).size >= policy.independentFactsMin) return "benign";
  return "undecided";
}

/** The trust domains, beyond the attacker's reach, that speak for "benign". */
export function exculpatoryTrusts(evidence: readonly Evidence[]): Set<Trust> {
  return new Set(
    evidence.filter(({ weight, trust }) => weight <= exculpatoryWeight && trust !== "attacker-writable").map(({ trust }) => trust),
  );
}
