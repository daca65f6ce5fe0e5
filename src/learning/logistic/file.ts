import { z } from "zod";
import { damagedModel, Packed, packFloats, packIntegers, unpackFloats, unpackIntegers } from "../model-file.ts";
import { dimensionsMax, indexed, type LogisticModel, outputsMax } from "./model.ts";

/** A linear model as a model file holds it: features as gaps to the one before, weights in whole steps. */
export const LogisticFile = z.strictObject({
  dimensions: z.int().min(1).max(dimensionsMax),
  bias: z.array(z.number()).min(1).max(outputsMax),
  gaps: Packed,
  counts: Packed,
  outputOf: Packed,
  weights: Packed,
});
/** See the schema of the same name. */
export type LogisticFile = z.infer<typeof LogisticFile>;

/** What `unpackLogistic` reads. int16 weights are off by at most 1/65,534 of the largest one, and take half the room of float32. */
export function packLogistic(model: LogisticModel, stored: "float32" | "int16" | "int8" = "int16"): LogisticFile {
  const { dimensions, bias, features, starts, outputOf, weights } = model;
  return {
    dimensions,
    bias: [...bias],
    gaps: packIntegers(features.map((feature, slot) => (slot === 0 ? feature : feature - features[slot - 1]!))),
    counts: packIntegers(features.map((_, slot) => starts[slot + 1]! - starts[slot]!)),
    outputOf: packIntegers(outputOf),
    weights: packFloats(weights, stored),
  };
}

/** The model in part of a model file. Throws model/damaged when it does not hold together. */
export function unpackLogistic(body: unknown): LogisticModel {
  const file = LogisticFile.safeParse(body);
  if (!file.success) throw damagedModel("a linear model has another shape");
  const { dimensions, bias } = file.data;
  const gaps = unpackIntegers(file.data.gaps);
  const counts = unpackIntegers(file.data.counts);
  const outputs = unpackIntegers(file.data.outputOf);
  const weights = unpackFloats(file.data.weights);
  const features = new Uint32Array(gaps.length);
  const starts = new Uint32Array(gaps.length + 1);
  let feature = 0;
  for (let slot = 0; slot < gaps.length; slot++) {
    feature += gaps[slot]!;
    if (feature >= dimensions || (slot > 0 && gaps[slot] === 0)) throw damagedModel("a feature lies outside the table");
    features[slot] = feature;
    starts[slot + 1] = starts[slot]! + (counts[slot] ?? 0);
  }
  const whole = counts.length === gaps.length && starts[gaps.length] === weights.length && outputs.length === weights.length;
  if (!whole || outputs.some((output) => output >= bias.length)) throw damagedModel("weights do not fit their features");
  return indexed({
    dimensions,
    outputs: bias.length,
    bias: Float64Array.from(bias),
    features,
    starts,
    outputOf: Uint16Array.from(outputs),
    weights,
  });
}
