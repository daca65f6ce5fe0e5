import { fold } from "../../core/query/fold.ts";
import { isStorable } from "../world.ts";

/** How many words of a title are found, how many may be asked for, and how long each is. */
export const wordLimits = { titleWordsMax: 64, askedWordsMax: 16, wordLengthMax: 64 } as const;

/** The different words of a text, without case: runs of letters and digits. */
export function wordsOf(text: string, wordsMax: number): string[] {
  const words = fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 0 && isStorable(word));
  return [...new Set(words.map((word) => word.slice(0, wordLimits.wordLengthMax).toWellFormed()))].slice(0, wordsMax);
}

/** What is asked of titles: words that begin like these. Undefined where a text holds no words. */
export type AskedWords = {
  /** The whole question in PostgreSQL's language. */
  readonly query: string;
  /** The longest of them, from and to which words begin like it: most likely the rarest. */
  readonly from: string;
  readonly to: string;
};

const lastCharacter = "\u{10ffff}";

/** The question whether a title holds words that begin with each of these. */
export function askedWords(text: string): AskedWords | undefined {
  const words = wordsOf(text, wordLimits.askedWordsMax);
  if (words.length === 0) return undefined;
  const from = words.reduce((longest, word) => (word.length > longest.length ? word : longest));
  // Letters and digits alone: nothing in them is a sign of the query language, and quotes keep its words from being read as such.
  return { query: words.map((word) => `'${word}':*`).join(" & "), from, to: from + lastCharacter };
}
