import type { Fields } from "../../core/event/event.ts";
import type { LogisticModel } from "../../learning/logistic/model.ts";
import { textOf } from "./evidence.ts";
import { gramsAt, wordsMax, wordsOfMail } from "./words.ts";

/** What a mail may be after; output 0 of the text model is whether it is after anything, the others follow in this order. */
export const intents = [
  "account",
  "money",
  "parcel",
  "authority",
  "prize",
  "wallet",
  "document",
  "fortune",
  "threat",
  "offer",
  "boss",
] as const;
/** One word of `intents`. */
export type Intent = (typeof intents)[number];

/** Buckets of the text model. */
export const textBits = 19;
/** Words that are weighed together. */
export const windowWords = 50;

/** The words by which a mail is judged: the sender's name, the subject, what a reader sees. A subject that is no subject any more pushes the text away no further. */
export function judgedWords(fields: Fields): readonly string[] {
  const head = headWords(fields);
  if (head.length <= headWordsMax)
    return wordsOfMail(`${textOf(fields, "from.name")} . ${textOf(fields, "subject")} . ${textOf(fields, "text")}`);
  return [...head.slice(0, headWordsMax), ...wordsOfMail(textOf(fields, "text"))].slice(0, wordsMax);
}

/** The words of the sender's name and of the subject, all of them. */
export const headWords = (fields: Fields): readonly string[] =>
  wordsOfMail(`${textOf(fields, "from.name")} . ${textOf(fields, "subject")}`);

/** So many words of a name with a subject stand before the text; more of them would only push it away and part it from what stands before it. */
const headWordsMax = 20;

/**
 * The log-odds of each output of the text model for the most telling stretch of a text: every run of `windowWords` words is weighed, each
 * bucket once, and the highest of all runs counts for each output. With weights that are never below zero, words that are added anywhere
 * but inside a telling stretch change nothing, or raise it. The more stretches were weighed before one, the likelier it is telling by chance: its
 * words count for less by the logarithm of their number, whatever follows it. Nothing falls below what no text at all says.
 */
export function intentScores(model: LogisticModel, words: readonly string[], length = windowWords): Float64Array {
  const grams = words.map((_, at) => gramsAt(words, at, textBits));
  const inside = new Map<number, number>();
  const sums = Float64Array.from(model.bias);
  const best = Float64Array.from(model.bias);
  for (let at = 0; at < words.length; at++) {
    for (const bucket of grams[at]!) {
      const held = inside.get(bucket) ?? 0;
      inside.set(bucket, held + 1);
      if (held === 0) addWeights(model, bucket, 1, sums);
    }
    if (at >= length) {
      for (const bucket of grams[at - length]!) {
        const held = inside.get(bucket)!;
        if (held === 1) {
          inside.delete(bucket);
          addWeights(model, bucket, -1, sums);
        } else inside.set(bucket, held - 1);
      }
    }
    const discount = Math.log1p(Math.max(0, at - length) / lateWords);
    for (let output = 0; output < best.length; output++) best[output] = Math.max(best[output]!, sums[output]! - discount);
  }
  return best;
}

/** Words after the first stretch by which one further stretch was weighed. */
const lateWords = 50;

function addWeights({ slotOf, starts, outputOf, weights }: LogisticModel, bucket: number, sign: 1 | -1, sums: Float64Array): void {
  const slot = slotOf[bucket] ?? -1;
  if (slot < 0) return;
  for (let place = starts[slot]!; place < starts[slot + 1]!; place++) {
    const output = outputOf[place]!;
    sums[output] = sums[output]! + sign * weights[place]!;
  }
}

/** A probability from log-odds. */
export const shareOf = (logOdds: number) => 1 / (1 + Math.exp(-logOdds));
