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

/** A class per UTF-16 code unit, and how many classes there are. */
export type Alphabet = { readonly classes: Uint8Array; readonly width: number };

// Characters beyond ASCII share this many classes, so that the tables stay narrow.
const classesBeyondAscii = 16;

/**
 * A class per UTF-16 code unit, shared by many automata: 0 for what no pattern uses. Characters beyond ASCII share classes, so where
 * they stand a pattern may be reported that is not there; it is never the other way round.
 */
export function classesOf(texts: Iterable<string>): Alphabet {
  const used = new Set<number>();
  for (const text of texts) for (let index = 0; index < text.length; index++) used.add(foldUnit(text.charCodeAt(index)));
  const ofFolded = new Map<number, number>();
  for (const unit of [...used].sort((a, b) => a - b)) if (unit < 0x80) ofFolded.set(unit, ofFolded.size + 1);
  const wide = ofFolded.size + 1;
  for (const unit of used) if (unit >= 0x80) ofFolded.set(unit, wide + (unit % classesBeyondAscii));
  const classes = new Uint8Array(65_536);
  for (let unit = 0; unit < 65_536; unit++) classes[unit] = ofFolded.get(foldUnit(unit)) ?? 0;
  return { classes, width: wide + classesBeyondAscii };
}

/** Builds the automaton; pattern ids are places in `patterns`, which are not empty. Memory: total length × width × 4 bytes. */
export function automatonOf(patterns: readonly string[], { classes, width }: Alphabet): Automaton {
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
 * Finds every pattern in a text: writes the pattern's id and the place after its last character, pair by pair, into `found`, and
 * returns how many numbers it wrote. A pattern that stands often is found as often. Time is linear in the text and what is found.
 */
export function scan(automaton: Automaton, text: string, found: number[]): number {
  const { classes, width, next, outputCount, outputStart, outputs } = automaton;
  const length = text.length;
  let state = 0;
  let written = 0;
  for (let index = 0; index < length; index++) {
    state = next[state * width + classes[text.charCodeAt(index)]!]!;
    const count = outputCount[state]!;
    if (count === 0) continue;
    for (let place = outputStart[state]!, last = place + count; place < last; place++) {
      found[written++] = outputs[place]!;
      found[written++] = index + 1;
    }
  }
  return written;
}
