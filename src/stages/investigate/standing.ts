import type { Evidence, Trust } from "../../core/evidence/evidence.ts";
import { combine, logOddsOf, probabilityOf } from "../../core/hypothesis/hypothesis.ts";

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

/** The thresholds that hold where nobody set others. */
export const defaultPolicy: Policy = { truePositiveAt: 0.9, benignAt: 0.1, independentFactsMin: 2, questionsMin: 6, worthMin: 0.05 };

/** A fact speaks for "benign" only when it weighs at least this much in log-odds. */
const exculpatoryWeight = -1;

/** Which hypothesis the evidence has decided for so far, if any. */
export type StandingNow = "true-positive" | "benign" | "undecided";

/** What the odds and the kind of evidence allow us to say now. */
export function standingOf(logOdds: number, evidence: readonly Evidence[], policy: Policy): StandingNow {
  if (logOdds >= logOddsOf(policy.truePositiveAt)) return "true-positive";
  if (logOdds <= logOddsOf(policy.benignAt) && independentFacts(evidence) >= policy.independentFactsMin) return "benign";
  return "undecided";
}

/** An approved change that covers accounts, hosts and the whole time weighs at least this much. */
const authorisedWeight = -2.5;
/** The calendar, and one source beside it. */
const authorisingFactsMin = 2;
/** What an explained alert still says: that it happened is expected, but not nothing. */
const explainedShare = 0.25;

/**
 * The log-odds after all evidence. Alerts report what was done, and an approved change says that it may be done: once the change calendar covers the case,
 * and a second source beyond the attacker's reach agrees, alerts about it say little more. Critical alerts are never explained away.
 */
export function weigh(prior: number, evidence: readonly Evidence[]): number {
  return combine(prior, asWeighed(evidence));
}

/** Each item with the weight that it has beside the others: an alert that a change explains says little more. */
export function asWeighed(evidence: readonly Evidence[]): readonly Evidence[] {
  const authorised =
    evidence.some(({ trust, weight }) => trust === "change-calendar" && weight <= authorisedWeight) &&
    independentFacts(evidence) >= authorisingFactsMin;
  if (!authorised) return evidence;
  return evidence.map((item) =>
    isAlertItself(item) && item.answer !== "critical" ? { ...item, weight: item.weight * explainedShare } : item,
  );
}

/** Log-odds as a case says them: a probability of four digits. */
export function maliciousnessOf(logOdds: number): number {
  return Math.round(probabilityOf(logOdds) * 10_000) / 10_000;
}

function isAlertItself({ tool }: Evidence): boolean {
  return tool.startsWith("detection/") || tool === "intake/alert" || tool === "correlation/kill-chain";
}

/** The trust domains, beyond the attacker's reach, that speak for "benign". */
export function exculpatoryTrusts(evidence: readonly Evidence[]): Set<Trust> {
  return new Set(exculpatory(evidence).map(({ trust }) => trust));
}

/**
 * How many facts speak for "benign" that an attacker cannot write and that do not lean on one another: no two of one trust domain, no two of one group.
 * One fact that two sources repeat is one fact, and so is one source that says two things.
 */
export function independentFacts(evidence: readonly Evidence[]): number {
  const groupsOf = new Map<Trust, Set<string>>();
  for (const { trust, group } of exculpatory(evidence)) groupsOf.set(trust, (groupsOf.get(trust) ?? new Set()).add(group));
  const speaker = new Map<string, Trust>();
  // A trust domain takes a group of its own, and may ask the one that took it to take another (a matching by augmenting paths).
  const takes = (trust: Trust, tried: Set<string>): boolean => {
    for (const group of groupsOf.get(trust) ?? []) {
      if (tried.has(group)) continue;
      tried.add(group);
      const held = speaker.get(group);
      if (held !== undefined && !takes(held, tried)) continue;
      speaker.set(group, trust);
      return true;
    }
    return false;
  };
  return [...groupsOf.keys()].filter((trust) => takes(trust, new Set())).length;
}

function exculpatory(evidence: readonly Evidence[]): Evidence[] {
  return evidence.filter(({ weight, trust }) => weight <= exculpatoryWeight && trust !== "attacker-writable");
}
