import { crc32 } from "node:zlib";
import {
  type ChunkWriter,
  chunkFull,
  elementOf,
  newChunk,
  patchU32,
  putBytes,
  putName,
  putText,
  putU8,
  putU16,
  putU32,
} from "./evtx-chunk-writer.ts";

/** A value with its binary XML type ([MS-EVEN6] 2.2.12); an array's type has 0x80 set. */
export type EvtxValue = { readonly type: number; readonly bytes: Uint8Array };

/** One event to write. `data` becomes named Data elements in the order given; an empty name gives an unnamed Data element. */
export type EvtxEvent = {
  readonly channel: string;
  readonly provider: string;
  readonly eventId: number;
  readonly computer: string;
  readonly timeMs: number;
  readonly data: Readonly<Record<string, string | EvtxValue>>;
  readonly level?: number;
  readonly task?: number;
  readonly keywords?: bigint;
  readonly version?: number;
  readonly processId?: number;
  readonly threadId?: number;
  /** The name of an element inside UserData that holds `data` as elements, instead of EventData. */
  readonly userData?: string;
};

const chunkBytes = 65_536;
const headerBytes = 4_096;
const chunkHeaderBytes = 512;
const fileTimeEpochMs = 11_644_473_600_000n;

/**
 * A valid event log of these events, numbered from 1: nested templates as Windows writes them, defined once per chunk, with all checksums.
 * Same events, same bytes. An event must fit into a chunk (about 60 KiB of values).
 */
export function writeEvtx(events: readonly EvtxEvent[]): Uint8Array {
  const chunks: Uint8Array[] = [];
  let chunk = newChunk(1);
  for (const [index, event] of events.entries()) {
    if (!writeRecord(chunk, event, index + 1)) {
      chunks.push(finishChunk(chunk));
      chunk = newChunk(index + 1);
      if (!writeRecord(chunk, event, index + 1)) throw new Error(`event ${index + 1} does not fit into a chunk`);
    }
  }
  if (chunk.records > 0) chunks.push(finishChunk(chunk));
  return joined(fileHeader(chunks.length, events.length), chunks);
}

/** Text as a value: UTF-16LE, without terminator. */
export function textValue(text: string): EvtxValue {
  return { type: 0x01, bytes: Buffer.from(text, "utf16le") };
}

/** A little-endian number of `size` bytes as a value of that type. */
export function numberValue(type: number, value: bigint | number, size: 1 | 2 | 4 | 8): EvtxValue {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)));
  return { type, bytes: bytes.subarray(0, size) };
}

/** False, leaving the chunk as it was, when the record does not fit. */
function writeRecord(chunk: ChunkWriter, event: EvtxEvent, id: number): boolean {
  const before = { position: chunk.position, strings: chunk.strings.slice(), templates: chunk.templates.slice() };
  try {
    const start = chunk.position;
    putU32(chunk, 0x00002a2a);
    const sizeAt = chunk.position;
    putU32(chunk, 0);
    putBytes(chunk, numberValue(0, id, 8).bytes);
    putBytes(chunk, fileTime(event.timeMs));
    putFragment(chunk, eventTemplate, systemValues(chunk, event, id), () => putPayload(chunk, event));
    putU8(chunk, 0);
    const size = chunk.position + 4 - start;
    putU32(chunk, size);
    patchU32(chunk, sizeAt, size);
    chunk.records += 1;
    chunk.lastRecordAt = start;
    return true;
  } catch (cause) {
    if (cause !== chunkFull) throw cause;
    chunk.bytes.fill(0, before.position);
    Object.assign(chunk, before);
    return false;
  }
}

function fileTime(timeMs: number): Uint8Array {
  return numberValue(0, (BigInt(Math.trunc(timeMs)) + fileTimeEpochMs) * 10_000n, 8).bytes;
}

type Template = { readonly key: string; readonly write: (chunk: ChunkWriter) => void };

/** A fragment header and one template instance; `nested` writes one more value of type binary XML in place. */
function putFragment(chunk: ChunkWriter, template: Template, values: readonly EvtxValue[], nested?: () => void): void {
  putBytes(chunk, Uint8Array.of(0x0f, 1, 1, 0, 0x0c, 1));
  const known = chunk.definitions.get(template.key);
  const id = crc32(template.key);
  putU32(chunk, id);
  putU32(chunk, known ?? chunk.position + 4);
  if (known === undefined) putDefinition(chunk, template, id);
  putU32(chunk, values.length + (nested ? 1 : 0));
  for (const { type, bytes } of values) putDescriptor(chunk, bytes.length, type);
  const nestedAt = chunk.position;
  if (nested) putDescriptor(chunk, 0, 0x21);
  for (const { bytes } of values) putBytes(chunk, bytes);
  if (!nested) return;
  const start = chunk.position;
  nested();
  chunk.view.setUint16(nestedAt, chunk.position - start, true);
}

function putDescriptor(chunk: ChunkWriter, size: number, type: number): void {
  putU16(chunk, size);
  putU8(chunk, type);
  putU8(chunk, 0);
}

function putDefinition(chunk: ChunkWriter, template: Template, id: number): void {
  const at = chunk.position;
  const bucket = id % chunk.templates.length;
  putU32(chunk, chunk.templates[bucket] as number);
  chunk.templates[bucket] = at;
  putU32(chunk, id);
  putBytes(chunk, new Uint8Array(12));
  const sizeAt = chunk.position;
  putU32(chunk, 0);
  putBytes(chunk, Uint8Array.of(0x0f, 1, 1, 0));
  template.write(chunk);
  putU8(chunk, 0);
  patchU32(chunk, sizeAt, chunk.position - sizeAt - 4);
  chunk.definitions.set(template.key, at);
}

const namespace = "http://schemas.microsoft.com/win/2004/08/events/event";
type Attributes = Readonly<Record<string, string | { readonly index: number; readonly type: number }>>;

/** An element with attributes and content; numbers name substitutions. */
function element(chunk: ChunkWriter, name: string, attributes: Attributes, content?: () => void): void {
  const names = Object.keys(attributes);
  elementOf(chunk, name, names.length > 0, {
    attributes: () => {
      for (const [index, attribute] of names.entries()) {
        putU8(chunk, index + 1 < names.length ? 0x46 : 0x06);
        putName(chunk, attribute);
        const value = attributes[attribute] as Attributes[string];
        if (typeof value === "string") putText(chunk, value);
        else putSubstitution(chunk, value.index, value.type);
      }
    },
    ...(content ? { content } : {}),
  });
}

function putSubstitution(chunk: ChunkWriter, index: number, type: number): void {
  putU8(chunk, 0x0e);
  putU16(chunk, index);
  putU8(chunk, type);
}

const eventTemplate: Template = {
  key: "event",
  write(chunk) {
    const leaf = (name: string, index: number, type: number) => element(chunk, name, {}, () => putSubstitution(chunk, index, type));
    element(chunk, "Event", { xmlns: namespace }, () => {
      element(chunk, "System", {}, () => {
        element(chunk, "Provider", { Name: { index: 0, type: 0x01 } });
        leaf("EventID", 1, 0x06);
        leaf("Version", 2, 0x04);
        leaf("Level", 3, 0x04);
        leaf("Task", 4, 0x06);
        leaf("Opcode", 5, 0x04);
        leaf("Keywords", 6, 0x15);
        element(chunk, "TimeCreated", { SystemTime: { index: 7, type: 0x11 } });
        leaf("EventRecordID", 8, 0x0a);
        element(chunk, "Correlation", {});
        element(chunk, "Execution", { ProcessID: { index: 9, type: 0x08 }, ThreadID: { index: 10, type: 0x08 } });
        leaf("Channel", 11, 0x01);
        leaf("Computer", 12, 0x01);
        element(chunk, "Security", { UserID: { index: 13, type: 0x13 } });
      });
      putSubstitution(chunk, 14, 0x21);
    });
  },
};

const localSystem = Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0);

function systemValues(_chunk: ChunkWriter, event: EvtxEvent, id: number): EvtxValue[] {
  return [
    textValue(event.provider),
    numberValue(0x06, event.eventId, 2),
    numberValue(0x04, event.version ?? 0, 1),
    numberValue(0x04, event.level ?? 4, 1),
    numberValue(0x06, event.task ?? 0, 2),
    numberValue(0x04, 0, 1),
    numberValue(0x15, event.keywords ?? 0x8000000000000000n, 8),
    { type: 0x11, bytes: fileTime(event.timeMs) },
    numberValue(0x0a, id, 8),
    numberValue(0x08, event.processId ?? 4, 4),
    numberValue(0x08, event.threadId ?? 8, 4),
    textValue(event.channel),
    textValue(event.computer),
    { type: 0x13, bytes: localSystem },
  ];
}

function putPayload(chunk: ChunkWriter, event: EvtxEvent): void {
  const entries = Object.entries(event.data).map(([name, value]) => [name, typeof value === "string" ? textValue(value) : value] as const);
  const write = () => {
    for (const [index, [name, { type }]] of entries.entries()) {
      const content = () => putSubstitution(chunk, index, type);
      if (event.userData === undefined) element(chunk, "Data", name === "" ? {} : { Name: name }, content);
      else element(chunk, name, {}, content);
    }
  };
  const inside = event.userData;
  const key = JSON.stringify([inside ?? null, entries.map(([name, { type }]) => [name, type])]);
  const template: Template = {
    key,
    write: () =>
      inside === undefined
        ? element(chunk, "EventData", {}, write)
        : element(chunk, "UserData", {}, () => element(chunk, inside, { xmlns: "urn:example" }, write)),
  };
  putFragment(
    chunk,
    template,
    entries.map(([, value]) => value),
  );
}

function finishChunk(chunk: ChunkWriter): Uint8Array {
  const { bytes, view, position } = chunk;
  const last = BigInt(chunk.firstRecord + chunk.records - 1);
  bytes.write("ElfChnk\0", 0, "latin1");
  for (const at of [8, 24]) view.setBigUint64(at, BigInt(chunk.firstRecord), true);
  for (const at of [16, 32]) view.setBigUint64(at, last, true);
  view.setUint32(40, 128, true);
  view.setUint32(44, chunk.lastRecordAt, true);
  view.setUint32(48, position, true);
  view.setUint32(52, crc32(bytes.subarray(chunkHeaderBytes, position)), true);
  for (const [index, offset] of [...chunk.strings, ...chunk.templates].entries()) view.setUint32(128 + index * 4, offset, true);
  view.setUint32(124, crc32(bytes.subarray(128, chunkHeaderBytes), crc32(bytes.subarray(0, 120))), true);
  return bytes;
}

function fileHeader(chunks: number, records: number): Uint8Array {
  const bytes = Buffer.alloc(headerBytes);
  bytes.write("ElfFile\0", 0, "latin1");
  bytes.writeBigUInt64LE(BigInt(Math.max(chunks - 1, 0)), 16);
  bytes.writeBigUInt64LE(BigInt(records + 1), 24);
  bytes.writeUInt32LE(128, 32);
  bytes.writeUInt16LE(1, 36);
  bytes.writeUInt16LE(3, 38);
  bytes.writeUInt16LE(headerBytes, 40);
  bytes.writeUInt16LE(chunks, 42);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 120)), 124);
  return bytes;
}

function joined(header: Uint8Array, chunks: readonly Uint8Array[]): Uint8Array {
  const file = new Uint8Array(headerBytes + chunks.length * chunkBytes);
  file.set(header);
  for (const [index, chunk] of chunks.entries()) file.set(chunk, headerBytes + index * chunkBytes);
  return file;
}
