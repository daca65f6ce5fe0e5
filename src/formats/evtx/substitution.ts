import type { Cursor } from "./bytes.ts";
import { take, takeU32 } from "./bytes.ts";
import { Damage, malformed } from "./damage.ts";
import { evtxLimits } from "./limits.ts";

/** The values that one record brings for a template: type and byte range of each, within the chunk. Reused from record to record. */
export type Substitutions = { count: number; readonly types: Uint8Array; readonly starts: Uint32Array; readonly ends: Uint32Array };

/** Room for the values of one template instance. */
export function newSubstitutions(): Substitutions {
  const size = evtxLimits.substitutionsMax;
  return { count: 0, types: new Uint8Array(size), starts: new Uint32Array(size), ends: new Uint32Array(size) };
}

/** Reads the value table at the cursor (count, then size and type of each, then the values) and moves past it. */
export function takeSubstitutions(cursor: Cursor, into: Substitutions): void {
  const count = takeU32(cursor);
  if (count > evtxLimits.substitutionsMax) throw new Damage("too-many", `${count} values for one template`);
  const { view } = cursor.chunk;
  const table = take(cursor, count * 4);
  let position = cursor.position;
  for (let index = 0; index < count; index += 1) {
    const start = position;
    position += view.getUint16(table + index * 4, true);
    into.types[index] = view.getUint8(table + index * 4 + 2);
    into.starts[index] = start;
    into.ends[index] = position;
  }
  if (position > cursor.end) malformed("values run beyond their record");
  cursor.position = position;
  into.count = count;
}
