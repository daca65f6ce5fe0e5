import { type ChainPoint, type CheckedEntry, pointAfter, verify } from "../../core/journal/journal.ts";
import { recordStream } from "../../core/journal/keeping.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import { chainBroken, type OpenedEntry, openEntries } from "./open-entries.ts";
import { beginningOf } from "./reading.ts";

const readBatch = 2_000;

type ReadStore = Pick<JournalStore, "read" | "vault" | "mayHoldPlain">;

/** Reads a journal from its beginning, checked and opened, some entries at a time. Refuses (`journal/chain-broken`). */
export async function* readOpened(store: ReadStore): AsyncGenerator<readonly OpenedEntry[]> {
  const { read, vault } = store;
  let point: ChainPoint = beginningOf(store, undefined);
  for (let entries = await read(0, readBatch); entries.length > 0; entries = await read(point.sequence, readBatch)) {
    const checked: CheckedEntry[] = [];
    const found = verify(entries, undefined, point, (each) => checked.push(each));
    if (!found.intact) throw chainBroken(found.sequence, found.because);
    yield await openEntries(checked, vault);
    point = pointAfter(checked, point);
  }
}

/** The texts of everything that happened, in order, without what the record says about itself and what was erased. */
export async function eventsIn(store: ReadStore): Promise<string[]> {
  const events: string[] = [];
  for await (const opened of readOpened(store))
    for (const { event, stream } of opened) if (event !== undefined && stream !== recordStream) events.push(event);
  return events;
}
