import { readRecord } from "../../core/journal/record.ts";
import type { JournalStore } from "../../ports/journal-store.ts";

/** When the first and the last entry of a record were written, as their headers say; undefined for an empty one. */
export async function timesOf(journal: JournalStore): Promise<{ readonly firstMs: number; readonly lastMs: number } | undefined> {
  const head = await journal.head();
  if (!head) return undefined;
  const [[first], [last]] = await Promise.all([journal.read(0, 1), journal.read(head.sequence, 1)]);
  const [from, to] = [first && readRecord(first.record), last && readRecord(last.record)];
  return from && to ? { firstMs: from.recordedAtMs, lastMs: to.recordedAtMs } : undefined;
}
