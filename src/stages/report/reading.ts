import type { Assessment, AssessmentAlert, AssessmentCase } from "../../core/assessment/assessment.ts";
import { logOddsOf } from "../../core/hypothesis/hypothesis.ts";
import { baseRateLogOdds } from "../triage/scorecard.ts";

/** What a report says about one case beyond its bare fields; worked out once for every format. */
export type CaseReading = {
  readonly case: AssessmentCase;
  /** `c1`, by place in the assessment: safe in anchors, whatever the id is. */
  readonly anchor: string;
  /** 1 (now) to 5. */
  readonly priority: number;
  readonly alerts: readonly AssessmentAlert[];
  /** How many it has; more than `alerts` where only the newest are listed. */
  readonly alertsTotal: number;
  readonly decisive: readonly EvidenceItem[];
  /** Answers that say what to do, whatever the verdict. */
  readonly pressing: readonly EvidenceItem[];
  readonly balance: Balance;
};

/** One evidence item of a case, as the assessment holds it. */
export type EvidenceItem = AssessmentCase["evidence"][number];

const decisiveMax = 5;
/** Answers that leave their question open: they stand among what is unknown. */
const openAnswers: ReadonlySet<string> = new Set(["failed", "not-observed", "not-available", "no-calendar", "unknown"]);

/** The cases of an assessment, escalated ones first, else in its own order: the order of work, and the one in which the console prints them. */
export function readingsOf(assessment: Assessment): CaseReading[] {
  const alertsOf = Map.groupBy(assessment.alerts, ({ case: caseId }) => caseId);
  const readings = assessment.cases.map((each, index) => {
    const alerts = (alertsOf.get(each.id) ?? []).toSorted((a, b) => compare(a.time, b.time));
    const priority = alerts.reduce((least, alert) => Math.min(least, alert.priority), 5);
    const pressing = each.evidence.filter((item) => item.pressing && !openAnswers.has(item.answer));
    const alertsTotal = each.alertsTotal ?? alerts.length;
    const anchor = `c${index + 1}`;
    return { case: each, anchor, priority, alerts, alertsTotal, decisive: decisiveOf(each), pressing, balance: balanceOf(each) };
  });
  return readings.toSorted((a, b) => Number(b.case.escalated) - Number(a.case.escalated));
}

/** How many alerts an assessment has, those that it does not list included. */
export function alertsIn({ alerts, cases }: Pick<Assessment, "alerts" | "cases">): number {
  return cases.reduce((total, each) => total + (each.alertsTotal === undefined ? 0 : each.alertsTotal - each.alerts.length), alerts.length);
}

/** How many alerts a case has. */
export const alertsOfCase = (each: Pick<AssessmentCase, "alerts" | "alertsTotal">): number => each.alertsTotal ?? each.alerts.length;

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The items that the verdict names, in its order; when it names none, the strongest of the side that won. */
function decisiveOf(each: AssessmentCase): EvidenceItem[] {
  const byId = new Map(each.evidence.map((item) => [item.id, item]));
  const cited = [...each.because.matchAll(/\[(e-\d+)\]/g)].flatMap(([, id]) => byId.get(id ?? "") ?? []);
  const unique = [...new Set(cited)].slice(0, decisiveMax);
  if (unique.length > 0) return unique;
  const side = each.maliciousness >= 0.5 ? 1 : -1;
  return each.evidence
    .filter(({ weight }) => weight * side > 0)
    .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .slice(0, decisiveMax);
}

/** How the evidence adds up, in natural-log odds: `start` + every counted weight = `end`, which never leaves ±12. */
export type Balance = {
  readonly start: number;
  /** False when the probability is too near to certainty for its start to be worked back; then `start` is the base rate. */
  readonly startExact: boolean;
  readonly end: number;
  /** What counted, strongest first. */
  readonly steps: readonly EvidenceItem[];
  /** The item that stands for the same fact, for those that did not count. */
  readonly coveredBy: ReadonlyMap<string, string>;
};

/** Beyond this the four digits of a probability no longer say where it came from. */
const nearCertain = 0.999;

/** Of a group that leans on one fact only the strongest counts in each direction (`core/hypothesis`). */
function balanceOf(each: AssessmentCase): Balance {
  const counting = new Map<string, EvidenceItem>();
  for (const item of each.evidence) {
    if (item.weight === 0) continue;
    const key = keyOf(item);
    const held = counting.get(key);
    if (!held || Math.abs(item.weight) > Math.abs(held.weight)) counting.set(key, item);
  }
  const steps = [...counting.values()].toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const sum = steps.reduce((total, { weight }) => total + weight, 0);
  const covered = each.evidence.filter((item) => item.weight !== 0 && counting.get(keyOf(item)) !== item);
  const exact = each.maliciousness < nearCertain && each.maliciousness > 1 - nearCertain;
  const start = exact ? logOddsOf(each.maliciousness) - sum : baseRateLogOdds;
  return {
    start,
    startExact: exact,
    end: Math.max(-12, Math.min(12, start + sum)),
    steps,
    coveredBy: new Map(covered.map((item) => [item.id, counting.get(keyOf(item))?.id ?? ""])),
  };
}

const keyOf = ({ weight, group }: EvidenceItem) => `${weight > 0 ? "for" : "against"} ${group}`;

/** A line of the timeline, or several in a row that say the same. */
export type StoryLine = AssessmentCase["timeline"][number] & { readonly times: number; readonly until: string };

/** The timeline with repeats in a row folded into one line and a count. */
export function storyOf({ timeline }: AssessmentCase): StoryLine[] {
  const story: { time: string; says: string; evidence: string[]; times: number; until: string }[] = [];
  for (const { time, says, evidence } of timeline) {
    const last = story.at(-1);
    if (last && last.says === says) {
      last.times++;
      last.until = time;
      last.evidence = [...new Set([...last.evidence, ...evidence])];
      continue;
    }
    story.push({ time, says, evidence: [...evidence], times: 1, until: time });
  }
  return story;
}
