import type { Triage } from "../core/alert/triage.ts";
import type { MeasureLine } from "../core/measure/line.ts";
import { adopt, evolveWatch } from "../core/watch/evolve-watch.ts";
import { emptyWatch, isSettled, type WatchState } from "../core/watch/watch.ts";
import { segmentOf } from "../core/watch/watch-event.ts";
import { eventsIn } from "../engine/journal/read-opened.ts";
import { factOf } from "../engine/watch/fact-text.ts";
import type { TallyRow } from "../ports/measures.ts";
import { verdictOf } from "../stages/report/assessment.ts";
import { alertRow } from "../stages/watch/rows.ts";
import type { measuredDay } from "./measured-day.ts";

export type Day = Awaited<ReturnType<typeof measuredDay>>;

/** An alert as an outsider finds it in the record: how it stood last, and what is true of it if it ever was. */
export type Found = {
  receivedAtMs: number;
  timeMs: number;
  triagedAtMs?: number;
  verdictAtMs?: number;
  handed: boolean;
  by: "agent" | "people";
  state: string;
  verdict: string;
  stratum: string;
  source: string;
  rule: string;
  caseId: string | undefined;
  triage: Triage | undefined;
};

/** Figures found another way: the whole watch is folded by its own fold, and after every fact every alert is looked at. */
export async function foundIn({ ground }: Day) {
  const state = emptyWatch();
  const alerts = new Map<string, Found>();
  const people = new Map<string, number>();
  const reviews = new Map<string, number>();
  const casesHanded = new Set<string>();
  const opened = new Set<string>();
  const agentSays = new Map<string, string>();
  let lost = 0;
  const add = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const world of [...ground.journals.keys()].filter((name) => segmentOf(name) !== undefined).toSorted()) {
    for (const text of await eventsIn(await ground.parts.worlds.journal(world))) {
      const fact = factOf(text);
      if (fact.type === "IntakeRead") lost += fact.buried + fact.refused;
      if (fact.type === "CaseNoted") add(people, `${fact.by} notes`);
      if (fact.type === "CaseAssigned" && fact.assignee) add(people, `person:${fact.assignee.replace("person:", "")} assigned`);
      if (fact.type === "CaseOpened") opened.add(fact.caseId);
      if (fact.type === "CaseDecided") {
        const held = state.run.cases.get(fact.caseId);
        const said = agentSays.get(fact.caseId);
        if (fact.status === "closed") add(people, `${fact.by} settled`);
        const wasAttack = said === "true-positive";
        const isAttack = fact.conclusion.verdict === "true-positive";
        if (said !== undefined && (fact.status === "closed" || held?.status === "closed")) {
          const abstained = fact.status === "closed" && said === "insufficient-data";
          const word = abstained ? "abstained" : fact.status === "escalated" || wasAttack !== isAttack ? "reversed" : "agreed";
          add(reviews, word);
          if (word === "reversed") add(people, `${fact.by} overruled`);
        }
        agentSays.delete(fact.caseId);
      }
      if (fact.type === "CaseReopened") agentSays.delete(fact.caseId);
      if (!(state.segment > 0 && adopt(state, fact))) evolveWatch(state, fact);
      if (fact.type === "CaseClosed" || fact.type === "CaseEscalated") {
        const held = state.run.cases.get(fact.caseId);
        if (isSettled(held)) agentSays.set(fact.caseId, held.conclusion.verdict);
      }
      for (const id of state.run.alerts.keys()) {
        const row = alertRow(id, state)!;
        const held = row.caseId === undefined ? undefined : state.run.cases.get(row.caseId);
        if (row.state === "escalated") casesHanded.add(row.caseId ?? "");
        const known = alerts.get(id);
        const verdictAtMs = known?.verdictAtMs ?? (row.state === "open" ? undefined : state.nowMs);
        const decided = state.desks.get(row.caseId ?? "")?.decidedBy !== undefined && isSettled(held) && !agentSays.has(row.caseId ?? "");
        alerts.set(id, {
          receivedAtMs: row.receivedAtMs,
          timeMs: row.timeMs,
          ...(row.triagedAtMs !== undefined && { triagedAtMs: row.triagedAtMs }),
          ...(verdictAtMs !== undefined && { verdictAtMs }),
          handed: (known?.handed ?? false) || row.state === "escalated",
          by: decided ? "people" : "agent",
          state: row.state,
          verdict: row.verdict ?? "none",
          stratum: `${row.severity} ${row.category ?? "other"}`,
          source: row.source,
          rule: row.rule ?? row.title,
          caseId: row.caseId,
          triage: state.run.triages.get(id),
        });
      }
      endWithTheirCases(alerts, state, agentSays);
    }
  }
  return { alerts: [...alerts.values()], people, reviews, lost, casesHanded, opened, state };
}

/** Alerts that left memory before their case did end as it does. */
function endWithTheirCases(alerts: Map<string, Found>, state: WatchState, agentSays: ReadonlyMap<string, string>): void {
  for (const [id, found] of alerts) {
    const held = found.caseId === undefined || state.run.alerts.has(id) ? undefined : state.run.cases.get(found.caseId);
    if (!held || held.status === "unopened" || held.status === "merged") continue;
    if (!isSettled(held)) {
      Object.assign(found, { state: "open", verdict: "none" });
      continue;
    }
    found.state = held.status;
    found.verdict = verdictOf(found.triage, held.conclusion);
    found.verdictAtMs ??= state.nowMs;
    found.handed ||= held.status === "escalated";
    found.by = state.desks.get(found.caseId ?? "")?.decidedBy !== undefined && !agentSays.has(found.caseId ?? "") ? "people" : "agent";
  }
}

/** Sorted, so that they can be compared. */
export const named = (rows: readonly TallyRow[], name: (row: TallyRow) => string) => {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(name(row), (counts.get(name(row)) ?? 0) + row.n);
  return [...counts].filter(([, n]) => n !== 0).toSorted(([a], [b]) => (a < b ? -1 : 1));
};
export const grouped = <Each>(each: readonly Each[], name: (one: Each) => string) => {
  const counts = new Map<string, number>();
  for (const one of each) counts.set(name(one), (counts.get(name(one)) ?? 0) + 1);
  return [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
};

export const byName = (a: MeasureLine, b: MeasureLine) => (`${a.kind} ${a.id}` < `${b.kind} ${b.id}` ? -1 : 1);
