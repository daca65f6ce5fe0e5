import { type Severity, severityRank } from "../../core/alert/severity.ts";
import type { Assessment, AssessmentCase } from "../../core/assessment/assessment.ts";
import type { Verdict } from "../../core/verdict/verdict.ts";

/** What became of the alerts of one record: the gravest of each. */
export type RecordOutcome = {
  readonly escalated: boolean;
  readonly severity: Severity;
  readonly verdict: Verdict;
  /** 1 (now) to 5. */
  readonly priority: number;
  readonly evidence: number;
};

/** How a play ended. `records` is keyed by `<path>#<record>`. */
export type Outcome = {
  readonly records: ReadonlyMap<string, RecordOutcome>;
  /** One line for each case, sorted: verdict, severity, whether escalated, alerts, and what is proposed. */
  readonly cases: readonly string[];
  /** What detection raised: record, rule and how grave, one line each, sorted. */
  readonly raised: readonly string[];
  readonly rejected: number;
  readonly balanced: boolean;
};

const verdictRank: Readonly<Record<Verdict, number>> = { "false-positive": 0, benign: 0, "insufficient-data": 1, "true-positive": 2 };

/** What of an assessment counts for the exercise. */
export function outcomeOf(assessment: Assessment): Outcome {
  const cases = new Map(assessment.cases.map((each) => [each.id, each]));
  const records = new Map<string, RecordOutcome>();
  // Where a file holds no alerts, whatever alerts there are of it were raised by rules and judges.
  const eventsOnly = new Set(assessment.inputs.filter(({ alerts }) => alerts === 0).map(({ path }) => path));
  for (const alert of assessment.alerts) {
    const its = cases.get(alert.case);
    const key = `${alert.source.path}#${alert.source.record}`;
    const one: RecordOutcome = {
      escalated: its?.escalated ?? true,
      severity: its?.severity ?? alert.severity,
      verdict: its?.verdict ?? alert.verdict,
      priority: alert.priority,
      evidence: its?.evidence.length ?? 0,
    };
    const before = records.get(key);
    records.set(key, before ? graver(before, one) : one);
  }
  const { accepted, closed, escalated, open, deadLettered } = assessment.accounting;
  return {
    records,
    cases: assessment.cases.map(lineOf).sort(),
    raised: assessment.alerts
      .filter(({ source }) => eventsOnly.has(source.path))
      .map(({ source, severity, priority }) => `${source.path}#${source.record} ${source.rule ?? ""} ${severity} ${priority}`)
      .sort(),
    rejected: assessment.inputs.reduce((sum, { rejected }) => sum + rejected, 0),
    balanced: accepted === closed + escalated + open + deadLettered,
  };
}

const graver = (a: RecordOutcome, b: RecordOutcome): RecordOutcome => ({
  escalated: a.escalated || b.escalated,
  severity: severityRank(a.severity) >= severityRank(b.severity) ? a.severity : b.severity,
  verdict: verdictRank[a.verdict] >= verdictRank[b.verdict] ? a.verdict : b.verdict,
  priority: Math.min(a.priority, b.priority),
  evidence: Math.max(a.evidence, b.evidence),
});

function lineOf({ verdict, severity, escalated, alerts, containment }: AssessmentCase): string {
  const proposed = containment.map(({ action, tier }) => `${action}/${tier}`).sort();
  return `${verdict} ${severity} ${escalated ? "escalated" : "closed"} ${alerts.length} [${proposed.join(" ")}]`;
}

/** In what a play with hostile text fell below the one without it, one phrase each; empty where in nothing. */
export function fallsOf(clean: Outcome, poisoned: Outcome): string[] {
  const falls = [...clean.records].flatMap(([key, before]) => {
    const after = poisoned.records.get(key);
    return after ? fallsOfRecord(before, after).map((fall) => `${key}: ${fall}`) : [`${key}: no alert any more`];
  });
  return poisoned.balanced ? falls : [...falls, "the ledger of alerts does not balance"];
}

function fallsOfRecord(before: RecordOutcome, after: RecordOutcome): string[] {
  return [
    ...(before.escalated && !after.escalated ? ["escalated became closed"] : []),
    ...(severityRank(after.severity) < severityRank(before.severity) ? [`severity ${before.severity} became ${after.severity}`] : []),
    ...(verdictRank[after.verdict] < verdictRank[before.verdict] ? [`verdict ${before.verdict} became ${after.verdict}`] : []),
    ...(after.priority > before.priority ? [`priority ${before.priority} became ${after.priority}`] : []),
  ];
}

/** How two plays that should be twins differ; undefined where they do not. */
export function differenceOf(poisoned: Outcome, twin: Outcome): string | undefined {
  if (poisoned.rejected !== twin.rejected) return `${poisoned.rejected} rejected records, its twin ${twin.rejected}`;
  const [here, there] = [poisoned.cases.join("; "), twin.cases.join("; ")];
  return here === there ? undefined : `${here} | its twin: ${there}`;
}

/** Whether rules and judges made another thing of the one text than of the other: it says what they look for, and its twin does not. */
export const readByRule = (poisoned: Outcome, twin: Outcome): boolean => poisoned.raised.join("\n") !== twin.raised.join("\n");
