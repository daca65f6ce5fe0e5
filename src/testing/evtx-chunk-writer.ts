const chunkBytes = 65_536;
const chunkHeaderBytes = 512;
// evtxexport does not see a last record that ends within four bytes of the end.
const slackBytes = 8;

/** A chunk being written: names and templates already in it are referred to by offset, as Windows does. */
export type ChunkWriter = {
  readonly bytes: Buffer;
  readonly view: DataView;
  readonly names: Map<string, number>;
  readonly definitions: Map<string, number>;
  readonly firstRecord: number;
  /** Heads of the header's hash chains. */
  strings: number[];
  templates: number[];
  position: number;
  records: number;
  lastRecordAt: number;
};

/** Thrown when what is written passes the end of the chunk. */
export const chunkFull = new Error("the chunk is full");

/** An empty chunk whose first record has that number. */
export function newChunk(firstRecord: number): ChunkWriter {
  const bytes = Buffer.alloc(chunkBytes);
  return {
    bytes,
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    names: new Map(),
    definitions: new Map(),
    firstRecord,
    strings: new Array<number>(64).fill(0),
    templates: new Array<number>(32).fill(0),
    position: chunkHeaderBytes,
    records: 0,
    lastRecordAt: chunkHeaderBytes,
  };
}

function room(chunk: ChunkWriter, size: number): number {
  const at = chunk.position;
  if (at + size > chunkBytes - slackBytes) throw chunkFull;
  chunk.position += size;
  return at;
}

/** Appends one byte. */
export function putU8(chunk: ChunkWriter, value: number): void {
  chunk.view.setUint8(room(chunk, 1), value);
}

/** Appends a little-endian 16-bit number. */
export function putU16(chunk: ChunkWriter, value: number): void {
  chunk.view.setUint16(room(chunk, 2), value, true);
}

/** Appends a little-endian 32-bit number. */
export function putU32(chunk: ChunkWriter, value: number): void {
  chunk.view.setUint32(room(chunk, 4), value, true);
}

/** Appends bytes as they are. */
export function putBytes(chunk: ChunkWriter, bytes: Uint8Array): void {
  chunk.bytes.set(bytes, room(chunk, bytes.length));
}

/** Writes a size where room was left for it. */
export function patchU32(chunk: ChunkWriter, at: number, value: number): void {
  chunk.view.setUint32(at, value, true);
}

/** A name reference, with the name itself when the chunk does not hold it yet. */
export function putName(chunk: ChunkWriter, name: string): void {
  const known = chunk.names.get(name);
  putU32(chunk, known ?? chunk.position + 4);
  if (known !== undefined) return;
  const at = chunk.position;
  const hash = nameHash(name);
  const bucket = hash % chunk.strings.length;
  putU32(chunk, chunk.strings[bucket] as number);
  putU16(chunk, hash);
  putU16(chunk, name.length);
  putBytes(chunk, Buffer.from(`${name}\0`, "utf16le"));
  chunk.strings[bucket] = at;
  chunk.names.set(name, at);
}

// The 16-bit hash of libevtx's format notes.
function nameHash(name: string): number {
  let hash = 0;
  for (let index = 0; index < name.length; index += 1) hash = (Math.imul(hash, 65_599) + name.charCodeAt(index)) >>> 0;
  return hash & 0xffff;
}

/** A value token with text. */
export function putText(chunk: ChunkWriter, text: string): void {
  putU8(chunk, 0x05);
  putU8(chunk, 0x01);
  putU16(chunk, text.length);
  putBytes(chunk, Buffer.from(text, "utf16le"));
}

/** An element of a template definition, with its dependency identifier (none) and sizes. */
export function elementOf(
  chunk: ChunkWriter,
  name: string,
  hasAttributes: boolean,
  parts: { readonly attributes: () => void; readonly content?: () => void },
): void {
  putU8(chunk, hasAttributes ? 0x41 : 0x01);
  putU16(chunk, 0xffff);
  const sizeAt = chunk.position;
  putU32(chunk, 0);
  putName(chunk, name);
  if (hasAttributes) {
    const listAt = chunk.position;
    putU32(chunk, 0);
    parts.attributes();
    patchU32(chunk, listAt, chunk.position - listAt - 4);
  }
  if (parts.content) {
    putU8(chunk, 0x02);
    parts.content();
    putU8(chunk, 0x04);
  } else putU8(chunk, 0x03);
  patchU32(chunk, sizeAt, chunk.position - sizeAt - 4);
}
