import { hash as hashOnce } from "node:crypto";
import { leafHash } from "../transparency/tree.ts";
import { recordStream } from "./keeping.ts";
import { plainText, type RecordHeader, readRecord, recordText, type SealedHeader } from "./record.ts";

/** One sealed fact. `record` is kept as the exact text that was hashed: it is never serialised again to be checked. */
export type JournalEntry = {
  readonly sequence: number;
  /** The record's text; its UTF-8 bytes are the leaf of the RFC 6962 tree. */
  readonly record: string;
  /** What happened, sealed (`payload.ts`); empty for a record of version 1, which holds it itself. */
  readonly payload: Uint8Array;
  /** `sha256:…`: the leaf hash of the record; for version 1 the plain SHA-256 of its text. The next entry names it as its previous. */
  readonly hash: string;
};

/** What the first entry names as its previous. */
export const noPrevious = `sha256:${"0".repeat(64)}`;

/** Seals one fact behind another. The same arguments give the same entry. */
export function seal(header: Omit<SealedHeader, "version">, payload: Uint8Array): JournalEntry {
  const record = recordText({ ...header, version: 2 });
  return { sequence: header.sequence, record, payload, hash: hashed(leafOf(record)) };
}

const noPayload = new Uint8Array();

/** An entry of version 1 as this version keeps it: the text that was hashed then is its record, and its event stays readable. */
export function upcast(row: {
  readonly sequence: number;
  readonly stream: string;
  readonly type: string;
  readonly recordedAtMs: number;
  readonly event: string;
  readonly previous: string;
  readonly hash: string;
}): JournalEntry {
  return { sequence: row.sequence, record: plainText(row), payload: noPayload, hash: row.hash };
}

/** The leaf of a record in the RFC 6962 tree, 32 bytes. */
export const leafOf = (record: string): Uint8Array => leafHash(Buffer.from(record, "utf8"));

const hashed = (bytes: Uint8Array): string => `sha256:${Buffer.from(bytes).toString("hex")}`;

/** An entry whose record was read and whose hash was computed anew. */
export type CheckedEntry = { readonly entry: JournalEntry; readonly header: RecordHeader; readonly leaf: Uint8Array };

/** What checking a stretch of the journal found: the head, or the first entry that does not fit and why. */
export type Verification =
  | { readonly intact: true; readonly head: string; readonly entries: number }
  | { readonly intact: false; readonly sequence: number; readonly because: string };

/** Where a stretch goes on: the sequence that comes next, the hash before it, and the time that none may fall behind. */
export type ChainPoint = {
  readonly sequence: number;
  readonly previous: string;
  readonly latestMs: number;
  /** A record of version 1 is taken below this sequence only: it is sealed by no key, so whoever can write to the store can make one. */
  readonly plainBelow: number;
};

/** The beginning of every journal that holds sealed records alone. */
export const chainStart: ChainPoint = { sequence: 0, previous: noPrevious, latestMs: 0, plainBelow: 0 };

/** The beginning of a journal that an earlier version may have begun: records of version 1, until the first of version 2 and below what was published. */
export const plainStart = (publishedSize: number | undefined): ChainPoint => ({
  ...chainStart,
  plainBelow: publishedSize ?? Number.MAX_SAFE_INTEGER,
});

/** Where the chain goes on behind checked entries. */
export function pointAfter(checked: readonly CheckedEntry[], before: ChainPoint): ChainPoint {
  const last = checked.at(-1);
  if (!last) return before;
  const { entry, header } = last;
  return {
    sequence: entry.sequence + 1,
    previous: entry.hash,
    latestMs: Math.max(before.latestMs, header.recordedAtMs),
    plainBelow: header.version === 2 ? 0 : before.plainBelow,
  };
}

/**
 * Checks that entries follow one another from a point (by default the beginning) and, when given, that they end in a published head. `each` is told of
 * every entry that fits, in order, before the next is looked at. Payloads are checked elsewhere (`payload.ts`): that needs keys.
 */
export function verify(
  entries: Iterable<JournalEntry>,
  publishedHead?: string,
  from: ChainPoint = chainStart,
  each: (checked: CheckedEntry) => void = () => {},
): Verification {
  let { sequence, previous, latestMs, plainBelow } = from;
  for (const entry of entries) {
    const header = readRecord(entry.record);
    if (entry.sequence !== sequence) return { intact: false, sequence, because: `entry ${sequence} is missing` };
    if (!header) return { intact: false, sequence, because: "its record is not one" };
    const leaf = leafOf(entry.record);
    const because = doubtOf(entry, header, leaf, { sequence, previous, latestMs, plainBelow });
    if (because !== undefined) return { intact: false, sequence, because };
    each({ entry, header, leaf });
    latestMs = Math.max(latestMs, header.recordedAtMs);
    previous = entry.hash;
    if (header.version === 2) plainBelow = 0;
    sequence++;
  }
  if (publishedHead !== undefined && previous !== publishedHead)
    return { intact: false, sequence, because: "it does not end in the published head" };
  return { intact: true, head: previous, entries: sequence - from.sequence };
}

function doubtOf(entry: JournalEntry, header: RecordHeader, leaf: Uint8Array, at: ChainPoint): string | undefined {
  if (header.sequence !== at.sequence) return `its record is that of entry ${header.sequence}`;
  if (header.previous !== at.previous) return "it does not follow the entry before it";
  if (entry.hash !== hashOf(entry.record, header.version, leaf)) return "its content does not match its hash";
  if (header.version === 1 && header.sequence >= at.plainBelow) return "it is of version 1, which no key seals, and none may stand here";
  if (header.version === 1 && header.stream === recordStream) return "it speaks of the record itself, which version 1 never did";
  if (header.version === 2 && header.recordedAtMs < at.latestMs) return "its time lies before that of the entry before it";
  return undefined;
}

function hashOf(record: string, version: 1 | 2, leaf: Uint8Array): string {
  return version === 2 ? hashed(leaf) : `sha256:${hashOnce("sha256", record, "hex")}`;
}
