import { setImmediate as turn } from "node:timers/promises";
import type { ContainmentEvent } from "../../core/containment/containment.ts";
import { containmentWorld } from "../../core/containment/containment.ts";
import { type ChainPoint, type CheckedEntry, pointAfter, verify } from "../../core/journal/journal.ts";
import { recordStream } from "../../core/journal/keeping.ts";
import { type LearningEvent, learningWorld } from "../../core/learning/learning.ts";
import { type GuideEvent, guideWorld } from "../../core/model/guide.ts";
import { segmentOf, watchBeginning } from "../../core/watch/watch-event.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import type { CountedPlace, Measures } from "../../ports/measures.ts";
import { foldGuide } from "../../stages/measure/fold-model.ts";
import { measureContainment, measureLearning } from "../../stages/measure/fold-people.ts";
import { measureWatch } from "../../stages/measure/fold-watch.ts";
import { type Measuring, measureVersion, openMeasuring, takeChanges } from "../../stages/measure/measuring.ts";
import { chainBroken, openEntries } from "../journal/open-entries.ts";
import { beginningOf } from "../journal/reading.ts";
import { factOf } from "../watch/fact-text.ts";

/** What counting needs: the records by name, and where the counts are kept. */
export type CountingParts = {
  readonly worlds: {
    readonly names: (beginning: string) => Promise<readonly string[]>;
    readonly journal: (name: string) => Promise<JournalStore>;
  };
  readonly measures: Measures;
};

/** Entries of one step: read, folded and kept together. */
const stepEntries = 2_000;
/** Entries that are checked, or folded, before the process has its turn for what else it answers, the stop switch among it. */
const pieceEntries = 25;

/** Counts what the records say, beside the watch: nothing waits for it, and it can begin anew at any time. */
export type Counting = {
  /** Counts everything that is recorded by now; gives how many facts that was. Refuses (`journal/…`) a record that does not hold together. */
  readonly catchUp: (signal?: AbortSignal) => Promise<number>;
};

/** Goes on where the counts were left. */
export async function openCounting({ worlds, measures }: CountingParts): Promise<Counting> {
  const { places, lines } = await measures.open(measureVersion);
  const at = new Map<string, CountedPlace>(places.map((place) => [place.world, place]));
  const state = openMeasuring(lines);

  async function step(world: string, journal: JournalStore): Promise<number> {
    const before = at.get(world)?.sequence ?? 0;
    const entries = await journal.read(before, stepEntries);
    if (entries.length === 0) return 0;
    const point: ChainPoint = at.get(world) ?? beginningOf(journal, undefined);
    let reached = point;
    const events: string[] = [];
    for (const piece of piecesOf(entries)) {
      const checked: CheckedEntry[] = [];
      const found = verify(piece, undefined, reached, (each) => checked.push(each));
      if (!found.intact) throw chainBroken(found.sequence, found.because);
      reached = pointAfter(checked, reached);
      // What was erased says nothing any more; what was counted of it stays counted.
      for (const { event, stream } of await openEntries(checked, journal.vault))
        if (event !== undefined && stream !== recordStream) events.push(event);
      await turn();
    }
    // All of it holds together: only now is anything counted.
    for (const piece of piecesOf(events)) {
      for (const event of piece) fold(state, world, event);
      await turn();
    }
    const place = { world, ...reached };
    if (!(await measures.put({ before, place, ...takeChanges(state) }))) throw new Overtaken();
    at.set(world, place);
    return entries.length;
  }

  return {
    async catchUp(signal) {
      const segments = (await worlds.names(watchBeginning)).filter((name) => segmentOf(name) !== undefined).toSorted();
      const others = [containmentWorld, learningWorld, guideWorld];
      const there = new Set((await Promise.all(others.map((name) => worlds.names(name)))).flat());
      let facts = 0;
      for (const world of [...segments, ...others.filter((name) => there.has(name))]) {
        const journal = await worlds.journal(world);
        for (let read = 1; read > 0 && !signal?.aborted; facts += read) read = await step(world, journal);
      }
      return facts;
    },
  };
}

const piecesOf = <Each>(all: readonly Each[]): readonly Each[][] =>
  Array.from({ length: Math.ceil(all.length / pieceEntries) }, (_, at) => all.slice(at * pieceEntries, (at + 1) * pieceEntries));

function fold(state: Measuring, world: string, event: string): void {
  if (world === containmentWorld) measureContainment(state, JSON.parse(event) as ContainmentEvent);
  else if (world === learningWorld) measureLearning(state, JSON.parse(event) as LearningEvent);
  else if (world === guideWorld) foldGuide(state, JSON.parse(event) as GuideEvent);
  else measureWatch(state, factOf(event));
}

/** Another process counted on: what this one holds is behind, and it must be opened anew. */
class Overtaken extends Error {}

/** Drops the counts and makes them anew; where a running service counts at the same time, it is that which ends the work. Gives how many facts this one counted. */
export async function countAnew(parts: CountingParts): Promise<number> {
  await parts.measures.drop();
  const counting = await openCounting(parts);
  try {
    return await counting.catchUp();
  } catch (error) {
    if (error instanceof Overtaken) return 0;
    throw error;
  }
}

/** How often what was recorded is counted while nothing hurries. */
const everyMs = 1_000;

/** Counts until the signal; begins anew where it was overtaken. One process of a tenant does it at a time, under a lease of the caller's. */
export async function keepCounting(parts: CountingParts & { readonly clock: Clock }, signal: AbortSignal): Promise<void> {
  let counting = await openCounting(parts);
  while (!signal.aborted) {
    try {
      await counting.catchUp(signal);
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
      counting = await openCounting(parts);
    }
    await parts.clock.sleep(everyMs, signal).catch(() => undefined);
  }
}
