import { foldUnit } from "./text.ts";

/**
 * An Aho-Corasick automaton over folded texts: one pass over a text finds every pattern that stands in it, whatever their number.
 * Transitions are a dense table over the characters that the patterns use; all others are one class.
 */
export type Automaton = {
  readonly classes: Uint8Array;
  readonly width: number;
  readonly next: Int32Array;
  /** Per state: where its patterns begin in `outputs`, and how many there are. */
  readonly outputStart: Int32Array;
  readonly outputCount: Uint16Array;
  readonly outputs: Int32Array;
  readonly lengths: Int32Array;
};

/** A class per UTF-16 code unit, shared by many automata: 0 for what no pattern uses. Beyond 254 characters the rest share the last class. */
export function classesOf(texts: Iterable<string>): { classes: Uint8Array; width: number } {
  const used = new Set<number>();
  for (const text of texts) for (let index = 0; index < text.length; index++) used.add(foldUnit(text.charCodeAt(index)));
  const ofFolded = new Map<number, number>();
  for (const unit of [...used].sort((a, b) => a - b)) ofFolded.set(unit, Math.min(ofFolded.size + 1, 255));
  const classes = new Uint8Array(65_536);
  for (let unit = 0; unit < 65_536; unit++) classes[unit] = ofFolded.get(foldUnit(unit)) ?? 0;
  return { classes, width: Math.min(ofFolded.size, 255) + 1 };
}

/** Builds the automaton; pattern ids are places in `patterns`, which are not empty. Memory: total length × width × 4 bytes. */
export function automatonOf(patterns: readonly string[], { classes, width }: { classes: Uint8Array; width: number }): Automaton {
  const statesMax = patterns.reduce((sum, { length }) => sum + length, 1);
  const next = new Int32Array(statesMax * width);
  const own: number[][] = [[]];
  for (const [id, pattern] of patterns.entries()) {
    let state = 0;
    for (let index = 0; index < pattern.length; index++) {
      const at = state * width + classes[pattern.charCodeAt(index)]!;
      if (next[at] === 0) next[at] = own.push([]) - 1;
      state = next[at]!;
    }
    own[state]!.push(id);
  }
  const found = linked(next.subarray(0, own.length * width), width, own);
  return { classes, width, next: next.slice(0, own.length * width), lengths: Int32Array.from(patterns, ({ length }) => length), ...found };
}

// Breadth first: each state inherits the transitions and patterns of the longest proper suffix that is a state.
function linked(next: Int32Array, width: number, own: readonly number[][]) {
  const suffix = new Int32Array(own.length);
  const all: number[][] = own.map((ids) => [...ids]);
  const order: number[] = [];
  for (let cls = 0; cls < width; cls++) if (next[cls] !== 0) order.push(next[cls]!);
  for (let place = 0; place < order.length; place++) {
    const state = order[place]!;
    const shorter = suffix[state]!;
    all[state]!.push(...all[shorter]!);
    for (let cls = 0; cls < width; cls++) {
      const at = state * width + cls;
      const target = next[at]!;
      const fallback = next[shorter * width + cls]!;
      if (target === 0) next[at] = fallback;
      else {
        suffix[target] = fallback;
        order.push(target);
      }
    }
  }
  const outputStart = new Int32Array(own.length);
  const outputCount = new Uint16Array(own.length);
  const outputs: number[] = [];
  for (const [state, ids] of all.entries()) {
    outputStart[state] = outputs.length;
    outputCount[state] = ids.length;
    for (const id of ids) outputs.push(id);
  }
  return { outputStart, outputCount, outputs: Int32Array.from(outputs) };
}

/**
 * Finds every pattern in a text. `hit` is called with the pattern's id and the place after its last character; it may be called
 * for the same pattern many times. Time is linear in the text and the number of hits.
 */
export function scan(automaton: Automaton, text: string, hit: (pattern: number, end: number) => void): void {
  const { classes, width, next, outputCount, outputStart, outputs } = automaton;
  let state = 0;
  for (let index = 0; index < text.length; index++) {
    state = next[state * width + classes[text.charCodeAt(index)]!]!;
    const count = outputCount[state]!;
    if (count !== 0) for (let place = outputStart[state]!, last = place + count; place < last; place++) hit(outputs[place]!, index + 1);
  }
}
