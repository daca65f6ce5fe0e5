import type { LearningCommand } from "../../core/learning/decide.ts";
import { whyNotPromoted } from "../../core/learning/decide.ts";
import {
  type Challenger,
  type Comparison,
  distinctLabels,
  type Grounds,
  type Label,
  type Learning,
  type RuleRef,
  type Suppression,
} from "../../core/learning/learning.ts";
import { isInForce, suppressionDaysMax, withoutSampleKey } from "../../core/learning/suppression.ts";
import { verdicts } from "../../core/verdict/verdict.ts";
import { type Drift, driftBetween, type Observation } from "../../learning/analyst/population-drift.ts";
import { isNoise, type RulePrecision, rulePrecisions } from "../../learning/analyst/rule-precision.ts";
import { clopperPearson } from "../../learning/interval.ts";
import { ruleKey, type Survey } from "./survey.ts";

const dayMs = 86_400_000;
/** Rules that one report lists. */
const rulesMax = 200;

/** What people taught and what came of it, for people. Shares come with their exact 95 % interval. */
export type LearningOverview = {
  readonly worlds: number;
  readonly alerts: number;
  readonly verdicts: Readonly<Record<string, number>>;
  /** Of the alerts that the product closed and people judged, those that people call attacks. */
  readonly closedWrongly: { readonly wrong: number; readonly of: number; readonly interval: readonly [number, number] };
  readonly rules: readonly RulePrecision[];
  /** Absent where one of the periods is too small to say anything. */
  readonly drift?: readonly Drift[];
  readonly models: readonly {
    readonly digest: string;
    readonly inUse: boolean;
    readonly whyNot?: string;
    readonly comparison: Comparison;
  }[];
  readonly suppressions: readonly (Omit<Suppression, "sampleKey"> & { readonly inForce: boolean; readonly expired: boolean })[];
};

/** Gathers the overview at a moment. The newest `recentDays` of the alerts are held against all before them. Pure. */
export function overviewOf(
  learning: Learning,
  survey: Survey,
  { nowMs, recentDays }: { readonly nowMs: number; readonly recentDays: number },
): LearningOverview {
  const labels = distinctLabels(learning);
  const drift = driftOf(survey.observations, recentDays);
  return {
    worlds: survey.worlds,
    alerts: survey.alerts,
    verdicts: Object.fromEntries(verdicts.map((verdict) => [verdict, labels.filter((each) => each.verdict === verdict).length])),
    closedWrongly: closedWrongly(labels),
    rules: rulePrecisions(labels).slice(0, rulesMax),
    ...(drift && { drift }),
    models: [...learning.challengers.values()].map((challenger) => {
      const whyNot = challenger.digest === learning.champion ? undefined : refusalOf(challenger, learning);
      return {
        digest: challenger.digest,
        inUse: challenger.digest === learning.champion,
        comparison: challenger.comparison,
        ...(whyNot && { whyNot }),
      };
    }),
    suppressions: [...learning.suppressions.values()].map((each) => ({
      ...withoutSampleKey(each),
      inForce: isInForce(each, nowMs),
      expired: each.status === "approved" && !isInForce(each, nowMs),
    })),
  };
}

function refusalOf(challenger: Challenger, { champion }: Learning): string | undefined {
  return challenger.champion === champion ? whyNotPromoted(challenger) : "it was compared with a model that is no longer in use";
}

function closedWrongly(labels: readonly Label[]): LearningOverview["closedWrongly"] {
  const closed = labels.filter(
    ({ ended, verdict }) => (ended === "benign" || ended === "false-positive") && verdict !== "insufficient-data",
  );
  const wrong = closed.filter(({ verdict }) => verdict === "true-positive").length;
  return { wrong, of: closed.length, interval: clopperPearson(wrong, closed.length) };
}

function driftOf(observations: readonly Observation[], recentDays: number): readonly Drift[] | undefined {
  const newest = observations.reduce((latest, { timeMs }) => Math.max(latest, timeMs), Number.NEGATIVE_INFINITY);
  const from = newest - recentDays * dayMs;
  return driftBetween(
    observations.filter(({ timeMs }) => timeMs < from),
    observations.filter(({ timeMs }) => timeMs >= from),
  );
}

/** Proposals of the agent: every rule that people found wrong often enough, with the share of all alerts that it makes. Each needs a person. */
export function proposalsFor(learning: Learning, survey: Survey, atMs: number): LearningCommand[] {
  const precisions = rulePrecisions(distinctLabels(learning));
  const groundsFor = groundsIn(precisions, survey);
  return precisions.filter(isNoise).map(
    (found): LearningCommand => ({
      type: "ProposeSuppression",
      scope: { product: found.product, rule: found.rule },
      verdict: found.benign * 2 > found.of ? "benign" : "false-positive",
      grounds: groundsFor(found),
      untilMs: atMs + suppressionDaysMax * dayMs,
      by: "agent:watchkeeper",
      because: `people found this rule right in ${found.casesRight} of ${found.cases} cases`,
      atMs,
    }),
  );
}

/** What a suppression of a scope's rule stands on now: what people said by case, and its share of all alerts. */
export function groundsOf(scope: RuleRef, learning: Learning, survey: Survey): Grounds {
  return groundsIn(rulePrecisions(distinctLabels(learning)), survey)(scope);
}

function groundsIn(precisions: readonly RulePrecision[], survey: Survey): (scope: RuleRef) => Grounds {
  const byRule = new Map(precisions.map((each) => [ruleKey(each), each]));
  return (scope) => {
    const found = byRule.get(ruleKey(scope));
    return { right: found?.casesRight ?? 0, of: found?.cases ?? 0, alertsShare: shareOf(scope, survey) };
  };
}

/** The grounds of every suppression that waits or is in force, by its number, as they are now. */
export function groundsNow(learning: Learning, survey: Survey, nowMs: number): ReadonlyMap<string, Grounds> {
  const asked = [...learning.suppressions.values()].filter((each) => each.status === "proposed" || isInForce(each, nowMs));
  const groundsFor = groundsIn(rulePrecisions(distinctLabels(learning)), survey);
  return new Map(asked.map(({ id, scope }) => [id, groundsFor(scope)]));
}

/** The share of all alerts of the surveyed worlds that a rule raised; all of them where nothing was surveyed. */
function shareOf(rule: { readonly product: string; readonly rule: string }, { alerts, alertsByRule }: Survey): number {
  return alerts === 0 ? 1 : (alertsByRule.get(ruleKey(rule))?.alerts ?? 0) / alerts;
}
