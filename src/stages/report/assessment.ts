import type { Alert } from "../../core/alert/alert.ts";
import type { Triage } from "../../core/alert/triage.ts";
import type { Assessment, AssessmentAlert, AssessmentInput } from "../../core/assessment/assessment.ts";
import { parentTechnique } from "../../core/attack/attack.ts";
import type { Case } from "../../core/case/case.ts";
import type { Conclusion } from "../../core/case/conclusion.ts";
import type { RunState } from "../../core/run/run.ts";
import type { Verdict } from "../../core/verdict/verdict.ts";
import { citationKey, ruleOf } from "../investigate/alert-evidence.ts";
import { viewOf } from "../investigate/case-view.ts";
import { type AssessmentContext, assessmentCase } from "./assessment-case.ts";
import type { Settled } from "./settled.ts";
import { citationsOf } from "./timeline.ts";

/** Turns a finished run into the assessment of contract.md. Pure; the same run gives the same bytes. */
export function assessmentOf(run: RunState, context: AssessmentContext): Assessment {
  const settled = settledCases(run);
  const alerts = [...run.alerts.values()].map((alert) => assessmentAlert(alert, run, settled));
  const escalated = alerts.filter((alert) => settled.get(alert.case)?.status === "escalated").length;
  const closed = alerts.filter((alert) => settled.get(alert.case)?.status === "closed").length;
  return {
    schema: "watchkeeper/assessment@1",
    inputs: inputsOf(run),
    alerts,
    cases: [...settled.values()].toSorted(byUrgency(run)).map((each) => assessmentCase(each, run, context)),
    accounting: accountingOf(alerts.length, closed, escalated, run.alertsRefused),
    catalogues: {
      attack: context.catalogue.version,
      rules: run.settings?.rules ?? noDigest,
      playbooks: run.settings?.playbooks ?? noDigest,
    },
  };
}

/** The ledger over alerts: what was refused for their number is accepted and dead-lettered, never forgotten. */
function accountingOf(held: number, closed: number, escalated: number, refused: number): Assessment["accounting"] {
  return { accepted: held + refused, closed, escalated, open: held - closed - escalated, deadLettered: refused };
}

const noDigest = `sha256:${"0".repeat(64)}`;

function settledCases(run: RunState): Map<string, Settled> {
  const settled = new Map<string, Settled>();
  for (const [id, each] of run.cases) if (isSettled(each)) settled.set(id, each);
  return settled;
}

function isSettled(each: Case): each is Settled {
  return each.status === "closed" || each.status === "escalated";
}

function inputsOf(run: RunState): AssessmentInput[] {
  return [...run.inputsRead].toSorted(([a], [b]) => a - b).flatMap(([, results]) => results);
}

/** Escalated before closed, true positives first among them, then by their most urgent alert, by maliciousness and by number. */
function byUrgency(run: RunState): (a: Settled, b: Settled) => number {
  const ranks = new Map<Settled, number>();
  const rankOf = (each: Settled): number => {
    const known = ranks.get(each);
    if (known !== undefined) return known;
    const priority = each.alertIds.reduce((most, id) => Math.min(most, run.triages.get(id)?.priority ?? 5), 5);
    const rank = (each.status === "escalated" ? 0 : 20) + (each.conclusion.verdict === "true-positive" ? 0 : 10) + priority;
    ranks.set(each, rank);
    return rank;
  };
  return (a, b) =>
    rankOf(a) - rankOf(b) || b.conclusion.maliciousness - a.conclusion.maliciousness || numberOf(a.caseId) - numberOf(b.caseId);
}

const numberOf = (id: string) => Number(id.slice(id.lastIndexOf("-") + 1));

function assessmentAlert(alert: Alert, run: RunState, settled: ReadonlyMap<string, Settled>): AssessmentAlert {
  const triage = run.triages.get(alert.id);
  const caseId = run.caseOfAlert.get(alert.id) ?? "";
  const standing = settled.get(caseId);
  const conclusion = standing?.conclusion;
  return {
    id: alert.id,
    source: {
      path: alert.source.path,
      record: alert.source.record,
      product: alert.product,
      ...optional("rule", alert.ruleId ?? alert.rule),
      ...optional("givenId", alert.givenId),
    },
    time: new Date(alert.timeMs).toISOString(),
    title: alert.title,
    category: triage?.category ?? "other",
    severity: triage?.severity ?? alert.severity,
    maliciousness: maliciousnessOf(triage, conclusion),
    verdict: verdictOf(conclusion),
    tactics: [...(triage?.tactics ?? [])],
    techniques: standing && triage ? alertTechniques(alert, triage, standing, run) : [],
    priority: triage?.priority ?? 5,
    case: caseId,
    ...(triage?.repeats ? { duplicateOf: { alert: triage.repeats.alertId, because: triage.repeats.because } } : {}),
    because: [...(triage?.because ?? [])],
  };
}

/** The case knows more than the alert alone: a confirmed or cleared case carries its alerts with it. */
function maliciousnessOf(triage: Triage | undefined, conclusion: Conclusion | undefined): number {
  const own = triage?.maliciousness ?? 0;
  if (!conclusion) return own;
  if (conclusion.verdict === "true-positive") return Math.max(own, Math.round(((own + conclusion.maliciousness) / 2) * 10_000) / 10_000);
  if (conclusion.verdict === "insufficient-data") return own;
  return Math.min(own, conclusion.maliciousness);
}

const verdictOf = (conclusion: Conclusion | undefined): Verdict => conclusion?.verdict ?? "insufficient-data";

/** The techniques that the alert itself claims, with the case's confidence and the evidence item that stands for the alert. */
function alertTechniques(alert: Alert, triage: Triage, standing: Settled, run: RunState): AssessmentAlert["techniques"] {
  const evidenceOf = citations(standing, run);
  const cited = evidenceOf(citationKey({ alert, triage })) ?? evidenceOf(ruleOf({ alert })) ?? evidenceOf("any");
  if (!cited) return [];
  const mapped = new Map(standing.techniques.map((claim) => [claim.id, claim.confidence]));
  const related = (id: string) =>
    Math.max(
      0,
      ...standing.techniques.filter((claim) => parentTechnique(claim.id) === parentTechnique(id)).map(({ confidence }) => confidence),
    );
  return triage.techniques.map((id) => ({ id, confidence: mapped.get(id) ?? Math.max(related(id), 0.3), evidence: [cited] }));
}

const cache = new WeakMap<Settled, (citation: string) => string | undefined>();
function citations(standing: Settled, run: RunState) {
  const held = cache.get(standing) ?? citationsOf(viewOf(standing, run), standing.evidence);
  cache.set(standing, held);
  return held;
}

function optional<Key extends string>(key: Key, value: string | undefined): Partial<Record<Key, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, string>);
}
