import { crc32 } from "node:zlib";
import type { DeadLetter, RejectReason, TelemetryEvent } from "../../core/event/event.ts";
import { type ChunkBytes, chunkBytesOf } from "./bytes.ts";
import { Damage } from "./damage.ts";
import { evtxLimits } from "./limits.ts";
import { readRecord, recordDigest } from "./record.ts";
import type { Substitutions } from "./substitution.ts";
import { type Templates, templatesOf } from "./template.ts";

/** What a chunk is read into; the reader numbers the records and knows the path. */
export type ChunkSink = {
  readonly nextRecord: () => number;
  readonly path: string;
  readonly event: (event: TelemetryEvent) => void;
  readonly rejected: (letter: Omit<DeadLetter, "path">) => void;
};

const recordMagic = 0x00002a2a;
const chunkMagic = "ElfChnk\0";
const { chunkHeaderBytes, recordHeaderBytes, recordBytesMin, damagesPerChunkMax } = evtxLimits;

/** Whether a chunk begins at an offset. */
export function isChunkAt(bytes: Uint8Array, offset: number): boolean {
  for (let index = 0; index < chunkMagic.length; index += 1) if (bytes[offset + index] !== chunkMagic.charCodeAt(index)) return false;
  return true;
}

/**
 * Reads every record of one chunk, whole or cut short. A bad checksum is reported once and the records are read all the same;
 * a record that cannot be read is reported, and reading goes on at the next one.
 */
export function readChunk(source: Uint8Array, sink: ChunkSink, rooms: Substitutions[]): void {
  const chunk = chunkBytesOf(source);
  const walk: Walk = { chunk, sink, templates: templatesOf(chunk, rooms), lastId: undefined, damages: 0, cut: false };
  const freeSpace = checkHeader(walk);
  let position: number = chunkHeaderBytes;
  while (position + recordHeaderBytes <= chunk.length && walk.damages <= damagesPerChunkMax) {
    const allocated = position < freeSpace;
    if (!allocated && !continues(walk, position)) break;
    position = step(walk, position, Math.max(freeSpace, position));
  }
  if (walk.damages > damagesPerChunkMax) reject(walk, "too-many", "too many damaged stretches in one chunk; the rest of it is left out");
  else if (freeSpace > chunk.length && !walk.cut) rejectTail(walk, position);
}

type Walk = {
  readonly chunk: ChunkBytes;
  readonly sink: ChunkSink;
  readonly templates: Templates;
  lastId: bigint | undefined;
  damages: number;
  /** A record cut off by the end of the bytes was reported. */
  cut: boolean;
};

/** Reports bad checksums; gives where the records end by the header, or the chunk's end when the header cannot be trusted. */
function checkHeader(walk: Walk): number {
  const { bytes, view, length } = walk.chunk;
  if (length < chunkHeaderBytes || !isChunkAt(bytes, 0)) {
    reject(walk, "malformed", "a chunk has lost its header; its records are searched for");
    return length;
  }
  const freeSpace = view.getUint32(48, true);
  if (!isHeaderIntact(walk.chunk)) {
    reject(walk, "checksum", "the checksum of a chunk's header is wrong; its records are read all the same");
    return freeSpace >= chunkHeaderBytes && freeSpace <= evtxLimits.chunkBytes ? freeSpace : length;
  }
  if (freeSpace < chunkHeaderBytes || freeSpace > evtxLimits.chunkBytes) return length;
  if (freeSpace <= length && !areRecordsIntact(walk.chunk))
    reject(walk, "checksum", "the checksum of a chunk's records is wrong; those that can be read are read all the same");
  return freeSpace;
}

function isHeaderIntact({ bytes, view }: ChunkBytes): boolean {
  return crc32(bytes.subarray(128, chunkHeaderBytes), crc32(bytes.subarray(0, 120))) === view.getUint32(124, true);
}

function areRecordsIntact({ bytes, view }: ChunkBytes): boolean {
  return crc32(bytes.subarray(chunkHeaderBytes, view.getUint32(48, true))) === view.getUint32(52, true);
}

/** Whether a chunk is whole and both of its checksums are right. */
export function isIntact(source: Uint8Array): boolean {
  if (source.length < evtxLimits.chunkBytes || !isChunkAt(source, 0)) return false;
  const chunk = chunkBytesOf(source);
  return isHeaderIntact(chunk) && areRecordsIntact(chunk);
}

/** Records beyond the header's mark are the newest ones of a log that was copied while in use: taken only while their ids go on. */
function continues({ chunk, lastId }: Walk, position: number): boolean {
  if (lastId === undefined || sizeAt(chunk, position) === 0) return false;
  return chunk.view.getBigUint64(position + 8, true) === lastId + 1n;
}

/** The size of the whole record at a position, by its header and the copy at its end; 0 when none is there. */
function sizeAt({ view, length }: ChunkBytes, position: number): number {
  if (position + recordHeaderBytes > length || view.getUint32(position, true) !== recordMagic) return 0;
  const size = view.getUint32(position + 4, true);
  if (size < recordBytesMin || size > length - position || size > evtxLimits.chunkBytes) return 0;
  return view.getUint32(position + size - 4, true) === size ? size : 0;
}

/** Reads or rejects what begins at a position; gives the position after it. */
function step(walk: Walk, position: number, stop: number): number {
  const size = sizeAt(walk.chunk, position);
  if (size > 0) {
    readOrReject(walk, position, position + size);
    return position + size;
  }
  return skipDamage(walk, position, Math.min(stop, walk.chunk.length));
}

function readOrReject(walk: Walk, start: number, end: number): void {
  const { chunk, sink } = walk;
  walk.lastId = chunk.view.getBigUint64(start + 8, true);
  const record = sink.nextRecord();
  const digest = recordDigest(chunk, start, end);
  try {
    sink.event(readRecord(chunk, walk.templates, start, end, { path: sink.path, record, digest }));
  } catch (cause) {
    walk.damages += 1;
    const reason = cause instanceof Damage ? cause.reason : "malformed";
    const why = cause instanceof Damage ? cause.message : "a value lies outside the chunk";
    sink.rejected({ record, reason, detail: `event record ${walk.lastId}: ${why}`, digest });
  }
}

/** Rejects the bytes up to the next whole record (or the end of the records) as one record. Zeroes are unused space, not damage. */
function skipDamage(walk: Walk, position: number, stop: number): number {
  const { bytes, view } = walk.chunk;
  let next = position + 1;
  while (next < stop && sizeAt(walk.chunk, next) === 0) next += 1;
  next = Math.min(next, stop);
  if (isZero(bytes, position, next)) return next;
  const record = walk.sink.nextRecord();
  const begins = position + 8 <= stop && view.getUint32(position, true) === recordMagic;
  const cut = begins && view.getUint32(position + 4, true) > walk.chunk.length - position;
  walk.damages += 1;
  walk.cut ||= cut;
  walk.sink.rejected({
    record,
    reason: cut ? "truncated" : "malformed",
    detail: cut ? "a record is cut off by the end of its chunk" : `${next - position} bytes that are no record`,
    digest: recordDigest(walk.chunk, position, next),
  });
  return next;
}

function rejectTail(walk: Walk, position: number): void {
  const { chunk, sink } = walk;
  if (position >= chunk.length) reject(walk, "truncated", "the file ends before the records of its last chunk do");
  else {
    const digest = recordDigest(chunk, position, chunk.length);
    sink.rejected({ record: sink.nextRecord(), reason: "truncated", detail: "the file ends inside a record", digest });
  }
}

function reject({ sink }: Walk, reason: RejectReason, detail: string): void {
  sink.rejected({ record: sink.nextRecord(), reason, detail, digest: undefined });
}

function isZero(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (bytes[at] !== 0) return false;
  return true;
}
