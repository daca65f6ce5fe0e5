import type { RunSettings } from "../../core/run/run.ts";
import { carriedParts } from "../../core/watch/carried.ts";
import { adopt, evolveWatch } from "../../core/watch/evolve-watch.ts";
import { emptyWatch, type WatchState } from "../../core/watch/watch.ts";
import { segmentOf, segmentWorld, type WatchFact, watchBeginning } from "../../core/watch/watch-event.ts";
import type { Clock } from "../../ports/clock.ts";
import { openSealedLog, type SealedLog } from "../sealed-log.ts";
import { factOf, streamOf } from "./fact-text.ts";
import type { WatchParts } from "./parts.ts";

/** The record of a watch as one process holds it, segment after segment. `state` stays the same object. */
export type WatchLog = {
  readonly state: WatchState;
  /** The world of the segment that goes on, and how many entries it has. */
  readonly world: () => string;
  readonly entries: () => number;
  /** Reads and folds what others recorded, into the next segment if need be. */
  readonly refresh: () => Promise<void>;
  /**
   * Decides on everything recorded before, in the segment that goes on: `ask` changes nothing, and may be asked again when another writer was first. Gives
   * the facts, durable and folded.
   */
  readonly decide: (ask: () => readonly WatchFact[]) => Promise<readonly WatchFact[]>;
  /** Publishes what was recorded. */
  readonly checkpoint: () => Promise<void>;
  /** True once it can be used no more: what is folded may not be what is recorded. It is opened anew then. */
  readonly isBroken: () => boolean;
};

/** What opening needs. `onFact` hears of every fact once it is folded. */
export type LogParts = Pick<WatchParts, "worlds"> & {
  readonly clock: Clock;
  readonly settings: RunSettings;
  readonly onFact?: (fact: WatchFact, state: WatchState) => void;
};

/** Parts of a state that one append carries over. */
const partsPerAppendMax = 20;
/** Segments that one call moves on through: another process may be ahead. */
const segmentsPerMoveMax = 1_000;

/** Opens the newest segment and folds it; begins the first where there is none. Refuses (`journal/…`). */
export async function openWatchLog(parts: LogParts): Promise<WatchLog> {
  const names = await parts.worlds.names(watchBeginning);
  const segments = names.flatMap((name) => segmentOf(name) ?? []);
  const holding: Holding = { parts, state: emptyWatch(), current: undefined, moving: undefined, broken: false };
  const newest = Math.max(1, ...segments);
  await openSegment(holding, newest);
  await begun(holding, newest);
  return logOf(holding);
}

type Holding = {
  readonly parts: LogParts;
  readonly state: WatchState;
  current: { readonly log: SealedLog<WatchFact>; readonly world: string } | undefined;
  moving: Promise<void> | undefined;
  broken: boolean;
};

async function openSegment(holding: Holding, segment: number): Promise<void> {
  const { parts, state } = holding;
  const adopting = state.segment > 0;
  const fold = (fact: WatchFact) => {
    // Whoever holds the state already learns nothing from its parts.
    if (!(adopting && adopt(state, fact))) evolveWatch(state, fact);
    parts.onFact?.(fact, state);
  };
  const world = segmentWorld(segment);
  const log = await openSealedLog<WatchFact>(await parts.worlds.journal(world), parts.clock, { fold, factOf, streamOf });
  holding.current = { log, world };
}

/**
 * Makes sure that a segment that was opened is begun and holds the state of the one before. Where the process that ended the one before did not come so far,
 * this one does it from the same state.
 */
async function begun(holding: Holding, segment: number): Promise<void> {
  const { state } = holding;
  if (state.segment === segment && state.ready) return;
  if (segment === 1) {
    await record(holding, () => (state.segment === 0 ? [beginning(holding, 1)] : []));
    return;
  }
  // Its parts are worked out from the state of the one before, so that is read first.
  const before: Holding = { ...holding, parts: { ...holding.parts, onFact: () => {} }, state: emptyWatch(), current: undefined };
  await openSegment(before, segment - 1);
  await begun(before, segment - 1);
  await carry(holding, segment, before);
}

/** Records the parts of a state that are not recorded yet, whoever else does the same. */
async function carry(holding: Holding, segment: number, before: Pick<Holding, "state" | "current">): Promise<void> {
  const { state } = holding;
  const parts = [...carriedParts(before.state)];
  const { hash, entries } = before.current?.log.head() ?? { hash: "", entries: 0 };
  const previous = { world: segmentWorld(segment - 1), hash, entries };
  for (let rounds = 0; rounds <= parts.length && !(state.segment === segment && state.ready); rounds++)
    await record(holding, () => {
      if (state.segment === segment && state.ready) return [];
      const from = state.segment === segment ? state.carried : 0;
      const some = parts.slice(from, from + partsPerAppendMax).map((part): WatchFact => ({ type: "StateCarried", part }));
      return state.segment === segment ? some : [{ ...beginning(holding, segment, before.state.run.settings), previous }, ...some];
    });
}

function beginning({ parts, state }: Holding, segment: number, settings?: RunSettings): Extract<WatchFact, { type: "WatchBegan" }> {
  return { type: "WatchBegan", segment, settings: settings ?? parts.settings, atMs: Math.max(state.nowMs, parts.clock.nowMs()) };
}

async function record({ current }: Holding, ask: () => readonly WatchFact[]): Promise<readonly WatchFact[]> {
  if (!current) throw new Error("no segment is open");
  return current.log.decide(ask);
}

/** Goes on in the segment that the one that ended names. */
async function moveOn(holding: Holding): Promise<void> {
  const { state } = holding;
  for (let moves = 0; state.next !== undefined; moves++) {
    if (moves >= segmentsPerMoveMax) throw new Error("too many segments ended at once");
    const segment = segmentOf(state.next) ?? state.segment + 1;
    // The parts are worked out before the first fact of the next segment changes the state.
    const before = { state: structuredState(state), current: holding.current };
    await openSegment(holding, segment);
    if (state.segment !== segment || !state.ready) await carry(holding, segment, before);
  }
}

/** The state is adopted as it is, and carrying it over changes nothing of what is carried but the segment. */
const structuredState = (state: WatchState): WatchState => ({ ...state });

function logOf(holding: Holding): WatchLog {
  const { state } = holding;
  const moved = (): Promise<void> => {
    if (holding.broken) throw brokenLog();
    if (state.next === undefined && !holding.moving) return Promise.resolve();
    holding.moving ??= moveOn(holding)
      .catch((error) => {
        holding.broken = true;
        throw error;
      })
      .finally(() => {
        holding.moving = undefined;
      });
    return holding.moving;
  };
  return {
    state,
    world: () => holding.current?.world ?? "",
    entries: () => holding.current?.log.head().entries ?? 0,
    isBroken: () => holding.broken,
    async refresh() {
      await moved();
      await holding.current?.log.refresh();
      await moved();
    },
    async decide(ask) {
      for (let moves = 0; moves < segmentsPerMoveMax; moves++) {
        await moved();
        let ended = false;
        const facts = await record(holding, () => {
          ended = state.next !== undefined;
          return ended ? [] : ask();
        });
        if (!ended) return facts;
      }
      throw new Error("too many segments ended at once");
    },
    async checkpoint() {
      await moved();
      // A witness that is away keeps no watch from going on; containment waits for it.
      await holding.current?.log.checkpoint({ witness: "may" });
    },
  };
}

const brokenLog = () => new Error("the record of the watch was not followed to its next segment");
