import type { JournalEntry } from "../core/journal/journal.ts";
import type { Publication } from "./publication.ts";
import type { Vault } from "./vault.ts";

/**
 * Where the journal is kept, with the keys of its payloads and the place where its checkpoints are published. Several processes may append: `append`
 * refuses (`journal/out-of-order`) entries that do not continue the stored head, and returns only after the entries are durable (unless the store was
 * opened as throw-away).
 */
export type JournalStore = {
  readonly append: (entries: readonly JournalEntry[]) => Promise<void>;
  /** Entries with sequence >= `from`, in order, at most `limit`. */
  readonly read: (from: number, limit: number) => Promise<readonly JournalEntry[]>;
  /** The entries of one case's stream ("case-7") with sequence >= `from`, in order, at most `limit`. Absent where the store would have to read all others for it. */
  readonly ofCase?: (stream: string, from: number, limit: number) => Promise<readonly JournalEntry[]>;
  readonly head: () => Promise<{ readonly sequence: number; readonly hash: string } | undefined>;
  /**
   * Whether records of version 1, which no key seals, may stand at its beginning: only where an earlier version may have written some. False for the record
   * of containment, and for every installation that began with sealed records.
   */
  readonly mayHoldPlain: boolean;
  readonly vault: Vault;
  readonly publication: Publication;
};
