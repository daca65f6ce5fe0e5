import { hashBitsMax, hashOf } from "./hashing.ts";
import { type SparseRow, unitLength } from "./sparse.ts";

/** Text beyond this many characters is not read: what an attacker appends must not decide how long we work. */
export const textLengthMax = 200_000;
/** Words beyond this many are not read. */
export const wordsMax = 20_000;
/** A longer word is cut here before it is taken apart. */
export const wordLengthMax = 64;
const gramLengthMax = 8;

/** The words of a text: runs of letters, digits and underscores after compatibility folding (NFKC), in lower case. */
export function wordsOf(text: string): string[] {
  const folded = text.slice(0, textLengthMax).normalize("NFKC").toLowerCase();
  const words: string[] = [];
  for (const [word] of folded.matchAll(/[\p{L}\p{M}\p{N}_]+/gu)) {
    words.push(word.slice(0, wordLengthMax));
    if (words.length === wordsMax) break;
  }
  return words;
}

/**
 * Which pieces of a text are counted: runs of `words` from so many to so many words, runs of `chars` characters inside a word
 * (its borders count as one blank each), hashed into 2 ** `bits` buckets. `prefix` keeps the pieces of one field apart from another's.
 */
export type GramOptions = {
  readonly bits: number;
  readonly words?: readonly [from: number, to: number];
  readonly chars?: readonly [from: number, to: number];
  readonly prefix?: string;
};

/** How often each bucket was hit by a piece of the text. */
export function hashedGrams(text: string, { bits, words: runs, chars, prefix = "" }: GramOptions): Map<number, number> {
  if (!(bits >= 1 && bits <= hashBitsMax)) throw new Error(`a table of 2 ** ${bits} buckets`);
  const mask = (1 << bits) - 1;
  const counts = new Map<number, number>();
  const add = (piece: string, seed: number) => {
    const bucket = hashOf(piece, seed) & mask;
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  };
  const words = wordsOf(text);
  if (runs) addWordRuns(words, runs, hashOf(prefix, 1), add);
  if (chars) addCharacterRuns(words, chars, hashOf(prefix, 2), add);
  return counts;
}

type Add = (piece: string, seed: number) => void;

function addWordRuns(words: readonly string[], [from, to]: readonly [number, number], seed: number, add: Add): void {
  const longest = Math.min(to, gramLengthMax);
  for (let start = 0; start < words.length; start++) {
    for (let length = from; length <= longest && start + length <= words.length; length++)
      add(length === 1 ? (words[start] as string) : words.slice(start, start + length).join(" "), seed);
  }
}

function addCharacterRuns(words: readonly string[], [from, to]: readonly [number, number], seed: number, add: Add): void {
  const longest = Math.min(to, gramLengthMax);
  for (const word of words) {
    const padded = ` ${word} `;
    for (let length = from; length <= longest; length++) {
      // A word shorter than the run is counted once, whole.
      if (padded.length <= length) {
        add(padded, seed);
        break;
      }
      for (let start = 0; start + length <= padded.length; start++) add(padded.slice(start, start + length), seed);
    }
  }
}

/** The weight of each of `dimensions` columns: ln((1 + rows) / (1 + rows that have the column)) + 1, so that what is everywhere says little. */
export function fitInverseFrequency(rows: readonly SparseRow[], dimensions: number): Float32Array {
  const having = new Uint32Array(dimensions);
  for (const { indices } of rows) for (const column of indices) having[column] = (having[column] ?? 0) + 1;
  return Float32Array.from(having, (count) => Math.log((1 + rows.length) / (1 + count)) + 1);
}

/** Counts become weights: (1 + ln count) times the column's inverse frequency, the row scaled to length one (Salton and Buckley 1988). */
export function tfIdf({ indices, values }: SparseRow, inverseFrequency: Float32Array): SparseRow {
  const weighted = values.map((count, at) => (1 + Math.log(Math.max(1, count))) * (inverseFrequency[indices[at] as number] ?? 0));
  return unitLength({ indices, values: weighted });
}
