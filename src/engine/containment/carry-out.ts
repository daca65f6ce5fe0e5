import type { Expire } from "../../core/containment/command.ts";
import type { ActionState } from "../../core/containment/containment.ts";
import { readyToBegin, toReconcile, toRelease, toUndo } from "../../core/containment/decide.ts";
import { SocError } from "../../core/soc-error.ts";
import type { HeldLock } from "../../ports/executor-lock.ts";
import { stopPollMsMax } from "../../ports/stop-file.ts";
import { begin } from "./begin.ts";
import { troubleOf } from "./call.ts";
import { type Bench, pauseMsMax } from "./parts.ts";
import { putBack } from "./put-back.ts";
import { reconcile } from "./reconcile.ts";
import { type ReadPace, readStanding, type StandingFound, steadyPace } from "./standing.ts";
import { stoppedByFile } from "./stop-guard.ts";

/** What one pass did, beside what the record says of it. */
export type CarriedOut = {
  /** False when another process carries out just now: this one did nothing. */
  readonly executor: boolean;
  /** Why nothing was begun, where it was stopped. */
  readonly stopped: string | undefined;
  /** Actions that were taken up, in order. */
  readonly taken: readonly string[];
  /** Actions that ended without being begun: over time, or proposed under other orders. */
  readonly ended: readonly string[];
  /** What reading back what stands has found. */
  readonly standing: StandingFound;
  /** What could not be tried; it is tried again in the next pass, as long as the action stands. */
  readonly troubles: readonly { readonly id: string; readonly says: string }[];
};

/** The most actions that one pass takes up; the rest waits for the next. */
export const actionsPerPassMax = 1_000;
/** After so many troubles in a row at one product, a pass leaves it alone: it is most likely down. */
export const troublesInARowMax = 3;

type Work = { readonly id: string; readonly effector: string; readonly does: "reconcile" | "undo" | "release" | "begin" };

/**
 * One pass: what is over time expires, unknown outcomes are read back, what should end is put back, what is approved is begun, and what stands is read
 * back at its pace. Products do not wait for one another; at one product one thing is done after the other.
 */
export async function carryOut(bench: Bench, signal: AbortSignal, pace: ReadPace = steadyPace): Promise<CarriedOut> {
  const lock = await bench.executorLock.take();
  if (!lock) return { executor: false, stopped: undefined, taken: [], ended: [], standing: nothingRead, troubles: [] };
  try {
    await bench.refresh();
    const stopped = await noteStopFile(bench);
    const ended = await endWhatIsOver(bench);
    const taken: string[] = [];
    const troubles: { id: string; says: string }[] = [];
    const lanes = Map.groupBy(workOf(bench, stopped !== undefined).slice(0, actionsPerPassMax), ({ effector }) => effector);
    // Every lane has ended before the lock is given back, also where one found the database gone.
    const worked = await Promise.allSettled([...lanes.values()].map((lane) => workThrough(bench, lane, { lock, signal, taken, troubles })));
    for (const each of worked) if (each.status === "rejected") throw each.reason;
    const standing = await readStanding(bench, pace, { lock, signal });
    return { executor: true, stopped, taken, ended, standing, troubles };
  } finally {
    await lock.release();
  }
}

const nothingRead: StandingFound = { read: 0, gone: [], again: [], unread: [] };

/** Ends what is over time and what other orders voided; with `caseNow` also what is about that case as it stood before. Gives their ids. */
export async function endWhatIsOver(bench: Bench, caseNow?: Expire["caseNow"]): Promise<readonly string[]> {
  const facts = await bench.decide(async () => ({ type: "Expire", ...(caseNow && { caseNow }) }));
  return facts.flatMap((fact) => (fact.type === "ActionExpired" || fact.type === "ActionVoided" ? [fact.id] : []));
}

/** A file that was touched stops for good: taking it away is not enough, two people must say so in the record. Gives why everything is stopped. */
async function noteStopFile(bench: Bench): Promise<string | undefined> {
  let because = await stoppedByFile(bench);
  if (because !== undefined && !bench.state.stops.has("all")) {
    // Whoever resumes takes the file away just after they said so in the record: that is no new stop.
    await bench.clock.sleep(stopPollMsMax);
    await bench.refresh();
    const still = await stoppedByFile(bench);
    if (still !== undefined) await bench.decide(async () => ({ type: "Stop", scope: "all", by: "file", because: still }));
    because = still;
  }
  const stop = bench.state.stops.get("all");
  return because ?? (stop && `stopped by ${stop.by}: ${stop.because}`);
}

/** What is due, in the order in which it is taken up. What a stop covers is left out by the record itself, or refused by it. */
function workOf(bench: Bench, isStopped: boolean): Work[] {
  const { state } = bench;
  const nowMs = bench.nowMs();
  const named = (does: Work["does"]) => (each: ActionState) => ({ id: each.action.id, effector: each.action.effector, does });
  const unsettled = toReconcile(state);
  const reading = unsettled.map(named("reconcile"));
  if (isStopped) return reading;
  // While a call may still be under way, its outcome is waited for before the next one.
  const early = new Set(unsettled.filter(({ intents }) => intents.slice(-1).some((last) => bench.ageMs(last) < bench.patience.settleMs)));
  const free = (each: ActionState) => !early.has(each) && !isTooSoon(bench, each);
  return [
    ...reading,
    ...toUndo(state, nowMs).filter(free).map(named("undo")),
    ...toRelease(state, nowMs).filter(free).map(named("release")),
    ...readyToBegin(state, nowMs).map(named("begin")),
  ];
}

/** An undo that failed is not tried again at once, and later each time: what keeps it from working takes time to mend. */
function isTooSoon(bench: Bench, { status, intents }: ActionState): boolean {
  const last = intents.at(-1);
  if (status !== "undo-failed" || !last) return false;
  return bench.ageMs(last) < bench.patience.retryMs * 2 ** (last.attempt - 1);
}

type Pass = {
  readonly lock: HeldLock;
  readonly signal: AbortSignal;
  readonly taken: string[];
  readonly troubles: { id: string; says: string }[];
};

async function workThrough(bench: Bench, lane: readonly Work[], pass: Pass): Promise<void> {
  const { lock, signal, taken, troubles } = pass;
  let inARow = 0;
  for (const { id, does } of lane) {
    if (signal.aborted || inARow >= troublesInARowMax || !(await lock.isHeld())) return;
    try {
      taken.push(id);
      await workOn(bench, { id, does, lock, signal });
      inARow = 0;
    } catch (cause) {
      // A database that is gone is nobody's trouble but our own: no product is blamed, and the next start goes on from the record.
      if (isOfDatabase(cause)) throw cause;
      // What the record refuses is no sign of a product that is down.
      if (!isOfRecord(cause)) inARow++;
      troubles.push({ id, says: troubleOf(cause) });
    }
  }
  await settle(
    bench,
    lane.map(({ id }) => id),
    pass,
  );
}

/** Reads back what was begun in this pass and did not show at once: products that take their time do so side by side. */
async function settle(bench: Bench, ids: readonly string[], { lock, signal, troubles }: Pass): Promise<void> {
  const { patience, state, clock } = bench;
  const isYoung = ({ intents }: ActionState) => intents.slice(-1).some((last) => bench.ageMs(last) < patience.settleMs);
  for (let pauseMs = patience.pauseMs, waitedMs = 0; waitedMs < patience.readBackMs; pauseMs = Math.min(2 * pauseMs, pauseMsMax)) {
    const open = toReconcile(state).filter((each) => ids.includes(each.action.id) && isYoung(each));
    if (open.length === 0 || signal.aborted || !(await lock.isHeld())) return;
    waitedMs += pauseMs;
    await clock.sleep(pauseMs, signal).catch(() => {});
    for (const each of open) {
      try {
        await reconcile(bench, each, { lock, signal });
      } catch (cause) {
        troubles.push({ id: each.action.id, says: troubleOf(cause) });
        return;
      }
    }
  }
}

async function workOn(
  bench: Bench,
  { id, does, lock, signal }: { id: string; does: Work["does"]; lock: HeldLock; signal: AbortSignal },
): Promise<void> {
  switch (does) {
    case "begin":
      return begin(bench, id, { lock, signal });
    case "undo":
    case "release":
      return putBack(bench, id, { of: does, lock, signal });
    case "reconcile": {
      const state = bench.state.actions.get(id);
      if (state) await reconcile(bench, state, { lock, signal });
      return;
    }
  }
}

const isOfDatabase = (cause: unknown) => cause instanceof SocError && cause.code.startsWith("storage/");
const isOfRecord = (cause: unknown) => cause instanceof SocError && cause.code.startsWith("containment/");
