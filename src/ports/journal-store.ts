import type { JournalEntry } from "../core/journal/journal.ts";

/**
 * Where the journal is kept. One writer at a time: `append` refuses (`journal/out-of-order`) entries that do not continue the stored head,
 * and returns only after the entries are durable (unless the store was opened as throw-away).
 */
export type JournalStore = {
  readonly append: (entries: readonly JournalEntry[]) => Promise<void>;
  /** Entries with sequence >= `from`, in order, at most `limit`. */
  readonly read: (from: number, limit: number) => Promise<readonly JournalEntry[]>;
  readonly head: () => Promise<{ readonly sequence: number; readonly hash: string } | undefined>;
};
