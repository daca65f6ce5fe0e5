import { isSettled, type WatchState } from "../../core/watch/watch.ts";

/** How long settled cases stay in memory, and how many alerts do. */
export type WindowLimits = { readonly windowMs: number; readonly alertsHeldMax: number };

/** What leaves memory: whole cases, and repeats of cases that are open. */
export type Leaving = { readonly cases: readonly string[]; readonly repeats: readonly string[] };

/** Where too many alerts are held, so many stay: leaving is work, so it is done in strides. */
const heldShare = 0.8;
/** A case that waits for a person stays in memory for so many windows. */
const waitingWindows = 7;
/** An open case keeps so many of its repeats, the latest ones. */
const repeatsKeptMax = 100;

/**
 * What leaves at a time: settled cases that were told and gathered nothing for the window's length, with those merged into them. Where more alerts are held than may be, also
 * the ones that settled first, closed before escalated, and then repeats of open cases. An open case never leaves.
 */
export function leaving(state: WatchState, nowMs: number, { windowMs, alertsHeldMax }: WindowLimits): Leaving {
  const settled = settledCases(state);
  const gone = new Set(
    settled.filter(({ lastMs, waits }) => lastMs < nowMs - windowMs * (waits ? waitingWindows : 1)).map(({ caseId }) => caseId),
  );
  let held = state.run.alerts.size - settled.reduce((sum, { caseId, alerts }) => sum + (gone.has(caseId) ? alerts : 0), 0);
  const repeats: string[] = [];
  if (held > alertsHeldMax) {
    const target = Math.floor(alertsHeldMax * heldShare);
    for (const { caseId, alerts } of settled) {
      if (held <= target) break;
      if (gone.has(caseId)) continue;
      gone.add(caseId);
      held -= alerts;
    }
    if (held > target) repeats.push(...repeatsOf(state, held - target));
  }
  return { cases: [...gone, ...mergedInto(state, gone)], repeats };
}

type SettledCase = { readonly caseId: string; readonly alerts: number; readonly lastMs: number; readonly waits: boolean };

/** Settled and told cases: closed ones before those that wait for a person, the ones that were touched the longest ago first. */
function settledCases({ run, desks }: WatchState): SettledCase[] {
  const settled: SettledCase[] = [];
  for (const [caseId, each] of run.cases) {
    const desk = desks.get(caseId);
    if (!isSettled(each) || !desk || desk.told < desk.revision || desk.unseen.size > 0) continue;
    const lastMs = Math.max(desk.newsAtMs, desk.settledAtMs ?? 0);
    settled.push({ caseId, alerts: each.alertIds.length, lastMs, waits: desk.handedOver });
  }
  return settled.sort((a, b) => Number(a.waits) - Number(b.waits) || a.lastMs - b.lastMs);
}

/** Cases that were poured into one that leaves, or into one that is not there any more. */
function mergedInto({ run }: WatchState, gone: ReadonlySet<string>): string[] {
  const leave = new Set<string>();
  for (let grew = true; grew; ) {
    grew = false;
    for (const [caseId, each] of run.cases) {
      if (each.status !== "merged" || leave.has(caseId)) continue;
      if (!gone.has(each.into) && !leave.has(each.into) && run.cases.has(each.into)) continue;
      leave.add(caseId);
      grew = true;
    }
  }
  return [...leave];
}

/** Repeats of open cases, the earliest first, at most `count`. */
function repeatsOf({ run }: WatchState, count: number): string[] {
  const found: string[] = [];
  for (const each of run.cases.values()) {
    if (each.status !== "in-progress") continue;
    const repeats = each.alertIds.filter((id) => run.triages.get(id)?.repeats);
    found.push(...repeats.slice(0, Math.max(0, repeats.length - repeatsKeptMax)));
    if (found.length >= count) break;
  }
  return found.slice(0, count);
}
