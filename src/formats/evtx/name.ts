import type { ChunkBytes, Cursor } from "./bytes.ts";
import { takeU32, utf16Text } from "./bytes.ts";
import { Damage, malformed } from "./damage.ts";
import { evtxLimits } from "./limits.ts";

/** Names already read in one chunk, by their offset, and how many nodes its templates may still have. */
export type Names = { readonly byOffset: Map<number, string>; nodesLeft: number };

const headBytes = 8;

/** Reads a name reference; a name stored right there is stepped over (next offset, hash, length, text, terminator). */
export function takeName(cursor: Cursor, names: Names): string {
  const offset = takeU32(cursor);
  const known = names.byOffset.get(offset);
  const name = known ?? nameAt(cursor.chunk, offset);
  if (known === undefined) names.byOffset.set(offset, name);
  if (offset === cursor.position) {
    const size = headBytes + cursor.chunk.view.getUint16(offset + 6, true) * 2 + 2;
    if (size > cursor.end - cursor.position) malformed("a name runs beyond its fragment");
    cursor.position += size;
  }
  return name;
}

function nameAt(chunk: ChunkBytes, offset: number): string {
  if (offset + headBytes > chunk.length) malformed("a name lies outside the chunk");
  const start = offset + headBytes;
  const chars = chunk.view.getUint16(offset + 6, true);
  if (chars > evtxLimits.nameCharsMax) throw new Damage("too-long", "a name is too long");
  const end = start + chars * 2;
  if (end > chunk.length) malformed("a name runs beyond the chunk");
  return utf16Text(chunk.bytes, start, end);
}
