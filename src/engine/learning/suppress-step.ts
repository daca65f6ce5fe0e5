import { createHash, createHmac } from "node:crypto";
import canonicalize from "canonicalize";
import type { Alert } from "../../core/alert/alert.ts";
import { graverOf, type Severity } from "../../core/alert/severity.ts";
import { type Case, type CaseCommand, decide, initialCase } from "../../core/case/case.ts";
import type { Conclusion } from "../../core/case/conclusion.ts";
import { evolve } from "../../core/case/evolve.ts";
import { answerDigest, answerText } from "../../core/evidence/answer.ts";
import type { Evidence } from "../../core/evidence/evidence.ts";
import { logOddsOf } from "../../core/hypothesis/hypothesis.ts";
import type { Suppression } from "../../core/learning/learning.ts";
import { sampledOneIn, suppressedShareMax, suppressionOf, withoutSampleKey } from "../../core/learning/suppression.ts";
import { inline } from "../../core/report/inline.ts";
import type { DomainEvent, RunState, SuppressedAlert } from "../../core/run/run.ts";
import { clopperPearson } from "../../learning/interval.ts";
import { observablesOf } from "../../stages/triage/bonds.ts";
import { ruleRefOf } from "../../stages/triage/learned-shift.ts";
import { baseRateLogOdds } from "../../stages/triage/scorecard.ts";
import type { World } from "../world.ts";
import { isProtectedAlert } from "./protection.ts";

/** Records that the evidence of a suppressed case names. */
const recordsMax = 20;

type Knowledge = Pick<World, "inventory" | "sightingOf">;

/**
 * Closes the alerts that people decided to close unseen, each suppression's as one case that says so and stays in the ledger. The law is asked for
 * every alert at this moment; beyond the share that may be covered, and for one alert in `sampledOneIn`, things go the ordinary way.
 */
export function suppressStep(run: RunState, world: Knowledge, nowMs: number): DomainEvent[] {
  const most = Math.floor(run.alerts.size * suppressedShareMax);
  const { suppressed, sampled } = coveredBy(run, world, nowMs, { alerts: run.alerts.values(), most });
  return [{ type: "AlertsSuppressed", suppressed, sampled }, ...closedCases(run, suppressed, sampled)];
}

/**
 * The same for alerts that came to a run that goes on: of all that it holds no more than the share is covered. A suppression's alerts join the case that it
 * closed last, while that is held. Nothing where none of them is covered.
 */
export function suppressFresh(alertIds: readonly string[], run: RunState, world: Knowledge, nowMs: number): DomainEvent[] {
  const most = Math.floor(run.alerts.size * suppressedShareMax) - (run.suppressed?.size ?? 0);
  const alerts = alertIds.flatMap((id) => run.alerts.get(id) ?? []);
  const { suppressed, sampled } = coveredBy(run, world, nowMs, { alerts, most });
  if (suppressed.length + sampled.length === 0) return [];
  const standing = standingCases(run);
  const [joining, alone] = [
    suppressed.filter(({ suppressionId }) => standing.has(suppressionId)),
    suppressed.filter(({ suppressionId }) => !standing.has(suppressionId)),
  ];
  const joined = [...Map.groupBy(joining, ({ suppressionId }) => suppressionId)].flatMap(([id, each]) => {
    const joins = each.map(({ alertId }) => ({ alertId, because: `${closedBy}${id}` }));
    return decide({ type: "TakeAlerts", joins }, standing.get(id) ?? initialCase);
  });
  return [{ type: "AlertsSuppressed", suppressed, sampled }, ...joined, ...closedCases(run, alone, sampled)];
}

const closedBy = "suppressed by ";

/** By suppression, the case that it closed last. */
function standingCases({ cases, suppressed }: RunState): Map<string, Case> {
  const standing = new Map<string, Case>();
  if (!suppressed) return standing;
  for (const each of cases.values()) {
    if (each.status !== "closed" || !suppressed.has(each.alertIds[0] ?? "")) continue;
    const because = each.joins[0]?.because ?? "";
    if (because.startsWith(closedBy)) standing.set(because.slice(closedBy.length), each);
  }
  return standing;
}

function closedCases(run: RunState, suppressed: readonly SuppressedAlert[], sampled: readonly SuppressedAlert[]): DomainEvent[] {
  const groups = Map.groupBy(suppressed, ({ suppressionId }) => suppressionId);
  const events: DomainEvent[] = [];
  let evidenceCount = run.evidenceCount;
  let cases = run.casesOpened;
  for (const suppression of run.learned?.suppressions ?? []) {
    const alerts = (groups.get(suppression.id) ?? []).flatMap(({ alertId }) => run.alerts.get(alertId) ?? []);
    const ordinary = sampled.filter(({ suppressionId }) => suppressionId === suppression.id).length;
    if (alerts.length > 0) events.push(...closedCase(`case-${++cases}`, `e-${++evidenceCount}`, { suppression, alerts, ordinary, run }));
  }
  return events;
}

type Candidates = { readonly alerts: Iterable<Alert>; readonly most: number };
type Covered = { suppressed: SuppressedAlert[]; sampled: SuppressedAlert[] };

function coveredBy(run: RunState, world: Knowledge, nowMs: number, { alerts, most }: Candidates): Covered {
  const suppressions = run.learned?.suppressions ?? [];
  const suppressed: SuppressedAlert[] = [];
  const sampled: SuppressedAlert[] = [];
  const inOrder = [...alerts].toSorted((a, b) => a.timeMs - b.timeMs || (a.id < b.id ? -1 : 1));
  for (const alert of inOrder) {
    const found = suppressionOf(subjectOf(alert, run, world), suppressions, nowMs);
    if (!found || !run.uncorrelated.has(alert.id)) continue;
    const each = { alertId: alert.id, suppressionId: found.id };
    if (isSampled(alert, found)) sampled.push(each);
    else if (suppressed.length < most) suppressed.push(each);
  }
  return { suppressed, sampled };
}

function subjectOf(alert: Alert, run: RunState, { inventory, sightingOf }: Knowledge): Parameters<typeof suppressionOf>[0] {
  const severity: Severity = graverOf(alert.severity, run.triages.get(alert.id)?.severity ?? alert.severity);
  const isIndicated = observablesOf(alert).some((observable) => {
    const seen = sightingOf(observable, alert.timeMs);
    return seen === "known-bad" || seen === "suspicious";
  });
  return { ...ruleRefOf(alert), severity, isProtected: isProtectedAlert(alert, { inventory, names: run.names }), isIndicated };
}

/**
 * By the digest of its record under the secret of the approval: the same evidence gives the same sample, and whoever can choose what an alert says
 * cannot choose this. Without a secret (approved before there were any) every alert goes the ordinary way.
 */
function isSampled({ source, id }: Alert, { id: suppressionId, sampleKey }: Suppression): boolean {
  if (sampleKey === undefined) return true;
  const digest = createHmac("sha256", sampleKey)
    .update(JSON.stringify([suppressionId, source.digest, id]))
    .digest();
  return digest.readUInt32BE(0) % sampledOneIn === 0;
}

type Closing = {
  readonly suppression: Suppression;
  readonly alerts: readonly Alert[];
  /** Sampled alerts, which go the ordinary way. */
  readonly ordinary: number;
  readonly run: RunState;
};

/** A case from its opening to its end, all at once: who decided, until when, on which grounds. */
function closedCase(caseId: string, evidenceId: string, closing: Closing): DomainEvent[] {
  const { suppression, alerts } = closing;
  const because = `${closedBy}${suppression.id}`;
  const [first, ...rest] = alerts;
  const { evidence, kept } = decisionEvidence(evidenceId, suppression, alerts);
  const commands: CaseCommand[] = [
    { type: "OpenCase", caseId, alertId: first!.id, because },
    { type: "JoinAlerts", joins: rest.map(({ id }) => ({ alertId: id, because })) },
    { type: "RecordEvidence", questionKey: `suppression ${suppression.id}`, evidence, failed: false, kept },
    { type: "ReachVerdict", conclusion: conclusionOf(evidence, closing) },
    { type: "SettleCase" },
  ];
  let state: Case = initialCase;
  return commands.flatMap((command) => {
    const events = decide(command, state);
    state = events.reduce(evolve, state);
    return events;
  });
}

/** The largest share of attacks that the verdicts behind a suppression leave possible. */
const attacksAtMost = ({ grounds: { right, of } }: Suppression) => Math.round(clopperPearson(right, of)[1] * 10_000) / 10_000;
const dayOf = (timeMs: number) => new Date(timeMs).toISOString().slice(0, 10);

function decisionEvidence(id: string, suppression: Suppression, alerts: readonly Alert[]): { evidence: Evidence; kept: string } {
  const { right, of } = suppression.grounds;
  const tool = "learning/suppression";
  const query = canonicalize({ suppression: suppression.id }) ?? "";
  const records = alerts.slice(0, recordsMax).map(({ source }) => source);
  const { sampleKey = "" } = suppression;
  const sampleKeyDigest = createHash("sha256").update(sampleKey).digest("hex");
  const facts = { ...withoutSampleKey(suppression), sampleKeyDigest };
  const kept = answerText({ tool, query, answer: "approved", facts, records }, canonicalize);
  const evidence: Evidence = {
    id,
    question: "Did people decide that the alerts of this rule are closed unseen?",
    tool,
    source: { kind: "answer", query, records, recordsTotal: alerts.length },
    digest: answerDigest(kept),
    says: inline(
      `${suppression.approvedBy} approved ${suppression.id} until ${dayOf(suppression.untilMs)}; people found the rule right in ${right} of ${of} cases`,
      400,
    ),
    answer: "approved",
    weight: Math.round((logOddsOf(attacksAtMost(suppression)) - baseRateLogOdds) * 100) / 100,
    group: "suppression",
    trust: "inventory",
  };
  return { evidence, kept };
}

function conclusionOf({ id }: Evidence, { suppression, alerts, ordinary, run }: Closing): Conclusion {
  const triages = alerts.flatMap((alert) => run.triages.get(alert.id) ?? []);
  const { scope, verdict, untilMs } = suppression;
  return {
    verdict,
    category: triages[0]?.category ?? "other",
    severity: triages.reduce<Severity>((gravest, each) => graverOf(gravest, each.severity), "informational"),
    maliciousness: attacksAtMost(suppression),
    title: inline(`Suppressed until ${dayOf(untilMs)}: ${scope.product} ${scope.rule}${scope.host ? ` on ${scope.host}` : ""}`, 200),
    escalate: false,
    because: inline(`closed unseen by a decision of ${suppression.approvedBy}: ${suppression.because} [${id}]`, 600),
    unknowns: [
      `Nobody looked at these ${alerts.length} alerts. One in ${sampledOneIn} of their kind goes the ordinary way, here ${ordinary}: judge those to see what is missed.`,
    ],
    evidence: [id],
    hypotheses: [],
  };
}
