import type { ChunkBytes } from "./bytes.ts";
import { utf16Text } from "./bytes.ts";
import { malformed } from "./damage.ts";
import { fileTimeOf, isoMs, isoTicks } from "./time.ts";

/** The value types of binary XML ([MS-EVEN6] 2.2.12); an array of a type has `arrayFlag` set. */
export const valueType = {
  null: 0x00,
  string: 0x01,
  ansiString: 0x02,
  int8: 0x03,
  uint8: 0x04,
  int16: 0x05,
  uint16: 0x06,
  int32: 0x07,
  uint32: 0x08,
  int64: 0x09,
  uint64: 0x0a,
  real32: 0x0b,
  real64: 0x0c,
  bool: 0x0d,
  binary: 0x0e,
  guid: 0x0f,
  sizeT: 0x10,
  fileTime: 0x11,
  systemTime: 0x12,
  sid: 0x13,
  hexInt32: 0x14,
  hexInt64: 0x15,
  eventHandle: 0x20,
  binXml: 0x21,
  eventXml: 0x23,
} as const;
/** The bit of a value type that says "an array of these" ([MS-EVEN6] 2.2.12). */
export const arrayFlag = 0x80;

/** The text of one value as Windows writes it into event XML; an array gives one text per item. The range must lie within the chunk. */
export function valueText(chunk: ChunkBytes, type: number, start: number, end: number): string | string[] {
  if (type & arrayFlag) return arrayTexts(chunk, type & ~arrayFlag, start, end);
  switch (type) {
    case valueType.string:
      return stringText(chunk.bytes, start, end);
    case valueType.uint32:
      return String(chunk.view.getUint32(need(start, end, 4), true));
    case valueType.guid:
      return guidText(chunk.bytes, need(start, end, 16));
    case valueType.fileTime:
      return fileTimeText(chunk, need(start, end, 8));
    default:
      return rareText(chunk, type, start, end);
  }
}

function rareText(chunk: ChunkBytes, type: number, start: number, end: number): string {
  switch (type) {
    case valueType.null:
      return "";
    case valueType.ansiString:
      return ansiText(chunk.bytes, start, end);
    case valueType.binary:
      return chunk.bytes.toString("hex", start, end).toUpperCase();
    case valueType.bool:
      return boolText(chunk, start, end);
    case valueType.sizeT:
    case valueType.eventHandle:
      return end - start >= 8 ? hex64(chunk.view, start) : hex32(chunk.view, need(start, end, 4));
    case valueType.systemTime:
      return systemTimeText(chunk, need(start, end, 16));
    case valueType.sid:
      return sidText(chunk, start, end);
    case valueType.hexInt32:
      return hex32(chunk.view, need(start, end, 4));
    case valueType.hexInt64:
      return hex64(chunk.view, need(start, end, 8));
    case valueType.eventXml:
      return stringText(chunk.bytes, start, end);
    default:
      return numberText(chunk.view, type, start, end);
  }
}

function numberText(view: DataView, type: number, start: number, end: number): string {
  switch (type) {
    case valueType.int8:
      return String(view.getInt8(need(start, end, 1)));
    case valueType.uint8:
      return String(view.getUint8(need(start, end, 1)));
    case valueType.int16:
      return String(view.getInt16(need(start, end, 2), true));
    case valueType.uint16:
      return String(view.getUint16(need(start, end, 2), true));
    case valueType.int32:
      return String(view.getInt32(need(start, end, 4), true));
    case valueType.int64:
      return int64Text(view, need(start, end, 8));
    case valueType.uint64:
      return uint64Text(view, need(start, end, 8));
    case valueType.real32:
      return realText(view.getFloat32(need(start, end, 4), true), 9);
    case valueType.real64:
      return realText(view.getFloat64(need(start, end, 8), true), 17);
    default:
      return malformed(`unknown value type 0x${type.toString(16)}`);
  }
}

function need(start: number, end: number, size: number): number {
  if (end - start < size) malformed("a value is shorter than its type");
  return start;
}

/** The text up to its terminator: values are often stored with the trailing NUL that C programs leave. */
function stringText(bytes: Buffer, start: number, end: number): string {
  let stop = end - ((end - start) & 1);
  while (stop > start && bytes[stop - 1] === 0 && bytes[stop - 2] === 0) stop -= 2;
  return utf16Text(bytes, start, stop);
}

// Without the code page of the machine that wrote it, Windows-1252's common part is the only safe reading.
function ansiText(bytes: Buffer, start: number, end: number): string {
  let stop = end;
  while (stop > start && bytes[stop - 1] === 0) stop -= 1;
  return bytes.toString("latin1", start, stop);
}

function boolText(chunk: ChunkBytes, start: number, end: number): string {
  const set = end - start >= 4 ? chunk.view.getUint32(start, true) : chunk.view.getUint8(need(start, end, 1));
  return set === 0 ? "false" : "true";
}

function uint64Text(view: DataView, at: number): string {
  const high = view.getUint32(at + 4, true);
  if (high < 0x20_0000) return String(high * 4_294_967_296 + view.getUint32(at, true));
  return view.getBigUint64(at, true).toString();
}

function int64Text(view: DataView, at: number): string {
  const high = view.getInt32(at + 4, true);
  if (high >= 0 && high < 0x20_0000) return String(high * 4_294_967_296 + view.getUint32(at, true));
  return view.getBigInt64(at, true).toString();
}

// The shortest decimal that reads back as the same number of that width.
function realText(value: number, digitsMax: number): string {
  for (let digits = 1; digits < digitsMax; digits += 1) {
    const text = String(Number(value.toPrecision(digits)));
    if (digitsMax === 9 ? Math.fround(Number(text)) === value : Number(text) === value) return text;
  }
  return String(value);
}

function hex32(view: DataView, at: number): string {
  return `0x${view.getUint32(at, true).toString(16)}`;
}

function hex64(view: DataView, at: number): string {
  const high = view.getUint32(at + 4, true);
  const low = view.getUint32(at, true).toString(16);
  return high === 0 ? `0x${low}` : `0x${high.toString(16)}${low.padStart(8, "0")}`;
}

const hexByte: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0").toUpperCase());

function guidText(b: Buffer, at: number): string {
  const x = (index: number) => hexByte[b[at + index] as number] as string;
  const last = x(10) + x(11) + x(12) + x(13) + x(14) + x(15);
  return `{${x(3)}${x(2)}${x(1)}${x(0)}-${x(5)}${x(4)}-${x(7)}${x(6)}-${x(8)}${x(9)}-${last}}`;
}

function fileTimeText({ view }: ChunkBytes, at: number): string {
  const { timeMs, ticks } = fileTimeOf(view.getUint32(at, true), view.getUint32(at + 4, true));
  return isoTicks(timeMs, ticks);
}

// Year, month, day of week, day, hour, minute, second, millisecond: 16 bits each.
function systemTimeText({ view }: ChunkBytes, at: number): string {
  const part = (index: number) => view.getUint16(at + index * 2, true);
  const [month, day, hour, minute, second, ms] = [part(1), part(3), part(4), part(5), part(6), part(7)];
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59 || ms > 999) return "";
  return isoMs(Date.UTC(part(0), month - 1, day, hour, minute, second, ms));
}

const subAuthoritiesMax = 15;

// [MS-DTYP] 2.4.2: revision, count, 48-bit big-endian authority, then 32-bit little-endian parts.
function sidText({ view }: ChunkBytes, start: number, end: number): string {
  const count = view.getUint8(need(start, end, 8) + 1);
  if (count > subAuthoritiesMax || end - start < 8 + count * 4) malformed("a security identifier is longer than its value");
  const authority = view.getUint16(start + 2) * 4_294_967_296 + view.getUint32(start + 4);
  let text = `S-${view.getUint8(start)}-${authority >= 4_294_967_296 ? `0x${authority.toString(16).padStart(12, "0")}` : authority}`;
  for (let part = 0; part < count; part += 1) text += `-${view.getUint32(start + 8 + part * 4, true)}`;
  return text;
}

const itemBytes: Readonly<Record<number, number>> = {
  [valueType.int8]: 1,
  [valueType.uint8]: 1,
  [valueType.int16]: 2,
  [valueType.uint16]: 2,
  [valueType.int32]: 4,
  [valueType.uint32]: 4,
  [valueType.int64]: 8,
  [valueType.uint64]: 8,
  [valueType.real32]: 4,
  [valueType.real64]: 8,
  [valueType.bool]: 4,
  [valueType.guid]: 16,
  [valueType.sizeT]: 8,
  [valueType.fileTime]: 8,
  [valueType.systemTime]: 16,
  [valueType.hexInt32]: 4,
  [valueType.hexInt64]: 8,
};

function arrayTexts(chunk: ChunkBytes, type: number, start: number, end: number): string[] {
  if (type === valueType.string) return stringTexts(chunk.bytes, start, end, 2);
  if (type === valueType.ansiString) return stringTexts(chunk.bytes, start, end, 1);
  if (type === valueType.sid) return sidTexts(chunk, start, end);
  const size = itemBytes[type];
  if (size === undefined) malformed(`unknown array type 0x${type.toString(16)}`);
  const texts: string[] = [];
  for (let at = start; at + size <= end; at += size) texts.push(valueText(chunk, type, at, at + size) as string);
  return texts;
}

// Items end with NUL; a last item without one counts too.
function stringTexts(bytes: Buffer, start: number, end: number, width: 1 | 2): string[] {
  const texts: string[] = [];
  let from = start;
  const read = (stop: number) => (width === 2 ? utf16Text(bytes, from, stop) : bytes.toString("latin1", from, stop));
  for (let at = start; at + width <= end; at += width) {
    if (bytes[at] !== 0 || (width === 2 && bytes[at + 1] !== 0)) continue;
    texts.push(read(at));
    from = at + width;
  }
  if (end - from >= width) texts.push(read(end));
  return texts;
}

function sidTexts(chunk: ChunkBytes, start: number, end: number): string[] {
  const texts: string[] = [];
  for (let at = start; at + 8 <= end; ) {
    const size = 8 + chunk.view.getUint8(at + 1) * 4;
    texts.push(sidText(chunk, at, Math.min(end, at + size)));
    at += size;
  }
  return texts;
}
