import type { Words } from "./words.ts";

/**
 * One line of a lexicon: all `terms` must occur within one window of a text for it to speak.
 * A term is one or more words in a row, `word*` stands for any word that begins so, and alternatives are parted by "/".
 */
export type LexiconEntry = { readonly technique: string; readonly weight: number; readonly terms: readonly Term[] };
type Term = readonly Phrase[];
type Phrase = readonly string[];

/** A lexicon compiled for reading texts in linear time. */
export type Lexicon = {
  readonly entries: readonly LexiconEntry[];
  readonly byLastWord: ReadonlyMap<string, readonly Place[]>;
  readonly byPrefix: ReadonlyMap<string, readonly Place[]>;
};
type Place = { readonly entry: number; readonly term: number; readonly phrase: Phrase };

/** Words that may lie between the first and the last term of an entry. */
const windowWords = 14;
const prefixLengthMin = 3;
const negations = new Set(["not", "no", "never", "without", "cannot", "isn", "doesn", "didn", "wasn", "neither"]);
const negationReach = 3;

/** One statement of a lexicon about a text: which entry spoke, and whether a negation stood just before it. */
export type Statement = { readonly technique: string; readonly weight: number; readonly entry: number; readonly denied: boolean };

/**
 * Reads a lexicon from lines `T1003.001 | 0.9 lsass | 0.6 dump* + hash/hashes`: a technique, then entries of a weight
 * (0 to 1) and terms joined by "+". Lines that start with "#" and empty lines are skipped. Throws RangeError at a line that is not so.
 */
export function parseLexicon(text: string): LexiconEntry[] {
  return text.split("\n").flatMap((line, index) => {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#")) return [];
    const [technique, ...entries] = trimmed.split("|").map((part) => part.trim());
    if (technique === undefined || !/^T\d{4}(\.\d{3})?$/.test(technique) || entries.length === 0) throw unreadable(index, trimmed);
    return entries.map((entry) => {
      const match = /^(0?\.\d+|1) (.+)$/.exec(entry);
      if (!match) throw unreadable(index, entry);
      const terms = match[2]!.split("+").map((term) => term.split("/").map((phrase) => phrase.trim().split(/\s+/)));
      if (!terms.flat(2).every((word) => /^[a-z0-9\u00c0-\uffff]+\*?$/.test(word))) throw unreadable(index, entry);
      return { technique, weight: Number(match[1]), terms };
    });
  });
}

/** Compiles entries: each phrase is found by its last word, exactly or by its beginning. */
export function compileLexicon(entries: readonly LexiconEntry[]): Lexicon {
  const byLastWord = new Map<string, Place[]>();
  const byPrefix = new Map<string, Place[]>();
  for (const [entry, { terms }] of entries.entries())
    for (const [term, phrases] of terms.entries())
      for (const phrase of phrases) {
        const last = phrase.at(-1)!;
        if (last.endsWith("*") && last.length <= prefixLengthMin)
          throw new RangeError(`the beginning "${last}" is too short to find anything`);
        const [map, key] = last.endsWith("*") ? [byPrefix, last.slice(0, prefixLengthMin)] : [byLastWord, last];
        map.set(key, [...(map.get(key) ?? []), { entry, term, phrase }]);
      }
  return { entries, byLastWord, byPrefix };
}

/** What a lexicon says about a text, at most one statement per entry; an entry that is denied everywhere is denied. */
export function statementsOf(lexicon: Lexicon, text: Words): Statement[] {
  const lastSeen = new Map<number, number[]>();
  const spoken = new Map<number, boolean>();
  for (const [at, word] of text.words.entries()) {
    for (const places of [lexicon.byLastWord.get(word), lexicon.byPrefix.get(word.slice(0, prefixLengthMin))])
      for (const { entry, term, phrase } of places ?? []) {
        if (!endsAt(phrase, text.words, at)) continue;
        const { terms } = lexicon.entries[entry]!;
        const seen = lastSeen.get(entry) ?? new Array<number>(terms.length).fill(-1);
        lastSeen.set(entry, seen);
        seen[term] = at;
        const first = Math.min(...seen);
        if (first < 0 || at - first > windowWords || text.sentences[first] !== text.sentences[at]) continue;
        const denied = isDenied(text, first - phrase.length + 1);
        spoken.set(entry, denied && (spoken.get(entry) ?? true));
      }
  }
  return [...spoken].map(([entry, denied]) => ({
    technique: lexicon.entries[entry]!.technique,
    weight: lexicon.entries[entry]!.weight,
    entry,
    denied,
  }));
}

function endsAt(phrase: Phrase, words: readonly string[], at: number): boolean {
  for (let back = 0; back < phrase.length; back++) {
    const pattern = phrase[phrase.length - 1 - back]!;
    const word = words[at - back];
    if (word === undefined) return false;
    if (pattern.endsWith("*") ? !word.startsWith(pattern.slice(0, -1)) : word !== pattern) return false;
  }
  return true;
}

/** "did not dump credentials" denies; "not only" does not. */
function isDenied(text: Words, at: number): boolean {
  for (let back = Math.max(0, at - negationReach); back < at; back++)
    if (text.sentences[back] === text.sentences[at] && negations.has(text.words[back]!) && text.words[back + 1] !== "only") return true;
  return false;
}

const unreadable = (index: number, line: string) => new RangeError(`lexicon line ${index + 1} cannot be read: ${line}`);
