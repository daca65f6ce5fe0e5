import type { AssessmentAlert, AssessmentCase } from "../../../core/assessment/assessment.ts";
import type { TechniqueClaim } from "../../../core/attack/attack.ts";
import { visible } from "../../../core/inert/inert.ts";
import { modelTold, proseNotice } from "../model-of-case.ts";
import type { CaseReading, EvidenceItem } from "../reading.ts";
import { confidenceId, observableTypeId, priorityId, severityIds, verdictIds } from "./words.ts";

/** The released schema that every line follows (github.com/ocsf/ocsf-schema, tag 1.6.0). */
export const ocsfVersion = "1.6.0";

const category = 2;
const relatedMax = 20;
const findingsMax = 1_000;
const observablesMax = 100;
const evidencesMax = 20;

const product = { name: "Watchkeeper", vendor_name: "Watchkeeper", uid: "watchkeeper" };

/** One alert as a Detection Finding (2004), with the verdict of its case. */
export function detectionFinding(
  alert: AssessmentAlert,
  reading: CaseReading | undefined,
  attackVersion: string,
  named: AssessmentCase["observables"],
): object {
  const timeMs = Date.parse(alert.time);
  const verdict = verdictIds[alert.verdict];
  const evidences = evidencesOf(alert, reading);
  return {
    ...base({
      class: 2004,
      name: "Detection Finding",
      uid: alert.id,
      severity: alert.severity,
      timeMs,
      message: alert.title,
      profiles: ["incident"],
    }),
    ...confidence(alert.maliciousness),
    is_alert: true,
    finding_info: findingInfo(alert, reading, attackVersion),
    ...listed("evidences", evidences),
    ...listed("observables", observablesOf(named)),
    verdict_id: verdict.id,
    verdict: verdict.name,
    ...statusOf(reading?.case),
    priority_id: priorityId(alert.priority).id,
    priority: priorityId(alert.priority).name,
  };
}

function findingInfo(alert: AssessmentAlert, reading: CaseReading | undefined, attackVersion: string): object {
  const timeMs = Date.parse(alert.time);
  return {
    uid: alert.id,
    title: alert.title,
    types: [alert.category],
    created_time: timeMs,
    ...(alert.source.givenId === undefined ? {} : { uid_alt: alert.source.givenId }),
    analytic: {
      ...(alert.source.rule === undefined ? {} : { uid: alert.source.rule }),
      name: alert.source.rule ?? alert.title,
      type_id: 1,
      type: "Rule",
    },
    data_sources: [alert.source.path],
    product: { name: alert.source.product, vendor_name: alert.source.product },
    ...listed("attacks", [
      ...attacksOf(alert.techniques, attackVersion),
      ...alert.tactics.map((uid) => ({ version: attackVersion, tactic: { uid } })),
    ]),
    ...listed("related_events", relatedTo(alert, reading)),
    related_events_count: Math.max(0, (reading?.alertsTotal ?? 0) - 1),
    ...(alert.duplicateOf ? { desc: `Repeats ${alert.duplicateOf.alert}: ${alert.duplicateOf.because}` } : {}),
  };
}

/** One case as an Incident Finding (2005), with the findings it is made of. */
export function incidentFinding({ case: each, alerts, alertsTotal, priority }: CaseReading, attackVersion: string): object {
  const verdict = verdictIds[each.verdict];
  const last = Date.parse(each.lastTime);
  return {
    ...base({
      class: 2005,
      name: "Incident Finding",
      uid: each.id,
      severity: each.severity,
      timeMs: last,
      message: each.title,
      profiles: [],
    }),
    ...confidence(each.maliciousness),
    desc: each.because,
    start_time: Date.parse(each.firstTime),
    end_time: last,
    // Whose turn it is: people, when the case was handed to them; else the agent that closed it.
    ...(each.escalated ? { assignee_group: { name: "Security operations" } } : { assignee: { name: "agent:watchkeeper" } }),
    finding_info_list:
      alerts.length > 0
        ? alerts.slice(0, findingsMax).map(({ id, title, time }) => ({ uid: id, title, created_time: Date.parse(time) }))
        : [{ uid: each.id, title: each.title, created_time: last }],
    ...listed("attacks", attacksOf(each.techniques, attackVersion)),
    ...listed("observables", observablesOf(each.observables)),
    verdict_id: verdict.id,
    verdict: verdict.name,
    ...statusOf(each),
    priority_id: priorityId(priority).id,
    priority: priorityId(priority).name,
    is_suspected_breach: each.verdict === "true-positive" && each.severity === "critical",
    unmapped: {
      category: each.category,
      maliciousness: each.maliciousness,
      playbook: each.playbook,
      unknowns: each.unknowns,
      alerts_count: alertsTotal,
      ...modelPart(each),
      ...(alertsTotal > alerts.length ? { alerts_listed: alerts.length } : {}),
    },
  };
}

/** What a language model added; absent where none was asked. */
function modelPart(each: AssessmentCase): object {
  const told = modelTold(each);
  if (!told) return {};
  const prose = told.prose.flatMap(({ sentences }) => sentences.map(({ text, evidence }) => ({ text: visible(text), evidence })));
  return { model: { ...(prose.length > 0 && { notice: proseNotice, prose }), says: told.marks } };
}

type Base = {
  readonly class: number;
  readonly name: string;
  readonly uid: string;
  readonly severity: AssessmentCase["severity"];
  readonly timeMs: number;
  readonly message: string;
  readonly profiles: readonly string[];
};

function base({ class: classId, name, uid, severity, timeMs, message, profiles }: Base): object {
  return {
    activity_id: 1,
    activity_name: "Create",
    category_uid: category,
    category_name: "Findings",
    class_uid: classId,
    class_name: name,
    type_uid: classId * 100 + 1,
    type_name: `${name}: Create`,
    time: timeMs,
    severity_id: severityIds[severity].id,
    severity: severityIds[severity].name,
    message,
    metadata: { version: ocsfVersion, product, uid, ...listed("profiles", profiles) },
  };
}

const listed = <Value>(name: string, values: readonly Value[]): object => (values.length > 0 ? { [name]: values } : {});

function confidence(maliciousness: number): object {
  // How sure we are of the verdict, whichever it is.
  const share = Math.max(maliciousness, 1 - maliciousness);
  const { id, name } = confidenceId(share);
  return { confidence_id: id, confidence: name, confidence_score: Math.round(share * 100) };
}

/** Escalated is somebody's work in progress; closed is resolved, and suppressed when nothing was wrong. */
function statusOf(each: AssessmentCase | undefined): object {
  if (!each) return { status_id: 1, status: "New" };
  return each.escalated ? { status_id: 2, status: "In Progress" } : { status_id: 4, status: "Resolved" };
}

function attacksOf(techniques: readonly TechniqueClaim[], version: string): object[] {
  return techniques.map(({ id }) => {
    const parent = id.slice(0, 5);
    return { version, technique: { uid: parent }, ...(parent === id ? {} : { sub_technique: { uid: id } }) };
  });
}

function relatedTo(alert: AssessmentAlert, reading: CaseReading | undefined): object[] {
  if (!reading) return [];
  const others = reading.alerts.filter(({ id }) => id !== alert.id).slice(0, relatedMax);
  return others.map(({ id }) => ({ uid: id, type_uid: 200401, type: "Detection Finding: Create" }));
}

/** The evidence that stands for this alert: of the same record, or cited by its techniques. */
function evidencesOf({ source, techniques }: AssessmentAlert, reading: CaseReading | undefined): object[] {
  const cited = new Set(techniques.flatMap(({ evidence }) => evidence));
  const own = (reading?.case.evidence ?? []).filter(
    (item) =>
      cited.has(item.id) || (item.source.kind === "record" && item.source.path === source.path && item.source.record === source.record),
  );
  return own.slice(0, evidencesMax).map((item) => ({ uid: item.id, name: item.tool, data: dataOf(item) }));
}

function dataOf({ question, says, answer, weight, digest, trust, source }: EvidenceItem): object {
  return { question, says, answer, weight, digest, trust, source };
}

function observablesOf(observables: AssessmentCase["observables"]): object[] {
  return observables.slice(0, observablesMax).map(({ type, value, role }) => {
    const { id, name } = observableTypeId(type);
    return { name: role ? `${type}.${role}` : type, type_id: id, type: name, value };
  });
}
