import type { JournalEntry } from "../core/journal/journal.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import { memoryJournalStore } from "../storage/memory/memory-journal.ts";
import { counted, countingLog } from "./counting-log.ts";

/** The same journal with other rows: what somebody with the database can show. */
export const showing = (store: JournalStore, rows: readonly JournalEntry[]): JournalStore => ({
  ...store,
  read: async (from, limit) => rows.filter(({ sequence }) => sequence >= from).slice(0, limit),
  head: async () => undefined,
});

export async function published(values: number, parts: Parameters<typeof memoryJournalStore>[0] = {}) {
  const store = memoryJournalStore(parts);
  const log = await countingLog(store);
  for (let value = 0; value < values; value++) await log.record([counted(value)]);
  const checkpoint = await log.checkpoint();
  return { store, log, checkpoint, rows: await store.read(0, values) };
}
