import type { Alert } from "../../core/alert/alert.ts";
import type { Triage } from "../../core/alert/triage.ts";
import type { Assessment, AssessmentAlert, AssessmentInput } from "../../core/assessment/assessment.ts";
import { parentTechnique } from "../../core/attack/attack.ts";
import type { Case } from "../../core/case/case.ts";
import type { Conclusion } from "../../core/case/conclusion.ts";
import type { RunState } from "../../core/run/run.ts";
import type { Verdict } from "../../core/verdict/verdict.ts";
import { ruleOf } from "../investigate/alert-evidence.ts";
import { type CaseAlert, viewOf } from "../investigate/case-view.ts";
import { openCitations } from "../investigate/citations.ts";
import { accountingOf, isBalanced } from "./accounting.ts";
import { type AssessmentContext, assessmentCase } from "./assessment-case.ts";
import type { Settled } from "./settled.ts";

/** Turns a finished run into the assessment of contract.md. Pure; the same run gives the same bytes. */
export function assessmentOf(run: RunState, context: AssessmentContext): Assessment {
  const settled = settledCases(run);
  const alerts = [...run.alerts.values()].map((alert) => assessmentAlert(alert, run, settled));
  return {
    schema: "watchkeeper/assessment@1",
    inputs: inputsOf(run),
    alerts,
    cases: [...settled.values()].toSorted(byUrgency(run)).map((each) => assessmentCase(each, run, context)),
    accounting: balancedAccounting(run),
    catalogues: {
      attack: context.catalogue.version,
      rules: run.settings?.rules ?? noDigest,
      playbooks: run.settings?.playbooks ?? noDigest,
    },
  };
}

/** When the ledger does not add up, an alert was lost or counted twice: no assessment is given then. */
function balancedAccounting(run: RunState): Assessment["accounting"] {
  const accounting = accountingOf(run);
  if (!isBalanced(accounting)) throw new Error(`the ledger over alerts does not balance: ${JSON.stringify(accounting)}`);
  return accounting;
}

const noDigest = `sha256:${"0".repeat(64)}`;

function settledCases(run: RunState): Map<string, Settled> {
  const settled = new Map<string, Settled>();
  for (const [id, each] of run.cases) if (isSettled(each)) settled.set(id, each);
  return settled;
}

function isSettled(each: Case): each is Settled {
  return each.status === "closed" || each.status === "escalated" || each.status === "waiting";
}

function inputsOf(run: RunState): AssessmentInput[] {
  const read = [...run.inputsRead].toSorted(([a], [b]) => a - b).flatMap(([, results]) => results);
  return [...read, ...run.unread.map(unreadInput)];
}

/** What could not be opened has its line in the ledger too: nothing was read of it. */
function unreadInput({ path, problem, remedy }: RunState["unread"][number]): AssessmentInput {
  return { path, format: "unreadable", records: 0, events: 0, alerts: 0, rejected: 0, unread: { problem, remedy } };
}

/** The order of work: escalated before closed, then by their most urgent alert, true positives first, then by maliciousness and by number. */
function byUrgency(run: RunState): (a: Settled, b: Settled) => number {
  const ranks = new Map<Settled, number>();
  const rankOf = (each: Settled): number => {
    const known = ranks.get(each);
    if (known !== undefined) return known;
    const priority = each.alertIds.reduce((most, id) => Math.min(most, run.triages.get(id)?.priority ?? 5), 5);
    const rank = (each.status === "escalated" ? 0 : 20) + priority * 2 + (each.conclusion.verdict === "true-positive" ? 0 : 1);
    ranks.set(each, rank);
    return rank;
  };
  return (a, b) =>
    rankOf(a) - rankOf(b) || b.conclusion.maliciousness - a.conclusion.maliciousness || numberOf(a.caseId) - numberOf(b.caseId);
}

const numberOf = (id: string) => Number(id.slice(id.lastIndexOf("-") + 1));

/** One alert as contract.md shapes it; `settled` holds its case, where that is settled. */
export function assessmentAlert(alert: Alert, run: RunState, settled: ReadonlyMap<string, Settled>): AssessmentAlert {
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
    verdict: verdictOf(triage, conclusion),
    tactics: [...(triage?.tactics ?? [])],
    techniques: standing && triage ? alertTechniques(alert, triage, standing, run) : [],
    priority: triage?.priority ?? 5,
    case: caseId,
    ...(triage?.repeats ? { duplicateOf: { alert: triage.repeats.alertId, because: triage.repeats.because } } : {}),
    because: [...(triage?.because ?? [])],
  };
}

/** What triage rates below this and lets gather by its rule alone it takes for the background of the place. */
const backgroundBelow = 0.05;

/** An alert that a case holds by a machine, an account or anything else that it names is no background of that case, however low it is rated by itself. */
function isBackground(triage: Pick<Triage, "maliciousness" | "bonds"> | undefined): boolean {
  if (!triage) return true;
  const byRuleAlone = triage.bonds.every(({ key }) => key.startsWith("rule:"));
  return triage.maliciousness < backgroundBelow && byRuleAlone;
}

/** The case knows more than the alert alone: a confirmed or cleared case carries its alerts with it, but not the background that stands in it. */
export function maliciousnessOf(triage: Pick<Triage, "maliciousness" | "bonds"> | undefined, conclusion: Conclusion | undefined): number {
  const own = triage?.maliciousness ?? 0;
  if (!conclusion) return own;
  if (conclusion.verdict === "true-positive" && isBackground(triage)) return own;
  if (conclusion.verdict === "true-positive") return Math.max(own, Math.round(((own + conclusion.maliciousness) / 2) * 10_000) / 10_000);
  if (conclusion.verdict === "insufficient-data") return own;
  return Math.min(own, conclusion.maliciousness);
}

/** What a case makes of one of its alerts. The case's verdict is about what it holds against somebody: of the background in it, it says nothing. */
export function verdictOf(triage: Pick<Triage, "maliciousness" | "bonds"> | undefined, conclusion: Conclusion | undefined): Verdict {
  if (!conclusion) return "insufficient-data";
  return conclusion.verdict === "true-positive" && isBackground(triage) ? "insufficient-data" : conclusion.verdict;
}

/**
 * The techniques that the alert itself claims, each with the case's confidence and the item of a record that carries it: the alert's own, else one of
 * its rule on its host, else one of its rule. What no item carries is left out.
 */
function alertTechniques(alert: Alert, triage: Triage, standing: Settled, run: RunState): AssessmentAlert["techniques"] {
  const carriers = carriersOf(standing, run);
  const mapped = new Map(standing.techniques.map((claim) => [claim.id, claim.confidence]));
  const related = (id: string) =>
    Math.max(
      0,
      ...standing.techniques.filter((claim) => parentTechnique(claim.id) === parentTechnique(id)).map(({ confidence }) => confidence),
    );
  return triage.techniques.flatMap((id) => {
    const cited = placesOf({ alert, triage }, id).flatMap((place) => carriers.get(place) ?? [])[0];
    return cited === undefined ? [] : [{ id, confidence: mapped.get(id) ?? Math.max(related(id), 0.3), evidence: [cited] }];
  });
}

/** Where an item that carries the technique may stand, the nearest first. */
function placesOf(each: CaseAlert, technique: string): string[] {
  const { path, record } = each.alert.source;
  const rule = ruleOf(each);
  return [[rule, path, record], [rule, each.alert.host ?? ""], [rule]].map((place) => JSON.stringify([technique, ...place]));
}

const cache = new WeakMap<Settled, ReadonlyMap<string, string>>();

/** The first item of each place of each technique. */
function carriersOf(standing: Settled, run: RunState): ReadonlyMap<string, string> {
  const held = cache.get(standing);
  if (held) return held;
  const { cite } = openCitations(standing.evidence, 0, 0);
  const carriers = new Map<string, string>();
  for (const each of viewOf(standing, run).alerts) {
    const [item] = cite([each]);
    if (item === undefined) continue;
    for (const technique of each.triage.techniques)
      for (const place of placesOf(each, technique)) if (!carriers.has(place)) carriers.set(place, item);
  }
  cache.set(standing, carriers);
  return carriers;
}

function optional<Key extends string>(key: Key, value: string | undefined): Partial<Record<Key, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, string>);
}
