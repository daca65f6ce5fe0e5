import type { AlertLine, CaseLine } from "../../core/measure/line.ts";
import { slotOf } from "../../core/measure/tally.ts";
import type { Verdict } from "../../core/verdict/verdict.ts";
import { hold, type Measuring, tallyStrata } from "./measuring.ts";

/** What became of an alert: who ended it, that it waits for a person, or that it is open. */
export type Outcome = "agent" | "people" | "escalated" | "open";

/** How an alert stands by its case, as the ledger and the lists have it. */
export function standingOf(
  line: AlertLine,
  held: CaseLine | undefined,
): { readonly outcome: Outcome; readonly verdict: Verdict | "none"; readonly by: "agent" | "people" | "none" } {
  if (!held || (held.status !== "closed" && held.status !== "escalated")) return { outcome: "open", verdict: "none", by: "none" };
  const by = held.by ?? "agent";
  const verdict = held.verdict === "true-positive" && line.background ? "insufficient-data" : (held.verdict ?? "insufficient-data");
  return { outcome: held.status === "escalated" ? "escalated" : by, verdict, by };
}

/** Counts an alert as it stands (`n` 1), or takes that back (-1). Everything is of the slot in which it was accepted. */
export function tallyAlert(state: Measuring, line: AlertLine, n: number): void {
  const { tallies } = state;
  const slot = slotOf(line.receivedAtMs);
  const { outcome, verdict, by } = standingOf(line, line.caseId === undefined ? undefined : state.cases.get(line.caseId));
  const handed = line.handed ? 1 : 0;
  const stratum = [line.severity, line.category ?? "other"] as const;
  tallies.add("flow", slot, [...stratum, outcome, verdict, handed], n);
  tallies.add("source", slot, [line.source, outcome, verdict, handed], n);
  tallies.add("day", slot, [outcome, verdict, handed], n);
  tallies.add("rule", slot, [line.product, line.rule, by, verdict, handed], n);
  const after = (timeMs: number | undefined) => (timeMs === undefined ? undefined : timeMs - line.receivedAtMs);
  const times = { mttd: line.receivedAtMs - line.timeMs, mtta: after(line.triagedAtMs), mtti: after(line.firstVerdictAtMs) };
  for (const [name, durationMs] of Object.entries(times)) tallyStrata(tallies, slot, name, stratum, durationMs, n);
}

/** Changes an alert and its counts. */
export function changeAlert(state: Measuring, id: string, change: (line: AlertLine) => void): void {
  const line = state.alerts.get(id);
  if (!line) return;
  tallyAlert(state, line, -1);
  change(line);
  tallyAlert(state, line, 1);
  hold(state, line);
}

/** Puts an alert into a case, or into none. What a settled case takes in has its verdict at once. */
export function moveAlert(state: Measuring, id: string, to: string | undefined): void {
  changeAlert(state, id, (line) => {
    if (line.caseId !== undefined) state.members.get(line.caseId)?.delete(id);
    line.caseId = to;
    noteStanding(state, line);
  });
}

function noteStanding(state: Measuring, line: AlertLine): void {
  const held = line.caseId === undefined ? undefined : state.cases.get(line.caseId);
  if (held?.status !== "closed" && held?.status !== "escalated") return;
  line.firstVerdictAtMs ??= state.nowMs;
  line.handed ||= held.status === "escalated";
}

/** Changes a case, and with it how its alerts stand and whose it is. */
export function changeCase(state: Measuring, id: string, change: (line: CaseLine) => void): void {
  const line = state.cases.get(id);
  if (!line) return;
  const members = [...(state.members.get(id) ?? [])].flatMap((alertId) => state.alerts.get(alertId) ?? []);
  for (const each of members) tallyAlert(state, each, -1);
  tallyCase(state, line, -1);
  change(line);
  tallyCase(state, line, 1);
  hold(state, line);
  for (const each of members) {
    noteStanding(state, each);
    tallyAlert(state, each, 1);
    hold(state, each);
  }
}

/** Counts a case in the slot in which it opened; what was poured into another is none. Whose it is counts for now alone. */
export function tallyCase({ tallies }: Measuring, { openedAtMs, status, handed, assignee }: CaseLine, n: number): void {
  if (status === "merged") return;
  tallies.add("case", slotOf(openedAtMs), [handed ? 1 : 0], n);
  if (assignee !== undefined && status !== "closed") tallies.add("now", 0, [assignee], n);
}

/** Changes what of a case its alerts know nothing of. */
export function changeDesk(state: Measuring, id: string, change: (line: CaseLine) => void): void {
  const line = state.cases.get(id);
  if (!line) return;
  tallyCase(state, line, -1);
  change(line);
  tallyCase(state, line, 1);
  hold(state, line);
}
