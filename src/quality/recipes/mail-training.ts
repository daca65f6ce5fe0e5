import { calibrated, fitPlatt } from "../../learning/calibration.ts";
import type { LogisticModel } from "../../learning/logistic/model.ts";
import { trainLogistic } from "../../learning/logistic/train.ts";
import { type SparseRow, sparseOf } from "../../learning/sparse.ts";
import { groupedFolds } from "../../learning/split.ts";
import { textOf } from "../../stages/judge-mail/evidence.ts";
import { featuresOf } from "../../stages/judge-mail/features.ts";
import { intents, judgedWords, textBits, windowWords } from "../../stages/judge-mail/intent.ts";
import type { MailModel } from "../../stages/judge-mail/model.ts";
import { gramsAt, wordsOfMail } from "../../stages/judge-mail/words.ts";
import type { ReadMail } from "../data/mail.ts";

/** A mail to learn from; `kind` is its intent where it is phishing, `weight` how much it counts. */
export type TrainingMail = ReadMail & { readonly kind: string; readonly weight: number };

/** Stretches of one mail that the text model learns from; they overlap by half, so that none of a short mail is lost. */
const windowsMax = 60;
const subjectShare = 0.5;
const phraseShare = 0.3;
const phraseWords = 12;
const textL2 = 1.5;
const featureL2 = 0.5;
const folds = 3;

type Window = { readonly row: SparseRow; readonly labels: readonly number[]; readonly weight: number };

function windowsOf({ fields, isPhishing, kind, weight }: TrainingMail): Window[] {
  const words = judgedWords(fields);
  const labels = isPhishing ? [0, 1 + (intents as readonly string[]).indexOf(kind)] : [];
  const stretches = stretchesOf(words, windowWords, windowWords >> 1);
  // A mail counts once, however long it is; an ordinary one a little more, since each of its stretches must stay quiet.
  const share = weight / (isPhishing ? stretches.length : Math.sqrt(stretches.length));
  const windows = stretches.map((stretch) => ({ row: rowOf(stretch), labels, weight: share }));
  const subject = wordsOfMail(`${textOf(fields, "from.name")} . ${textOf(fields, "subject")}`);
  windows.push({ row: rowOf(subject), labels, weight: weight * subjectShare });
  if (!isPhishing) {
    const phrases = stretchesOf(words, phraseWords, phraseWords);
    for (const phrase of phrases) windows.push({ row: rowOf(phrase), labels, weight: (weight * phraseShare) / Math.sqrt(phrases.length) });
  }
  return windows;
}

function stretchesOf(words: readonly string[], length: number, step: number): (readonly string[])[] {
  const stretches: (readonly string[])[] = [];
  for (let from = 0; (from === 0 || from + step < words.length) && stretches.length < windowsMax; from += step)
    stretches.push(words.slice(from, from + length));
  return stretches;
}

function rowOf(words: readonly string[]): SparseRow {
  const buckets = new Set<number>();
  for (let at = 0; at < words.length; at++) for (const bucket of gramsAt(words, at, textBits)) buckets.add(bucket);
  return sparseOf([...buckets].map((bucket) => [bucket, 1] as const));
}

/** The text model of a set of mails: is a stretch bait, and of which intent. */
export function trainText(mails: readonly TrainingMail[]): LogisticModel {
  const windows = mails.flatMap(windowsOf);
  return trainLogistic({
    rows: windows.map(({ row }) => row),
    labels: windows.map(({ labels }) => labels),
    classesCount: intents.length + 1,
    dimensions: 1 << textBits,
    l2: textL2,
    rowWeights: windows.map(({ weight }) => weight),
    nonNegative: () => true,
    iterationsMax: 30,
  });
}

type Weighed = { readonly mail: TrainingMail; readonly values: ReadonlyMap<string, number> };

/** Features of every mail, by a text model that never saw mails of its group. */
export function featuresOutOfFold(mails: readonly TrainingMail[], seed: number, say: (sentence: string) => void): readonly Weighed[] {
  const foldOf = groupedFolds(
    mails.map(({ group }) => group),
    folds,
    seed,
  );
  const weighed: Weighed[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const text = trainText(mails.filter((_, index) => foldOf[index] !== fold));
    for (const [index, mail] of mails.entries())
      if (foldOf[index] === fold) weighed.push({ mail, values: featuresOf(mail.fields, text).values });
    say(`text model ${fold + 1} of ${folds} trained`);
  }
  return weighed;
}

/** Weights of all named features, none below zero. */
export function trainWeights(weighed: readonly Weighed[]): { bias: number; weights: ReadonlyMap<string, number> } {
  const names = [...new Set(weighed.flatMap(({ values }) => [...values.keys()]))].sort();
  const column = new Map(names.map((name, index) => [name, index]));
  const model = trainLogistic({
    rows: weighed.map(({ values }) => sparseOf([...values].map(([name, value]) => [column.get(name)!, value] as const))),
    labels: weighed.map(({ mail }) => (mail.isPhishing ? 1 : 0)),
    classesCount: 2,
    dimensions: names.length,
    l2: featureL2,
    rowWeights: weighed.map(({ mail }) => mail.weight),
    nonNegative: () => true,
    iterationsMax: 100,
  });
  const weights = new Map<string, number>();
  for (const [slot, feature] of model.features.entries()) weights.set(names[feature]!, model.weights[model.starts[slot]!]!);
  return { bias: model.bias[0]!, weights };
}

/** The sum that the weights give to named values. */
export function sumOf(
  { bias, weights }: { bias: number; weights: ReadonlyMap<string, number> },
  values: ReadonlyMap<string, number>,
): number {
  let sum = bias;
  for (const [name, value] of values) sum += (weights.get(name) ?? 0) * value;
  return sum;
}

/** Sums of every mail by weights that never saw its group, for calibration and the threshold. */
export function sumsOutOfFold(weighed: readonly Weighed[], seed: number): Float64Array {
  const foldOf = groupedFolds(
    weighed.map(({ mail }) => mail.group),
    folds,
    seed + 1,
  );
  const sums = new Float64Array(weighed.length);
  for (let fold = 0; fold < folds; fold++) {
    const fitted = trainWeights(weighed.filter((_, index) => foldOf[index] !== fold));
    for (const [index, { values }] of weighed.entries()) if (foldOf[index] === fold) sums[index] = sumOf(fitted, values);
  }
  return sums;
}

/** The shares of ordinary mails, held out while training, that may raise an alert: of those that somebody sent, and of those that we made to be mistaken. */
export type FalseAlarms = { readonly sentMax: number; readonly madeMax: number };

/** Trains the whole judge. */
export function trainMailModel(
  mails: readonly TrainingMail[],
  { seed, falseAlarms, say }: { seed: number; falseAlarms: FalseAlarms; say: (sentence: string) => void },
): { model: MailModel; weighed: readonly Weighed[]; sums: Float64Array } {
  const weighed = featuresOutOfFold(mails, seed, say);
  const sums = sumsOutOfFold(weighed, seed);
  const calibration = fitPlatt(
    sums,
    weighed.map(({ mail }) => (mail.isPhishing ? 1 : 0)),
  );
  const barOf = (isMade: boolean, shareMax: number) => {
    const ordinary = weighed.flatMap(({ mail }, index) => (!mail.isPhishing && (mail.name === "made") === isMade ? [sums[index]!] : []));
    return ordinary.sort((a, b) => b - a)[Math.floor(ordinary.length * shareMax)] ?? 0;
  };
  const bar = Math.max(barOf(false, falseAlarms.sentMax), barOf(true, falseAlarms.madeMax));
  say("weights and text model of all mails");
  const model = {
    version: 1,
    text: trainText(mails),
    ...trainWeights(weighed),
    calibration,
    alertsFrom: roundedUp(calibrated(calibration, bar)),
  };
  return { model, weighed, sums };
}

/** In thousandths, so that a rule of thumb can be told to a person. */
const roundedUp = (probability: number) => Math.ceil(probability * 1_000) / 1_000;
