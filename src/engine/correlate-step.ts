import type { CaseEvent } from "../core/case/case.ts";
import { decide } from "../core/case/case.ts";
import { type DomainEvent, evolveRun, type RunState } from "../core/run/run.ts";
import { place } from "../stages/correlate/correlate.ts";

/** Cases larger than this are not poured into another: a merge of two storms says nothing to a reader. */
const mergedAlertsMax = 20_000;

/**
 * Places a batch of alerts, one after the other, each seeing the placements before it. The facts are folded into `run` as they are decided,
 * so `record` must persist exactly these facts, in this order, and must not fold them again.
 */
export function correlateStep(alertIds: readonly string[], run: RunState): DomainEvent[] {
  const facts: DomainEvent[] = [];
  const tell = (events: readonly CaseEvent[]) => {
    for (const event of events) {
      evolveRun(run, event);
      facts.push(event);
    }
  };
  const profiles = profilesOf(run);
  const repeats = alertIds.filter((id) => run.triages.get(id)?.repeats);
  const news = alertIds.filter((id) => !run.triages.get(id)?.repeats);
  for (const alertId of news) placeOne(alertId, run, profiles, tell);
  for (const alertId of joinRepeats(repeats, run, tell)) placeOne(alertId, run, profiles, tell);
  return facts;
}

/** A storm joins the case of its first alert in one stroke; gives back the repeats whose first alert has no open case. */
function joinRepeats(alertIds: readonly string[], run: RunState, tell: (events: readonly CaseEvent[]) => void): string[] {
  const joins = new Map<string, { alertId: string; because: string }[]>();
  const homeless: string[] = [];
  for (const alertId of alertIds) {
    const repeats = run.triages.get(alertId)?.repeats;
    const caseId = repeats && run.caseOfAlert.get(repeats.alertId);
    if (!caseId || run.cases.get(caseId)?.status !== "in-progress") homeless.push(alertId);
    else joins.set(caseId, [...(joins.get(caseId) ?? []), { alertId, because: repeats.because }]);
  }
  for (const [caseId, each] of joins) tell(decide({ type: "JoinAlerts", joins: each }, run.cases.get(caseId) ?? { status: "unopened" }));
  return homeless;
}

type Profile = { tactics: Set<string>; rules: Set<string>; alerts: number };

function placeOne(alertId: string, run: RunState, profiles: Profiles, tell: (events: readonly CaseEvent[]) => void): void {
  const alert = run.alerts.get(alertId);
  const triage = run.triages.get(alertId);
  if (!alert || !triage) return;
  const placement = place(alert, triage, { bonds: run.bonds, caseOf: (id) => run.caseOfAlert.get(id), profileOf: (id) => profiles.of(id) });
  const rule = alert.ruleId ?? alert.rule ?? alert.title;
  if (placement.do === "open") {
    const caseId = `case-${run.cases.size + 1}`;
    tell(decide({ type: "OpenCase", caseId, alertId, because: placement.because }, { status: "unopened" }));
    profiles.add(caseId, triage.tactics, rule);
    return;
  }
  const into = run.cases.get(placement.caseId);
  if (into?.status !== "in-progress") return;
  tell(decide({ type: "JoinAlerts", joins: [{ alertId, because: placement.because }] }, into));
  profiles.add(placement.caseId, triage.tactics, rule);
  let kept = placement.caseId;
  for (const { caseId, because } of placement.also) {
    const [older, younger] = numberOf(caseId) < numberOf(kept) ? [caseId, kept] : [kept, caseId];
    merge(younger, older, because, run, profiles, tell);
    kept = older;
  }
}

const numberOf = (caseId: string) => Number(caseId.slice(caseId.lastIndexOf("-") + 1));

function merge(
  from: string,
  into: string,
  because: string,
  run: RunState,
  profiles: Profiles,
  tell: (events: readonly CaseEvent[]) => void,
): void {
  const absorbed = run.cases.get(from);
  const target = run.cases.get(into);
  if (absorbed?.status !== "in-progress" || target?.status !== "in-progress" || absorbed.alertIds.length > mergedAlertsMax) return;
  tell(decide({ type: "MergeInto", into, because }, absorbed));
  const joins = absorbed.alertIds.map((alertId) => ({ alertId, because: `came with ${from}, merged because it ${because}` }));
  tell(decide({ type: "JoinAlerts", joins }, run.cases.get(into) ?? target));
  profiles.absorb(from, into);
}

type Profiles = {
  of: (caseId: string) => Profile;
  add: (caseId: string, tactics: readonly string[], rule: string) => void;
  absorb: (from: string, into: string) => void;
};
const profilesByRun = new WeakMap<RunState, Profiles>();

/** Tactics and rules per case, kept beside the run and rebuilt from it after a restart. */
function profilesOf(run: RunState): Profiles {
  const held = profilesByRun.get(run);
  if (held) return held;
  const profiles = new Map<string, Profile>();
  const of = (caseId: string) => profiles.get(caseId) ?? { tactics: new Set<string>(), rules: new Set<string>(), alerts: 0 };
  const add: Profiles["add"] = (caseId, tactics, rule) => {
    const profile = of(caseId);
    for (const tactic of tactics) profile.tactics.add(tactic);
    profile.rules.add(rule);
    profile.alerts++;
    profiles.set(caseId, profile);
  };
  for (const [alertId, caseId] of run.caseOfAlert) {
    const alert = run.alerts.get(alertId);
    if (alert) add(caseId, run.triages.get(alertId)?.tactics ?? [], alert.ruleId ?? alert.rule ?? alert.title);
  }
  const absorb: Profiles["absorb"] = (from, into) => {
    const target = of(into);
    for (const tactic of of(from).tactics) target.tactics.add(tactic);
    for (const rule of of(from).rules) target.rules.add(rule);
    target.alerts += of(from).alerts;
    profiles.set(into, target);
    profiles.delete(from);
  };
  const made = { of, add, absorb };
  profilesByRun.set(run, made);
  return made;
}
