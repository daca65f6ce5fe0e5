/**
 * A linear model over sparse rows: one log-odds per output.
 *
 * Weights lie feature by feature: those of `features[slot]` are `weights[starts[slot]] … weights[starts[slot + 1]]`, and `outputOf` says which output
 * each belongs to. `slotOf` finds a feature's slot (-1: the feature has no weight). Outputs: the log-odds of class 1 when two classes were
 * learnt from, otherwise one for each class against all others.
 */
export type LogisticModel = {
  readonly dimensions: number;
  readonly outputs: number;
  readonly bias: Float64Array;
  readonly features: Uint32Array;
  readonly starts: Uint32Array;
  readonly outputOf: Uint16Array;
  readonly weights: Float32Array;
  readonly slotOf: Int32Array;
};

/** More features than this and the table of slots no longer fits beside an alert. */
export const dimensionsMax = 2 ** 24;
/** More outputs than any list of classes we judge by. */
export const outputsMax = 4_096;

/** One weight of a model: of which feature, for which output. */
export type Weight = { readonly feature: number; readonly output: number; readonly weight: number };

/** Builds a model from the weights that matter; zeros are left out. The weights must come ordered by feature, then output. */
export function modelOf(given: {
  readonly dimensions: number;
  readonly bias: Float64Array;
  readonly ordered: Iterable<Weight>;
}): LogisticModel {
  const { dimensions, bias, ordered } = given;
  const features: number[] = [];
  const starts: number[] = [];
  const outputOf: number[] = [];
  const weights: number[] = [];
  for (const { feature, output, weight } of ordered) {
    if (Math.fround(weight) === 0) continue;
    if (features.at(-1) !== feature) {
      features.push(feature);
      starts.push(weights.length);
    }
    outputOf.push(output);
    weights.push(weight);
  }
  starts.push(weights.length);
  return indexed({
    dimensions,
    outputs: bias.length,
    bias,
    features: Uint32Array.from(features),
    starts: Uint32Array.from(starts),
    outputOf: Uint16Array.from(outputOf),
    weights: Float32Array.from(weights),
  });
}

/** Adds the table that finds a feature's weights. */
export function indexed(model: Omit<LogisticModel, "slotOf">): LogisticModel {
  const slotOf = new Int32Array(model.dimensions).fill(-1);
  for (const [slot, feature] of model.features.entries()) slotOf[feature] = slot;
  return { ...model, slotOf };
}

/** Every weight of a model, ordered by feature, then output. */
export function* weightsOf({ features, starts, outputOf, weights }: LogisticModel): Generator<Weight> {
  for (const [slot, feature] of features.entries()) {
    for (let at = starts[slot]!; at < starts[slot + 1]!; at++) yield { feature, output: outputOf[at]!, weight: weights[at]! };
  }
}

/** The same model with only its `weightsMax` largest weights (by size, either sign), so that it fits in a small file. */
export function pruned(model: LogisticModel, weightsMax: number): LogisticModel {
  if (model.weights.length <= weightsMax) return model;
  const sizes = model.weights.map(Math.abs).sort();
  const bar = sizes[sizes.length - weightsMax] ?? Number.POSITIVE_INFINITY;
  const kept = weightsOf(model).filter(({ weight }) => Math.abs(weight) >= bar);
  // Equals at the bar may be one too many: the first ones stay.
  return modelOf({ dimensions: model.dimensions, bias: model.bias, ordered: kept.take(weightsMax) });
}
