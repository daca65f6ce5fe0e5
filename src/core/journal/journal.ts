import { createHash } from "node:crypto";

/** One sealed fact. `event` is kept as the exact text that was hashed: it is never serialised again to be checked. */
export type JournalEntry = {
  /** Counted from 0 without gaps. */
  readonly sequence: number;
  /** What the fact is about: "run" or a case id. */
  readonly stream: string;
  readonly type: string;
  /** When it was recorded, milliseconds since the epoch UTC. Not part of any decision. */
  readonly recordedAtMs: number;
  /** JSON text of the domain event. */
  readonly event: string;
  readonly previous: string;
  /** `sha256:…` over sequence, stream, type, time, event and previous. */
  readonly hash: string;
};

/** What the first entry names as its previous. */
export const noPrevious = `sha256:${"0".repeat(64)}`;

/** Seals one fact behind another. The same arguments give the same entry. */
export function seal(fields: Omit<JournalEntry, "hash">): JournalEntry {
  return { ...fields, hash: hashOf(fields) };
}

/** The digest of an entry: unambiguous because it is over a JSON array of strings and numbers with a version word. */
export function hashOf({ sequence, stream, type, recordedAtMs, event, previous }: Omit<JournalEntry, "hash">): string {
  const bytes = JSON.stringify(["journal-v1", sequence, stream, type, recordedAtMs, event, previous]);
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** What checking a stretch of the journal found: the head, or the first entry that does not fit and why. */
export type Verification =
  | { readonly intact: true; readonly head: string; readonly entries: number }
  | { readonly intact: false; readonly sequence: number; readonly because: string };

/** Checks that entries follow one another from `previous` (by default the beginning) and, when given, that they end in a published head. */
export function verify(
  entries: Iterable<JournalEntry>,
  publishedHead?: string,
  from: { sequence: number; previous: string } = { sequence: 0, previous: noPrevious },
): Verification {
  let { sequence, previous } = from;
  for (const entry of entries) {
    if (entry.sequence !== sequence) return { intact: false, sequence, because: `entry ${sequence} is missing` };
    if (entry.previous !== previous) return { intact: false, sequence, because: "it does not follow the entry before it" };
    if (entry.hash !== hashOf(entry)) return { intact: false, sequence, because: "its content does not match its hash" };
    previous = entry.hash;
    sequence++;
  }
  if (publishedHead !== undefined && previous !== publishedHead)
    return { intact: false, sequence, because: "it does not end in the published head" };
  return { intact: true, head: previous, entries: sequence - from.sequence };
}
