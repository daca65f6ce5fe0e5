import { bucketOf } from "../../learning/hashing.ts";
import type { SparseRow } from "../../learning/sparse.ts";
import { sparseOf } from "../../learning/sparse.ts";
import type { Reading } from "./reading.ts";
import { stemOf, tokensOf } from "./words.ts";

/** The most word features of one event. */
const tokensMax = 1_500;
/** Words lie in the first part of a row, meanings in the second. */
export const wordBits = 15;
const meaningBits = 12;
const freeBits = 14;
const freeFrom = 2 ** wordBits + 2 ** meaningBits;
/** Columns of a row: words first, meanings after, and last what free text says. */
export const dimensions = freeFrom + 2 ** freeBits;
/** True for the columns whose weight is never negative: what an attacker may have written cannot argue for him. */
export const isFreeColumn = (column: number): boolean => column >= freeFrom;
/** What a meaning weighs beside the words, which together have about length one: found by cross-validation, as low as it is since meanings overlap. */
const meaningValue = 0.2;
/** What a free word and a free meaning weigh. Constants: free text has no part in the length of a row, so that more of it dilutes nothing. */
const freeWordValue = 0.05;
const freeMeaningValue = 0.2;
/** The length that an event's words are scaled by at most, that of a middling event: beyond it, more words no longer make each weigh less. */
const lengthMax = 45;
/** How many words of an action are paired, and how far apart they may stand. */
const pairedWordsMax = 10;
const pairDistanceMax = 3;

/** The features of what the event means: few, and the same for every product. Names are stable; values are 0 to 1. */
export function meaningFeatures(reading: Reading): Map<string, number> {
  const found = new Map<string, number>();
  const set = (name: string, value = 1) => found.set(name, value);
  const { verbs, objects, outcome, traits, known, told } = reading;
  const weight = known.length === 0 ? "unknown" : String(known[0]?.weight ?? 0);
  const toldWeight = told.length === 0 ? "unknown" : String(told[0]?.weight ?? 0);
  set(`outcome ${outcome}`);
  set(`weight ${weight}`);
  set(`weight ${weight}/${outcome}`);
  set("weight", (known[0]?.weight ?? 0) / 3);
  set(`told ${toldWeight}`);
  set("told", (told[0]?.weight ?? 0) / 3);
  set(`weights ${weight} ${toldWeight}`);
  for (const { says } of known) {
    set(`known ${says}`);
    set(`known ${says}/${outcome}`);
  }
  for (const { says } of told) {
    set(`told ${says}`);
    set(`told ${says}/${outcome}`);
  }
  if (verbs.length === 0) set("verb none");
  if (objects.length === 0) set("object none");
  for (const object of objects) {
    set(`object ${object}`);
    for (const trait of traits) set(`${object}: ${trait}`);
  }
  for (const verb of verbs) {
    set(`verb ${verb}`);
    set(`${verb}/${outcome}`);
    for (const object of objects) set(`${verb} ${object}`);
    for (const trait of traits) set(`${verb}: ${trait}`);
  }
  for (const trait of traits) {
    set(`trait ${trait}`);
    set(`${trait}/${outcome}`);
  }
  set("size", Math.min(1, Math.log2(1 + reading.values.length) / 8));
  set("words of the action", Math.min(1, reading.actionWords.length / 20));
  return found;
}

/** What free text means: traits, and what it describes, by themselves and with what the provider says is done. All of it can only grow with the text. */
export function freeMeanings({ free, verbs, outcome, known }: Reading): Set<string> {
  const found = new Set<string>();
  for (const trait of free.traits) {
    found.add(`free trait ${trait}`);
    found.add(`free ${trait}/${outcome}`);
    for (const verb of verbs) found.add(`free ${verb}: ${trait}`);
  }
  for (const { says, weight } of free.told) {
    found.add(`free told ${says}`);
    found.add(`free told ${says}/${outcome}`);
    for (let step = 1; step <= weight; step++) {
      found.add(`free told from ${step}`);
      if (known.length === 0) found.add(`free told from ${step}, action unknown`);
    }
  }
  return found;
}

/** The words of the event, with and without the field that they stand in: what the meanings above do not cover. */
export function wordFeatures(reading: Reading): Set<string> {
  const found = new Set<string>();
  const action = reading.actionWords.slice(0, pairedWordsMax).map(stemOf);
  for (const [at, word] of action.entries()) {
    found.add(`a:${word}`);
    found.add(`o:${word}/${reading.outcome}`);
    for (const other of action.slice(at + 1, at + 1 + pairDistanceMax)) found.add(`p:${word} ${other}`);
  }
  for (const [path, value] of reading.values) {
    if (found.size >= tokensMax) break;
    const name = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
    found.add(`n:${name}`);
    for (const token of tokensOf(value)) {
      const stem = stemOf(token);
      found.add(`w:${stem}`);
      found.add(`f:${name}=${stem}`);
    }
  }
  return found;
}

/** Which column a word's feature falls into. */
export function wordColumn(name: string): number {
  return bucketOf(name, wordBits);
}

/** Which column a meaning's feature falls into. */
export function meaningColumn(name: string): number {
  return 2 ** wordBits + bucketOf(name, meaningBits);
}

/** The columns that the words of an event fall into, each once. */
export function wordColumns(reading: Reading): SparseRow {
  const columns = new Set<number>();
  for (const name of wordFeatures(reading)) columns.add(wordColumn(name));
  return sparseOf([...columns].map((column) => [column, 1] as const));
}

/** One event as a row: its words weighed by how rare they are and scaled to length one (long events to more), its meanings and its free text beside them. */
export function rowOf(reading: Reading, inverseFrequency: Float32Array): SparseRow {
  const words = wordColumns(reading);
  const weights = words.values.map((_, at) => inverseFrequency[words.indices[at] ?? 0] ?? 0);
  const scale = 1 / Math.min(lengthMax, Math.max(1, Math.hypot(...weights)));
  const entries: [number, number][] = Array.from(words.indices, (column, at) => [column, (weights[at] ?? 0) * scale]);
  for (const [name, value] of meaningFeatures(reading)) entries.push([meaningColumn(name), value * meaningValue]);
  entries.push(...freeColumns(reading));
  return sparseOf(entries);
}

/** Which column a feature of free text falls into. */
export function freeColumn(name: string): number {
  return freeFrom + bucketOf(name, freeBits);
}

/** Columns that several features share count once, with the greatest value: more features never make less. */
function freeColumns(reading: Reading): Map<number, number> {
  const columns = new Map<number, number>();
  for (const name of reading.free.words) columns.set(freeColumn(name), freeWordValue);
  for (const name of freeMeanings(reading)) columns.set(freeColumn(name), freeMeaningValue);
  return columns;
}
