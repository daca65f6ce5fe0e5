import { hashedGrams, wordsOf } from "../../../learning/text-features.ts";
import { classesCount } from "./activity.ts";

/** What a rule says and who says it: the identity that the sensor gives its alert, which nobody attacked can write. */
export type RuleText = { readonly product: string; readonly title: string };

/** A rule that labelled alerts named: its text as `textOfRule` gives it, and how much of each class's alerts were its own (class 0: nothing was behind it). */
export type KnownRule = {
  readonly text: string;
  readonly masses: readonly number[];
  /** On how many occasions it fired (on one host within an hour), and on how many of them there was an attack. */
  readonly occasions: number;
  readonly attacks: number;
};

/**
 * What is known of a rule by its text: the share of each class, 0 to 1, adding up to at most 1; how like a known rule it reads, 0 to 1; and its
 * record: on how many of the occasions on which it fired there was an attack.
 */
export type Reading = { readonly shares: Float64Array; readonly likeness: number; readonly occasions: number; readonly attacks: number };

/** Reads rules by their text. Pure; the same text gives the same reading. */
export type RuleReader = (rule: RuleText) => Reading;

/** What a rule's record is taken to be before it is known. */
export const recordPrior = { attacks: 0.25, occasions: 2 };

const bits = 20;
/** Known rules that a model holds at most. */
export const knownRulesMax = 20_000;
/** Texts whose reading is kept; beyond, they are read anew each time. */
const readingsMax = 20_000;
/** Longer texts are read as far as this; characters. */
const textLengthMax = 300;
/** Likeness counts by this power: a rule that is known says nearly all, one that is half like it nearly nothing. */
const sharpness = 8;
/** Added to what is known, so that a rule seen once is not believed wholly. */
const doubt = 0.02;

/** A rule's text as it is compared: product and title in words, a word that follows itself said once. */
export function textOfRule({ product, title }: RuleText, lengthMax = textLengthMax): string {
  const words = wordsOf(`${product} ${title}`.slice(0, lengthMax));
  return words.filter((word, at) => word !== words[at - 1]).join(" ");
}

/**
 * Opens a reader over known rules: a text is worth what the known rules are worth that it is like (a kernel over the cosine of hashed words,
 * pairs of words and runs of four characters, each by its inverse frequency among the known rules).
 */
export function openRuleReader(known: readonly KnownRule[]): RuleReader {
  if (known.length > knownRulesMax) throw new Error(`${known.length} known rules are more than a model holds`);
  const grams = known.map(({ text }) => gramsOf(text));
  const having = new Map<number, number>();
  for (const row of grams) for (const bucket of row.keys()) having.set(bucket, (having.get(bucket) ?? 0) + 1);
  const weightOf = (bucket: number) => Math.log((1 + known.length) / (1 + (having.get(bucket) ?? 0))) + 1;
  const holders = new Map<number, { rule: number; weight: number }[]>();
  for (const [rule, row] of grams.entries()) {
    for (const [bucket, weight] of unit(row, weightOf)) {
      const held = holders.get(bucket);
      if (held) held.push({ rule, weight });
      else holders.set(bucket, [{ rule, weight }]);
    }
  }
  const read = (text: string): Reading => {
    const likeness = new Float64Array(known.length);
    for (const [bucket, weight] of unit(gramsOf(text), weightOf))
      for (const each of holders.get(bucket) ?? []) likeness[each.rule] = (likeness[each.rule] ?? 0) + weight * each.weight;
    return readingOf(likeness, known);
  };
  const readings = new Map<string, Reading>();
  return (rule) => {
    const text = textOfRule(rule);
    const held = readings.get(text);
    if (held) return held;
    const reading = read(text);
    if (readings.size < readingsMax) readings.set(text, reading);
    return reading;
  };
}

function readingOf(likeness: Float64Array, known: readonly KnownRule[]): Reading {
  const shares = new Float64Array(classesCount);
  let most = 0;
  let total = doubt;
  let [occasions, attacks, weights] = [0, 0, 0];
  for (const [rule, like] of likeness.entries()) {
    most = Math.max(most, like);
    const weight = like ** sharpness;
    weights += weight;
    occasions += weight * known[rule]!.occasions;
    attacks += weight * known[rule]!.attacks;
    for (const [each, mass] of known[rule]!.masses.entries()) {
      shares[each] = shares[each]! + weight * mass;
      total += weight * mass;
    }
  }
  for (let each = 0; each < classesCount; each++) shares[each] = shares[each]! / total;
  // A rule that is hardly like any known one has no record.
  const scale = 1 / Math.max(1, weights);
  return { shares, likeness: Math.min(1, most), occasions: occasions * scale, attacks: attacks * scale };
}

/** Which known rules, by their texts, a text names: it is one of them as it stands (`isExact`), or contains what they are made of. */
export type RuleNames = (rule: RuleText) => { readonly isExact: boolean; readonly named: readonly string[] };

/** A text names a known rule that it contains so much of. */
const namedShareMin = 0.7;
/** From here on it is contained as good as wholly: a word put between its words breaks no more. */
const wholeShareMin = 0.85;
/** So many of the named rules are heard: those that are wholly named first, and of them those that meant an attack most often. */
export const namedMax = 6;
/** A title longer than this is read as far as this; readers cut sooner. Characters. */
const namingLengthMax = 2_000;

/**
 * Opens what known rules are named by texts that are none of them. What counts is how much of the rule stands in the text, and not what else does:
 * words before, after and between take nothing away.
 */
export function openRuleNames(known: readonly KnownRule[]): RuleNames {
  const exact = new Set(known.map(({ text }) => text));
  const rows = known.map(({ text }) => [...gramsOf(text).keys()]);
  const holders = new Map<number, number[]>();
  for (const [rule, row] of rows.entries()) {
    for (const bucket of row) {
      const held = holders.get(bucket);
      if (held) held.push(rule);
      else holders.set(bucket, [rule]);
    }
  }
  const weightOf = (bucket: number) => (Math.log((1 + known.length) / (1 + (holders.get(bucket)?.length ?? 0))) + 1) ** 2;
  const wholes = rows.map((row) => row.reduce((sum, bucket) => sum + weightOf(bucket), 0));
  const meant = known.map(({ occasions, attacks }) => (attacks + recordPrior.attacks) / (occasions + recordPrior.occasions));
  return (rule) => {
    const text = textOfRule(rule, namingLengthMax);
    if (exact.has(text)) return { isExact: true, named: [] };
    const there = new Float64Array(known.length);
    for (const bucket of gramsOf(text).keys()) for (const at of holders.get(bucket) ?? []) there[at] = there[at]! + weightOf(bucket);
    const named = known.flatMap(({ text: name }, at) => {
      const share = wholes[at] === 0 ? 0 : there[at]! / wholes[at]!;
      return share >= namedShareMin ? [{ name, rank: (share >= wholeShareMin ? 1 : 0) + meant[at]! }] : [];
    });
    const ranked = named.toSorted((a, b) => b.rank - a.rank || (a.name < b.name ? -1 : 1)).slice(0, namedMax);
    return { isExact: false, named: ranked.map(({ name }) => name) };
  };
}

const gramsOf = (text: string) => hashedGrams(text, { bits, words: [1, 2], chars: [4, 4] });

/** The grams of a text with their weights, the squares of which add up to one. */
function unit(row: ReadonlyMap<number, number>, weightOf: (bucket: number) => number): Map<number, number> {
  const weighted = new Map<number, number>();
  let squares = 0;
  for (const [bucket, count] of row) {
    const weight = (1 + Math.log(count)) * weightOf(bucket);
    weighted.set(bucket, weight);
    squares += weight * weight;
  }
  const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
  for (const [bucket, weight] of weighted) weighted.set(bucket, weight * scale);
  return weighted;
}
