import type { ChunkBytes } from "./bytes.ts";
import { malformed } from "./damage.ts";
import { parseElements } from "./fragment.ts";
import { evtxLimits } from "./limits.ts";
import type { Names } from "./name.ts";
import type { Element } from "./node.ts";
import { compile, type Place, type Step } from "./plan.ts";
import { newSubstitutions, type Substitutions } from "./substitution.ts";

/** The templates of one chunk, compiled when first used. */
export type Templates = {
  readonly names: Names;
  /** The steps of the definition at an offset of the chunk, for elements at that place. */
  readonly at: (offset: number, at: Place) => readonly Step[];
  /** The steps of elements that stand in a record without a template. */
  readonly direct: (elements: readonly Element[], at: Place) => readonly Step[];
  /** Room for the values of an instance at that depth. */
  readonly room: (depth: number) => Substitutions;
};

const placesMax = 8;
const headerBytes = 24;

/** The templates of a chunk; `rooms` is reused from chunk to chunk. */
export function templatesOf(chunk: ChunkBytes, rooms: Substitutions[]): Templates {
  const names: Names = { byOffset: new Map(), nodesLeft: evtxLimits.nodesPerChunkMax };
  const compiled = new Map<number, readonly Step[]>();
  return {
    names,
    at(offset, at) {
      const key = offset * placesMax + at;
      const known = compiled.get(key);
      if (known) return known;
      const steps = compile(definitionAt(chunk, offset, names), at);
      compiled.set(key, steps);
      return steps;
    },
    direct: compile,
    room(depth) {
      const room = rooms[depth] ?? newSubstitutions();
      rooms[depth] = room;
      return room;
    },
  };
}

function definitionAt(chunk: ChunkBytes, offset: number, names: Names): Element[] {
  if (offset + headerBytes > chunk.length) malformed("a template lies outside the chunk");
  const start = offset + headerBytes;
  const size = chunk.view.getUint32(offset + 20, true);
  if (size > chunk.length - start) malformed("a template runs beyond the chunk");
  return parseElements({ chunk, position: start, end: start + size }, names, true);
}
