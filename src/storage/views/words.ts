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

/** The question whether a title holds words that begin with each of these, as PostgreSQL is asked it; undefined where there are no words. */
export function wordQuery(text: string): string | undefined {
  // Letters and digits alone: nothing in them is a sign of the query language, and quotes keep its words from being read as such.
  const asked = wordsOf(text, wordLimits.askedWordsMax).map((word) => `'${word}':*`);
  return asked.length === 0 ? undefined : asked.join(" & ");
}
