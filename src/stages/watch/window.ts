import { isSettled, type WatchState } from "../../core/watch/watch.ts";

/** How long settled cases stay in memory, and how many alerts do. */
export type WindowLimits = { readonly windowMs: number; readonly alertsHeldMax: number };

/** What leaves memory: whole cases, and alerts of cases that are open. */
export type Leaving = { readonly cases: readonly string[]; readonly alerts: readonly string[] };

/** Where too many alerts are held, so many stay: leaving is work, so it is done in strides. */
const heldShare = 0.8;
/** A case that waits for a person stays in memory for so many windows. */
const waitingWindows = 7;
/** A case that is open, or that waits for a person, keeps so many of the alerts that a look has seen, the gravest ones. */
const gravestKept = 100;

/**
 * What leaves at a time: settled cases that were told and gathered nothing for the window's length, with those merged into them. Where more alerts are held than may be, also
 * closed ones, those that settled first before others, then of cases that are open or wait for a person what a look has seen and is not grave, and only then cases that wait: a
 * person can decide no more on one that left. An open case never leaves.
 */
export function leaving(state: WatchState, nowMs: number, { windowMs, alertsHeldMax }: WindowLimits): Leaving {
  const settled = settledCases(state);
  const gone = new Set(
    settled.filter(({ lastMs, waits }) => lastMs < nowMs - windowMs * (waits ? waitingWindows : 1)).map(({ caseId }) => caseId),
  );
  const held = state.run.alerts.size - settled.reduce((sum, { caseId, alerts }) => sum + (gone.has(caseId) ? alerts : 0), 0);
  const alerts = held > alertsHeldMax ? makeRoom(state, settled, gone, held - Math.floor(alertsHeldMax * heldShare)) : [];
  return { cases: [...gone, ...mergedInto(state, gone)], alerts };
}

/** So many alerts leave, as long as there are any that may: cases are put among the gone, and single alerts are given back. */
function makeRoom(state: WatchState, settled: readonly SettledCase[], gone: Set<string>, wanted: number): readonly string[] {
  let missing = wanted;
  const leave = (waits: boolean, alertsOf: (each: SettledCase) => number) => {
    for (const each of settled) {
      if (missing <= 0) return;
      if (each.waits !== waits || gone.has(each.caseId)) continue;
      gone.add(each.caseId);
      missing -= alertsOf(each);
    }
  };
  leave(false, ({ alerts }) => alerts);
  if (missing <= 0) return [];
  const waiting = new Set(settled.flatMap(({ caseId, waits }) => (waits && !gone.has(caseId) ? [caseId] : [])));
  const single = seenIn(state, waiting, missing);
  missing -= single.length;
  const takenOf = Map.groupBy(single, (id) => state.run.caseOfAlert.get(id));
  leave(true, ({ caseId, alerts }) => alerts - (takenOf.get(caseId)?.length ?? 0));
  return single;
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

/** Alerts of open and of waiting cases that a look has seen, the earliest first, at most `count`; each case keeps its gravest. */
function seenIn({ run, desks }: WatchState, waiting: ReadonlySet<string>, count: number): string[] {
  const found: string[] = [];
  for (const [caseId, each] of run.cases) {
    const stays = each.status === "in-progress" || (isSettled(each) && waiting.has(caseId));
    if (!stays || each.alertIds.length <= gravestKept) continue;
    const unseen = desks.get(caseId)?.unseen;
    const seen = each.alertIds.filter((id) => !unseen?.has(id) && run.alerts.has(id));
    const kept = new Set(seen.toSorted((a, b) => gravityOf(b) - gravityOf(a)).slice(0, gravestKept));
    found.push(...seen.filter((id) => !kept.has(id)));
  }
  function gravityOf(id: string): number {
    const triage = run.triages.get(id);
    return triage?.repeats ? -1 : (triage?.maliciousness ?? 0);
  }
  return found.toSorted((a, b) => numberOf(a) - numberOf(b)).slice(0, count);
}

const numberOf = (id: string) => Number(id.slice(id.indexOf("-") + 1));
