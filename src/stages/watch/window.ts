import { isSettled, type WatchState } from "../../core/watch/watch.ts";

/** How long settled cases stay in memory, and how many alerts do. */
export type WindowLimits = { readonly windowMs: number; readonly alertsHeldMax: number };

/** What leaves memory: whole cases, and alerts of cases that are open. */
export type Leaving = { readonly cases: readonly string[]; readonly alerts: readonly string[] };

/** Where too many alerts are held, so many stay: leaving is work, so it is done in strides. */
const heldShare = 0.8;
/** A case that waits for a person stays in memory for so many windows. */
const waitingWindows = 7;
/** A case that is open, or in people's hands, keeps so many of the alerts that a look has seen, the gravest ones: its next look rests on them. */
const gravestKept = 100;
/** Of what people have in hand, so many stay where even that is too much; and only then it leaves as a whole. */
const fewerKept = [20, 5] as const;
/** A case that ended is in people's hands for so long after, milliseconds: an end is undone, or talked over. */
const freshMs = 3_600_000;
/** What people have in hand leaves for want of room only where it alone holds more than this share of what may be held. */
const inHandShare = 0.5;

/**
 * What leaves at a time: settled cases that were told and gathered nothing for the window's length, with those merged into them. Where more alerts are held than may be, also
 * closed ones, those that settled first before others, then of cases that are open or that people have in hand (they wait for one, or ended within the hour) what a look has
 * seen and is not grave. Only where the cases that people have in hand alone hold half of what may be held, the oldest of them leave: a person can decide no more on one that
 * left, so reading waits rather. An open case never leaves.
 */
export function leaving(state: WatchState, nowMs: number, { windowMs, alertsHeldMax }: WindowLimits): Leaving {
  const settled = settledCases(state, nowMs - Math.min(freshMs, windowMs / 2));
  const gone = new Set(
    settled.filter(({ lastMs, waits }) => lastMs < nowMs - windowMs * (waits ? waitingWindows : 1)).map(({ caseId }) => caseId),
  );
  const held = state.run.alerts.size - settled.reduce((sum, { caseId, alerts }) => sum + (gone.has(caseId) ? alerts : 0), 0);
  const alerts = held > alertsHeldMax ? makeRoom(state, settled, gone, { held, alertsHeldMax }) : [];
  return { cases: [...gone, ...mergedInto(state, gone)], alerts };
}

/** So many alerts leave, as long as there are any that may: cases are put among the gone, and single alerts are given back. */
function makeRoom(
  state: WatchState,
  settled: readonly SettledCase[],
  gone: Set<string>,
  { held, alertsHeldMax }: { readonly held: number; readonly alertsHeldMax: number },
): readonly string[] {
  let missing = held - Math.floor(alertsHeldMax * heldShare);
  const stay = settled.filter(({ caseId }) => !gone.has(caseId));
  for (const { caseId, alerts } of stay.filter(({ inHand }) => !inHand)) {
    if (missing <= 0) return [];
    gone.add(caseId);
    missing -= alerts;
  }
  const inHand = stay.filter((each) => each.inHand);
  const handled = new Set(inHand.map(({ caseId }) => caseId));
  const single = new Set(seenIn(state, { handled, open: true, kept: gravestKept, left: new Set() }).slice(0, missing));
  missing -= single.size;
  const takenOf = Map.groupBy(single, (id) => state.run.caseOfAlert.get(id));
  const restOf = ({ caseId, alerts }: SettledCase) => alerts - (takenOf.get(caseId)?.length ?? 0);
  const surplus = inHand.reduce((sum, each) => sum + restOf(each), 0) - alertsHeldMax * inHandShare;
  letGoOfSome(state, { inHand, handled, gone, single, wanted: Math.min(missing, surplus) });
  return [...single];
}

type InHand = {
  readonly inHand: readonly SettledCase[];
  readonly handled: ReadonlySet<string>;
  readonly gone: Set<string>;
  readonly single: Set<string>;
  readonly wanted: number;
};

/** Of what people have in hand, too, where it alone is too much: first more of what is not grave, then whole cases. */
function letGoOfSome(state: WatchState, { inHand, handled, gone, single, wanted }: InHand): void {
  let missing = wanted;
  for (const kept of fewerKept) {
    if (missing <= 0) return;
    const found = seenIn(state, { handled, open: false, kept, left: single }).slice(0, missing);
    for (const id of found) single.add(id);
    missing -= found.length;
  }
  const takenOf = Map.groupBy(single, (id) => state.run.caseOfAlert.get(id));
  for (const { caseId, alerts } of inHand) {
    if (missing <= 0) return;
    gone.add(caseId);
    missing -= alerts - (takenOf.get(caseId)?.length ?? 0);
  }
}

/** `inHand`: it waits for a person, or ended a short while ago. */
type SettledCase = {
  readonly caseId: string;
  readonly alerts: number;
  readonly lastMs: number;
  readonly waits: boolean;
  readonly inHand: boolean;
};

/** Settled and told cases: closed ones before those that wait for a person, the ones that were touched the longest ago first. */
function settledCases({ run, desks }: WatchState, freshFromMs: number): SettledCase[] {
  const settled: SettledCase[] = [];
  for (const [caseId, each] of run.cases) {
    const desk = desks.get(caseId);
    if (!isSettled(each) || !desk || desk.told < desk.revision || desk.unseen.size > 0) continue;
    const lastMs = Math.max(desk.newsAtMs, desk.settledAtMs ?? 0);
    const waits = desk.handedOver || each.status === "waiting";
    settled.push({ caseId, alerts: each.alertIds.length, lastMs, waits, inHand: waits || lastMs >= freshFromMs });
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

type SeenIn = { readonly handled: ReadonlySet<string>; readonly open: boolean; readonly kept: number; readonly left: ReadonlySet<string> };

/** Alerts of cases in hand, and of open ones, that a look has seen and that have not left, the earliest first; each case keeps its gravest. */
function seenIn({ run, desks }: WatchState, { handled, open, kept, left }: SeenIn): string[] {
  const found: string[] = [];
  for (const [caseId, each] of run.cases) {
    const stays = (open && each.status === "in-progress") || (isSettled(each) && handled.has(caseId));
    if (!stays || each.alertIds.length <= kept) continue;
    const unseen = desks.get(caseId)?.unseen;
    const seen = each.alertIds.filter((id) => !unseen?.has(id) && !left.has(id) && run.alerts.has(id));
    const gravest = new Set(seen.toSorted((a, b) => gravityOf(b) - gravityOf(a)).slice(0, kept));
    found.push(...seen.filter((id) => !gravest.has(id)));
  }
  function gravityOf(id: string): number {
    const triage = run.triages.get(id);
    return triage?.repeats ? -1 : (triage?.maliciousness ?? 0);
  }
  return found.toSorted((a, b) => numberOf(a) - numberOf(b));
}

const numberOf = (id: string) => Number(id.slice(id.indexOf("-") + 1));
