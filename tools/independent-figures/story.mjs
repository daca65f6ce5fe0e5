// What happened to alerts, cases and actions, fact by fact. Nothing is counted here.
import { hostile } from "./hostile.mjs";

/** Nothing happened yet. */
export const openStory = () => ({
  nowMs: 0,
  alerts: new Map(),
  cases: new Map(),
  actions: new Map(),
  reviews: [],
  lost: [],
  calls: [],
});

/** An alert is background where its rule alone binds it and triage thinks little of it: a case that is an attack says nothing of it. */
const isBackground = ({ maliciousness, bonds }) => maliciousness < 0.05 && bonds.every(({ key }) => key.startsWith("rule:"));

/** One fact of the watch. */
export function followWatch(story, fact) {
  if (typeof fact.atMs === "number" && fact.atMs > story.nowMs) story.nowMs = fact.atMs;
  const { alerts, cases } = story;
  const held = cases.get(fact.caseId);
  const move = (id, to) => {
    const alert = alerts.get(id);
    if (!alert) return;
    alert.caseId = to;
    touch(story, alert);
  };
  const members = () => [...alerts.values()].filter(({ caseId }) => caseId === fact.caseId);
  switch (fact.type) {
    case "IntakeRead":
      if (fact.buried + fact.refused > 0) story.lost.push({ atMs: fact.atMs, n: fact.buried + fact.refused });
      fact.alerts.forEach((alert, at) => {
        alerts.set(alert.id, accepted(alert, fact.receivedAtMs[at] ?? fact.atMs));
      });
      return;
    case "AlertsTriaged":
      for (const triage of fact.triages) {
        const alert = alerts.get(triage.alertId);
        if (!alert) continue;
        const { severity, category } = triage;
        Object.assign(alert, { severity, category, triagedAtMs: story.nowMs, background: isBackground(triage) });
      }
      return;
    case "CaseOpened":
      cases.set(fact.caseId, { id: fact.caseId, openedAtMs: story.nowMs, status: "open", handed: false });
      return move(fact.alertId, fact.caseId);
    case "AlertsJoined":
      for (const { alertId } of fact.joins) move(alertId, fact.caseId);
      return;
    case "CaseMerged":
      for (const { id } of members()) move(id, fact.into);
      held.status = "merged";
      return;
    case "CaseUnmerged":
      held.status = "open";
      for (const id of fact.alertIds) move(id, fact.caseId);
      return;
    case "AlertSplit":
      return move(fact.alertId, undefined);
    case "QuestionFailed":
      if (fact.evidence.by !== "model") held.failed = true;
      return;
    case "ContainmentProposed":
      if (fact.proposals.length > 0 && !held.start) held.start = startOf(held, members());
      return;
    case "ModelAsked":
    case "ModelAnswered":
      return followModel(story, fact);
    default:
      if (held) decide(story, held, fact);
  }
}

const accepted = (alert, receivedAtMs) => {
  const end = alert.source.path.indexOf("!");
  const texts = [alert.title, alert.description, alert.rule, alert.host, alert.user, ...alert.observables.map(({ value }) => value)];
  const behind = Object.values(alert.fields).flat();
  return {
    id: alert.id,
    receivedAtMs,
    timeMs: alert.timeMs,
    source: end < 0 ? alert.source.path : alert.source.path.slice(0, end),
    class: `${alert.product.replaceAll("%", "%25").replaceAll("/", "%2F")}/${alert.ruleId ?? alert.rule ?? alert.title}`,
    severity: alert.severity,
    background: true,
    handed: false,
    hostile: [...texts, ...behind].some((text) => typeof text === "string" && hostile(text)),
  };
};

function startOf({ category }, members) {
  const [first] = members.toSorted((a, b) => a.receivedAtMs - b.receivedAtMs || (a.id < b.id ? -1 : 1));
  return first && { receivedAtMs: first.receivedAtMs, severity: first.severity, category: category ?? first.category ?? "other" };
}

const isSettled = ({ status }) => status === "closed" || status === "escalated" || status === "waiting";

/** What a settled case makes true of an alert for good. */
function touch({ cases, nowMs }, alert) {
  const held = cases.get(alert.caseId);
  if (!held || !isSettled(held)) return;
  if (held.status === "escalated") alert.handed = true;
  alert.verdictAtMs ??= nowMs;
}

const ends = { CaseClosed: "closed", CaseEscalated: "escalated", CaseLeftToPeople: "waiting" };

function decide(story, held, fact) {
  const settle = (change) => {
    Object.assign(held, change);
    held.handed ||= held.status === "escalated";
    for (const alert of story.alerts.values()) if (alert.caseId === held.id) touch(story, alert);
  };
  switch (fact.type) {
    case "VerdictReached": {
      const { verdict, category, cutShort } = fact.conclusion;
      Object.assign(held, { verdict, category, planRan: !held.failed && !cutShort });
      return;
    }
    case "CaseClosed":
    case "CaseEscalated":
    case "CaseLeftToPeople":
      return settle({ status: ends[fact.type], by: "agent", said: held.verdict });
    case "CaseReopened":
      Object.assign(held, { status: "open", by: undefined, verdict: undefined, said: undefined, failed: false, planRan: false });
      return;
    case "CaseDecided": {
      const review = reviewOf(held, fact);
      if (review) story.reviews.push({ atMs: story.nowMs, review });
      const { verdict, category } = fact.conclusion;
      return settle({ status: fact.status, by: "people", verdict, category, said: undefined });
    }
    default:
  }
}

/** What a person's word says of the agent's that stood. */
function reviewOf({ said, status }, { status: now, conclusion }) {
  if (said === undefined) return undefined;
  if (now === "escalated") return status === "closed" || status === "waiting" ? "reversed" : undefined;
  if (said === "insufficient-data") return "abstained";
  return (said === "true-positive") === (conclusion.verdict === "true-positive") ? "agreed" : "reversed";
}

/** One fact about a language model. */
export function followModel({ calls }, fact) {
  const about = fact.type.startsWith("Guide") ? "people" : "case";
  if (fact.type.endsWith("Asked")) calls.push({ about, atMs: fact.atMs, caseId: fact.caseId, asked: true });
  else if (fact.type.endsWith("Answered")) calls.push({ about, atMs: fact.atMs, use: fact.outcome.use, kind: fact.outcome.kind });
}

/** One fact of containment; what else is exported is passed over. */
export function followContainment({ actions }, fact) {
  const held = actions.get(fact.id);
  if (fact.type === "ActionProposed") {
    const { id, case: of } = fact.action;
    const caseId = of.world === "watch" ? of.id : undefined;
    actions.set(id, { caseId, ...fact.needs, proposedAtMs: fact.atMs, approvedBy: new Set() });
  } else if (!held) return;
  else if (fact.type === "ActionApproved") {
    held.approvedBy.add(fact.by);
    if (held.approvedBy.size >= held.approvers) held.decidedAtMs ??= fact.atMs;
  } else if (fact.type === "ActionRejected") held.decidedAtMs ??= fact.atMs;
  else if (fact.type === "OutcomeRecorded" && fact.outcome === "confirmed") held.confirmedAtMs ??= fact.atMs;
  else if (fact.type === "UndoAsked") held.undoneAtMs ??= fact.atMs;
}
