import { alertClassOf } from "../../core/autonomy/alert-class.ts";
import type { AlertLine, CaseLine } from "../../core/measure/line.ts";
import { slotOf } from "../../core/measure/tally.ts";
import type { Verdict } from "../../core/verdict/verdict.ts";
import { hold, type Measuring, type TimeStrata, tallyStrata } from "./measuring.ts";

/** What became of an alert: who ended it, that it was handed to a person, that the agent would close it and it waits in shadow, or that it is open. */
export type Outcome = "agent" | "people" | "escalated" | "waiting" | "open";

/** How an alert stands by its case, as the ledger and the lists have it. */
export function standingOf(
  line: AlertLine,
  held: CaseLine | undefined,
): { readonly outcome: Outcome; readonly verdict: Verdict | "none"; readonly by: "agent" | "people" | "none" } {
  if (!held || (held.status !== "closed" && held.status !== "escalated" && held.status !== "waiting"))
    return { outcome: "open", verdict: "none", by: "none" };
  const by = held.by ?? "agent";
  const verdict = held.verdict === "true-positive" && line.background ? "insufficient-data" : (held.verdict ?? "insufficient-data");
  return { outcome: held.status === "closed" ? by : held.status, verdict, by };
}

/** Counts an alert as it stands (`n` 1), or takes that back (-1). Everything is of the slot in which it was accepted. */
export function tallyAlert(state: Measuring, line: AlertLine, n: number): void {
  tallyStanding(state, line, n);
  const times = { mttd: line.receivedAtMs - line.timeMs, mtta: after(line, line.triagedAtMs), mtti: after(line, line.firstVerdictAtMs) };
  for (const [name, durationMs] of Object.entries(times))
    tallyStrata(state.tallies, slotOf(line.receivedAtMs), name, strataOf(line), durationMs, n);
}

const stratumOf = ({ severity, category }: AlertLine) => [severity, category ?? "other"] as const;
/** Times are told apart by class too: product and rule as one key, as grants and quality samples are. */
const strataOf = ({ severity, category, source, product, rule }: AlertLine): TimeStrata => ({
  severity,
  category: category ?? "other",
  source,
  alertClass: alertClassOf({ product, ruleId: rule, rule, title: rule }),
});
const after = ({ receivedAtMs }: AlertLine, timeMs: number | undefined) => (timeMs === undefined ? undefined : timeMs - receivedAtMs);

/** Counts `n` alerts that stand as this one does. */
function tallyStanding({ tallies, cases }: Measuring, line: AlertLine, n: number): void {
  const slot = slotOf(line.receivedAtMs);
  const held = line.caseId === undefined ? undefined : cases.get(line.caseId);
  const { outcome, verdict, by } = standingOf(line, held);
  const handed = line.handed ? 1 : 0;
  const cared = [outcome !== "open" && held?.planRan ? 1 : 0, line.hostile ? 1 : 0] as const;
  tallies.add("flow", slot, [...stratumOf(line), outcome, verdict, handed, ...cared], n);
  tallies.add("source", slot, [line.source, outcome, verdict, handed, ...cared], n);
  tallies.add("day", slot, [outcome, verdict, handed], n);
  tallies.add("rule", slot, [line.product, line.rule, by, verdict, handed, outcome, ...cared], n);
}

/** Alerts that are counted under the same keys, and are so again after what changes all of them alike. */
function standingAlike(lines: Iterable<AlertLine>): readonly AlertLine[][] {
  const groups = new Map<string, AlertLine[]>();
  for (const line of lines) {
    const { receivedAtMs, severity, category, source, product, rule, background, handed, caseId, hostile } = line;
    const key = JSON.stringify([slotOf(receivedAtMs), severity, category, source, product, rule, background, handed, caseId, hostile]);
    const group = groups.get(key);
    if (group) group.push(line);
    else groups.set(key, [line]);
  }
  return [...groups.values()];
}

/** Changes how alerts stand, all alike: each group is counted at once, and a line is rewritten only where `change` says that it differs. */
function changeStanding(
  state: Measuring,
  lines: Iterable<AlertLine>,
  { before, change }: { readonly before?: () => void; readonly change: (line: AlertLine) => boolean },
): void {
  const groups = standingAlike(lines);
  for (const group of groups) tallyStanding(state, group[0]!, -group.length);
  before?.();
  for (const group of groups) {
    for (const line of group) if (change(line)) hold(state, line);
    tallyStanding(state, group[0]!, group.length);
  }
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

/** Puts alerts into a case, or into none. What a settled case takes in has its verdict at once. */
export function moveAlerts(state: Measuring, ids: Iterable<string>, to: string | undefined): void {
  const lines = [...new Set(ids)].flatMap((id) => state.alerts.get(id) ?? []);
  changeStanding(state, lines, {
    change: (line) => {
      if (line.caseId !== undefined) state.members.get(line.caseId)?.delete(line.id);
      line.caseId = to;
      noteStanding(state, line);
      return true;
    },
  });
}

/** Notes what a settled case makes true of an alert for good; gives whether that was new. */
function noteStanding(state: Measuring, line: AlertLine): boolean {
  const held = line.caseId === undefined ? undefined : state.cases.get(line.caseId);
  if (held?.status !== "closed" && held?.status !== "escalated" && held?.status !== "waiting") return false;
  const isHanded = !line.handed && held.status === "escalated";
  if (isHanded) line.handed = true;
  if (line.firstVerdictAtMs !== undefined) return isHanded;
  line.firstVerdictAtMs = state.nowMs;
  tallyStrata(state.tallies, slotOf(line.receivedAtMs), "mtti", strataOf(line), after(line, state.nowMs), 1);
  return true;
}

/** Changes a case, and with it how its alerts stand and whose it is. */
export function changeCase(state: Measuring, id: string, change: (line: CaseLine) => void): void {
  if (!state.cases.has(id)) return;
  const members = [...(state.members.get(id) ?? [])].flatMap((alertId) => state.alerts.get(alertId) ?? []);
  changeStanding(state, members, { before: () => changeDesk(state, id, change), change: (line) => noteStanding(state, line) });
}

/** Counts a case in the slot in which it opened; what was poured into another is none. Whose it is counts for now alone. */
export function tallyCase({ tallies }: Measuring, { openedAtMs, status, by, verdict, handed, assignee }: CaseLine, n: number): void {
  if (status === "merged") return;
  const outcome: Outcome = status === "closed" ? (by ?? "agent") : status;
  tallies.add("end", slotOf(openedAtMs), [outcome, (status !== "open" && verdict) || "none", handed ? 1 : 0], n);
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
