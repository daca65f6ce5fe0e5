import type { ContainmentEvent } from "../../src/core/containment/containment.ts";
import { openSealedLog } from "../../src/engine/sealed-log.ts";
import type { JournalStore } from "../../src/ports/journal-store.ts";
import type { Publication } from "../../src/ports/publication.ts";
import { memoryJournalStore } from "../../src/storage/memory/memory-journal.ts";
import { memoryPublication } from "../../src/storage/transparency/memory-publication.ts";
import type { FakeClock } from "../../src/testing/fake-clock.ts";
import type { Through } from "./calls.ts";

/** A fact of the record with its place. */
export type Recorded = { readonly sequence: number; readonly event: ContainmentEvent };

/** When an entry became durable: the tick, and what the clock had shown, and how long time had gone on, when its process set out to write it. */
export type Appended = { readonly tick: number; readonly clockMs: number; readonly passedMs: number };

/** The one record of a world, as it is seen from outside: what became durable when, and what was published when. */
export type WatchedRecord = {
  /** The store as one process reaches it. */
  readonly reachedBy: (through: Through, died: Promise<unknown>) => JournalStore;
  readonly appended: ReadonlyMap<number, Appended>;
  /** How many entries each published checkpoint covers. */
  readonly checkpoints: readonly { readonly size: number; readonly tick: number }[];
  readonly events: () => Promise<readonly Recorded[]>;
};

/** An empty record. */
export function openRecord(clock: FakeClock, passedMs: () => number, tick: () => number): WatchedRecord {
  const appended = new Map<number, Appended>();
  const checkpoints: { size: number; tick: number }[] = [];
  const publication = watchedPublication(memoryPublication(), (size) => void checkpoints.push({ size, tick: tick() }));
  const journal = memoryJournalStore({ publication });
  return {
    appended,
    checkpoints,
    events: () => eventsIn(journal, clock),
    reachedBy: (through, died) => ({
      ...journal,
      publication: {
        ...publication,
        exclusively: (work) => publication.exclusively(() => untilDeath(work(), died)),
        write: (files) => through(() => publication.write(files), "checkpoint"),
      },
      append(entries) {
        const seen = { clockMs: clock.nowMs(), passedMs: passedMs() };
        return through(async () => {
          await journal.append(entries);
          const now = tick();
          for (const { sequence } of entries) appended.set(sequence, { tick: now, ...seen });
        }, "append");
      },
      read: (from, limit) => through(() => journal.read(from, limit)),
      head: () => through(() => journal.head()),
    }),
  };
}

/** What a dead process held is free. */
const untilDeath = <Outcome>(work: Promise<Outcome>, died: Promise<unknown>): Promise<Outcome> =>
  Promise.race([
    work,
    died.then(() => {
      throw new Error("killed");
    }),
  ]);

function watchedPublication(publication: Publication, published: (size: number) => void): Publication {
  return {
    ...publication,
    async write(files) {
      await publication.write(files);
      for (const { path, bytes } of files) if (path === "checkpoint") published(Number(Buffer.from(bytes).toString("utf8").split("\n")[1]));
    },
  };
}

async function eventsIn(journal: JournalStore, clock: FakeClock): Promise<readonly Recorded[]> {
  const events: Recorded[] = [];
  await openSealedLog<ContainmentEvent>(journal, clock, {
    fold: (event) => void events.push({ sequence: events.length, event }),
    factOf: (text) => JSON.parse(text) as ContainmentEvent,
    streamOf: () => "containment",
  });
  return events;
}
