import { z } from "zod";
import { type Calibration, Calibration as CalibrationFile, calibrated } from "../../learning/calibration.ts";
import { hashOf } from "../../learning/hashing.ts";
import { LogisticFile, packLogistic, unpackLogistic } from "../../learning/logistic/file.ts";
import type { LogisticModel } from "../../learning/logistic/model.ts";
import { logisticScores } from "../../learning/logistic/score.ts";
import {
  damagedModel,
  Packed,
  packFloats,
  packIntegers,
  readModelFile,
  unpackFloats,
  unpackIntegers,
  writeModelFile,
} from "../../learning/model-file.ts";
import { type SparseRow, sparseOf } from "../../learning/sparse.ts";
import { hashedGrams, tfIdf } from "../../learning/text-features.ts";

/** What a model of techniques in text is called in its file. */
export const techniqueModelKind = "techniques-in-text";
/** The table of a text's pieces: 2 ** 18 buckets. */
export const techniqueBits = 18;
/** Longest sentence that is read, in characters. */
export const sentenceLengthMax = 2_000;
const classesMax = 1_000;
/** What the words of a sentence must say for a technique, in log-odds beyond how common it is: else "the" and "of" name the commonest. */
const spokenForMin = 1.5;
const claimSeed = 0x7ec41;
const dimensions = 1 << techniqueBits;

/**
 * What was learnt of how people write about techniques. Outputs of `linear` are `classes`, each against the rest, so that a sentence can speak of
 * several techniques or of none; `inverseFrequency` has one weight for each bucket, 0 for buckets that were never learnt.
 */
export type TechniqueModel = {
  readonly classes: readonly string[];
  readonly linear: LogisticModel;
  readonly inverseFrequency: Float32Array;
  readonly calibration: Calibration;
  /** For each class the number of the class that is its parent and was learnt to include it; -1 where there is none. */
  readonly parentOf: Int16Array;
};

/**
 * One sentence as counts: its words, pairs of words, runs of four characters inside words (so that "decrypts" and "decrypted" meet),
 * and the techniques that the lexicon or a name in it speaks of.
 */
export function techniqueCounts(sentence: string, spoken: Iterable<string>): SparseRow {
  const counts = hashedGrams(sentence.slice(0, sentenceLengthMax), { bits: techniqueBits, words: [1, 2], chars: [4, 4] });
  for (const technique of spoken) {
    const bucket = hashOf(technique, claimSeed) & (dimensions - 1);
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  return sparseOf(counts);
}

/** Counts as the model reads them: weighted by how telling a piece is, what was never learnt left out. */
export function techniqueRow(counts: SparseRow, inverseFrequency: Float32Array): SparseRow {
  const kept: number[] = [];
  for (let at = 0; at < counts.indices.length; at++) if (inverseFrequency[counts.indices[at]!]! > 0) kept.push(at);
  const known = {
    indices: Uint32Array.from(kept, (at) => counts.indices[at]!),
    values: Float32Array.from(kept, (at) => counts.values[at]!),
  };
  return tfIdf(known, inverseFrequency);
}

/** The calibrated chance, 0 to 1, of each class of the model that a sentence speaks of it. */
export function techniqueChances(model: TechniqueModel, counts: SparseRow): Float64Array {
  const row = techniqueRow(counts, model.inverseFrequency);
  if (row.indices.length === 0) return new Float64Array(model.classes.length);
  const { bias } = model.linear;
  const chances = logisticScores(model.linear, row).map((score, at) =>
    score - bias[at]! < spokenForMin ? 0 : calibrated(model.calibration, score),
  );
  for (const [at, parent] of model.parentOf.entries()) if (parent >= 0) chances[parent] = Math.max(chances[parent]!, chances[at]!);
  return chances;
}

const TechniqueFile = z.strictObject({
  bits: z.literal(techniqueBits),
  classes: z.array(z.string().regex(/^T\d{4}(\.\d{3})?$/)).max(classesMax),
  linear: LogisticFile,
  learnt: Packed,
  inverseFrequency: Packed,
  calibration: CalibrationFile,
  // One more than the parent's number; 0 where there is none.
  parentOf: Packed,
});

/** The text of `trained/techniques/model.json`. The same model gives the same text. */
export function techniqueModelText({ classes, linear, inverseFrequency, calibration, parentOf }: TechniqueModel): string {
  const learnt = Uint32Array.from(inverseFrequency.keys()).filter((bucket) => inverseFrequency[bucket]! > 0);
  const body: z.infer<typeof TechniqueFile> = {
    bits: techniqueBits,
    classes: [...classes],
    linear: packLogistic(linear, "int8"),
    learnt: packIntegers(learnt.map((bucket, at) => bucket - (at === 0 ? 0 : learnt[at - 1]!))),
    inverseFrequency: packFloats(
      Float32Array.from(learnt, (bucket) => inverseFrequency[bucket]!),
      "int8",
    ),
    calibration,
    parentOf: packIntegers(parentOf.map((parent) => parent + 1)),
  };
  return writeModelFile({ kind: techniqueModelKind, body });
}

/** The model of a text that `techniqueModelText` wrote. Throws model/damaged or model/other-kind. */
export function parseTechniqueModel(text: string): TechniqueModel {
  const file = TechniqueFile.safeParse(readModelFile(text, techniqueModelKind));
  if (!file.success) throw damagedModel("a model of techniques has another shape");
  const { classes, calibration } = file.data;
  const linear = unpackLogistic(file.data.linear);
  if (linear.outputs !== classes.length || linear.dimensions !== dimensions) throw damagedModel("its classes do not fit its weights");
  const gaps = unpackIntegers(file.data.learnt);
  const weights = unpackFloats(file.data.inverseFrequency);
  const inverseFrequency = new Float32Array(dimensions);
  let bucket = 0;
  for (const [at, gap] of gaps.entries()) {
    bucket += gap;
    if (bucket >= dimensions || weights.length !== gaps.length) throw damagedModel("a bucket lies outside the table");
    inverseFrequency[bucket] = weights[at]!;
  }
  const parentOf = Int16Array.from(unpackIntegers(file.data.parentOf), (number) => number - 1);
  if (parentOf.length !== classes.length || parentOf.some((parent) => parent >= classes.length)) throw damagedModel("a parent is missing");
  return { classes, linear, inverseFrequency, calibration, parentOf };
}
