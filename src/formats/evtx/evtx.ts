import { crc32 } from "node:zlib";
import type { RejectReason } from "../../core/event/event.ts";
import type { Format, InputRecord, Reader } from "../format.ts";
import { limits } from "../limits.ts";
import { type ChunkSink, isChunkAt, isIntact, readChunk } from "./chunk.ts";
import { evtxLimits } from "./limits.ts";
import type { Substitutions } from "./substitution.ts";

const { headerBytes, chunkBytes } = evtxLimits;
const fileMagic = "ElfFile\0";

/**
 * Windows event logs ([MS-EVEN6] binary XML in the file layout that libevtx documents). Reads whole, dirty, truncated and carved
 * files: a file may also begin with a chunk. Memory is bounded by one chunk, whatever the file's size.
 */
export const evtx: Format = {
  name: "evtx",
  recognises: (head) => isFileHeader(head) || isChunkAt(head, 0),
  open: openEvtx,
};

function isFileHeader(bytes: Uint8Array): boolean {
  for (let index = 0; index < fileMagic.length; index += 1) if (bytes[index] !== fileMagic.charCodeAt(index)) return false;
  return true;
}

type State = {
  readonly pending: Uint8Array;
  size: number;
  headerSeen: boolean;
  full: boolean;
  records: number;
  chunks: number;
  chunksPromised: number;
  strangeBlocks: number;
  out: InputRecord[];
};

function openEvtx(path: string): Reader {
  const state: State = {
    pending: new Uint8Array(chunkBytes),
    size: 0,
    headerSeen: false,
    full: false,
    records: 0,
    chunks: 0,
    chunksPromised: 0,
    strangeBlocks: 0,
    out: [],
  };
  const sink = sinkOf(path, state);
  const rooms: Substitutions[] = [];
  const flush = (bytes: Uint8Array) => takeBlock(state, bytes, sink, rooms);
  return {
    push(bytes) {
      pushBytes(state, bytes, flush);
      return handOver(state);
    },
    end() {
      for (let start = 0; start < state.size; ) start += flush(state.pending.subarray(start, state.size));
      state.size = 0;
      if (state.chunks < state.chunksPromised) reportStrange(state, sink);
      return handOver(state);
    },
  };
}

function handOver(state: State): InputRecord[] {
  const { out } = state;
  state.out = [];
  return out;
}

/** Cuts the input into the file header and chunks; only a piece that does not end on a chunk's edge is copied. */
function pushBytes(state: State, bytes: Uint8Array, flush: (bytes: Uint8Array) => number): void {
  let position = 0;
  while (position < bytes.length) {
    if (state.size === 0 && state.headerSeen && bytes.length - position >= chunkBytes) {
      position += flush(bytes.subarray(position, position + chunkBytes));
      continue;
    }
    const wanted = blockBytes(state);
    const size = Math.min(wanted - state.size, bytes.length - position);
    state.pending.set(bytes.subarray(position, position + size), state.size);
    state.size += size;
    position += size;
    if (state.size < blockBytes(state)) continue;
    const used = flush(state.pending.subarray(0, state.size));
    state.pending.copyWithin(0, used, state.size);
    state.size -= used;
  }
}

const magicBytes = 8;

// The first bytes say whether a file header comes first; a carved file begins with a chunk at once.
function blockBytes(state: State): number {
  if (state.headerSeen) return chunkBytes;
  if (state.size < magicBytes) return magicBytes;
  return isFileHeader(state.pending) ? headerBytes : chunkBytes;
}

/** Reads one block and gives how many of its bytes are done with. */
function takeBlock(state: State, bytes: Uint8Array, sink: ChunkSink, rooms: Substitutions[]): number {
  if (!state.headerSeen) {
    state.headerSeen = true;
    if (isFileHeader(bytes)) return takeHeader(state, bytes, sink);
  }
  if (isUnused(bytes) || state.full) return bytes.length;
  const size = chunkSize(bytes);
  const chunk = bytes.subarray(0, size);
  if (!isChunkAt(chunk, 0) && indexOfText(chunk, "**\0\0", 0) < 0) {
    state.strangeBlocks += 1;
    return size;
  }
  state.chunks += 1;
  reportStrange(state, sink);
  if (state.records < limits.recordsMax) readChunk(chunk, sink, rooms);
  else {
    state.full = true;
    reject(sink, "too-many", `more than ${limits.recordsMax} records; the rest of the file is left out`);
  }
  return size;
}

/** How much of a block is one chunk: less than all of it when bytes were lost and the next chunk begins inside. */
function chunkSize(bytes: Uint8Array): number {
  const next = indexOfText(bytes, "ElfChnk\0", 1);
  // An intact chunk is never divided: its records may quote the signature, by chance or to deceive.
  return next > 0 && !isIntact(bytes) ? next : bytes.length;
}

function takeHeader(state: State, bytes: Uint8Array, sink: ChunkSink): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < headerBytes) reject(sink, "truncated", "the file ends inside its header");
  else if (crc32(bytes.subarray(0, 120)) !== view.getUint32(124, true))
    reject(sink, "checksum", "the checksum of the file's header is wrong; its records are read all the same");
  if (bytes.length >= headerBytes) state.chunksPromised = view.getUint16(42, true);
  return bytes.length;
}

function isUnused(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += 1) if (bytes[at] !== 0) return false;
  return true;
}

function indexOfText(bytes: Uint8Array, text: string, from: number): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(text, from, "latin1");
}

/**
 * Windows allocates a log ahead of its use without clearing it, so blocks of strange bytes at the end are nobody's loss.
 * Between chunks, or where the header promises more chunks than there were, they are.
 */
function reportStrange(state: State, sink: ChunkSink): void {
  if (state.strangeBlocks > 0)
    reject(sink, "malformed", `${state.strangeBlocks} blocks of up to 64 KiB where chunks should be hold no records`);
  state.strangeBlocks = 0;
}

function sinkOf(path: string, state: State): ChunkSink {
  return {
    path,
    nextRecord: () => {
      state.records += 1;
      return state.records;
    },
    event: (event) => state.out.push({ kind: "event", event }),
    rejected: (letter) => state.out.push({ kind: "rejected", letter: { path, ...letter } }),
  };
}

function reject(sink: ChunkSink, reason: RejectReason, detail: string): void {
  sink.rejected({ record: sink.nextRecord(), reason, detail, digest: undefined });
}
