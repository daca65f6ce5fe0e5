import type { Binned } from "./bins.ts";

/** The sums of gradient and curvature over some rows. */
export type Sums = { readonly gradient: number; readonly curvature: number };
/** Between which values a node's leaves must stay, so that constrained columns further up keep their promise. */
export type Bounds = { readonly low: number; readonly high: number };

/** A question worth asking: which column, up to which bin, where missing values go, and what lies on each side. */
export type Split = {
  readonly column: number;
  /** The last bin (over all columns' bins) that goes left. */
  readonly bin: number;
  readonly missingLeft: boolean;
  readonly left: Sums;
  readonly right: Sums;
};

/** What decides between splits; `directions` holds +1, -1 or 0 for each column. */
export type SplitRules = { readonly lambda: number; readonly leafWeightMin: number; readonly directions: Int8Array };

/** What subtracting one histogram from another leaves of a bin that is empty. */
const curvatureNoise = 1e-9;
/** A split must lower the loss by more than this. */
const gainMin = 1e-6;

/** The leaf value of least loss for these sums, within bounds. */
export function leafValueOf({ gradient, curvature }: Sums, lambda: number, { low, high }: Bounds): number {
  return Math.min(high, Math.max(low, -gradient / (curvature + lambda)));
}

/** How much twice the loss falls when a leaf takes that value. */
function fallOf(gradient: number, curvature: number, lambda: number, { low, high }: Bounds): number {
  const value = Math.min(high, Math.max(low, -gradient / (curvature + lambda)));
  return -value * (2 * gradient + (curvature + lambda) * value);
}

/** The split of a node that lowers the loss most, over the given columns in order; the first of equals. Nothing when none is allowed or worth it. */
export function bestSplit(given: {
  readonly data: Binned;
  /** Gradient and curvature of bin b at places 2b and 2b + 1. */
  readonly histogram: Float64Array;
  readonly columns: Uint32Array;
  readonly sums: Sums;
  readonly bounds: Bounds;
  readonly rules: SplitRules;
}): Split | undefined {
  const { sums, bounds, rules } = given;
  const floor = fallOf(sums.gradient, sums.curvature, rules.lambda, bounds) + gainMin;
  let best: Candidate = { fall: floor, column: -1, bin: -1, missingLeft: false, gradient: 0, curvature: 0 };
  for (const column of given.columns) best = bestOfColumn(given, column, best);
  if (best.column < 0) return undefined;
  const left = { gradient: best.gradient, curvature: best.curvature };
  const right = { gradient: sums.gradient - left.gradient, curvature: sums.curvature - left.curvature };
  return { column: best.column, bin: best.bin, missingLeft: best.missingLeft, left, right };
}

type Candidate = { fall: number; column: number; bin: number; missingLeft: boolean; gradient: number; curvature: number };

function bestOfColumn(
  { data, histogram, sums, bounds, rules }: Parameters<typeof bestSplit>[0],
  column: number,
  best: Candidate,
): Candidate {
  const { lambda, leafWeightMin, directions } = rules;
  const first = data.firstBin[column]!;
  const missing = data.firstBin[column + 1]! - 1;
  const direction = directions[column]!;
  const anyMissing = histogram[2 * missing + 1]! > curvatureNoise;
  let found = best;
  // Missing values are tried on the right, then on the left.
  for (let side = 0; side < (anyMissing ? 2 : 1); side++) {
    let gradient = side === 1 ? histogram[2 * missing]! : 0;
    let curvature = side === 1 ? histogram[2 * missing + 1]! : 0;
    for (let bin = first; bin < missing - (side === 0 && anyMissing ? 0 : 1); bin++) {
      gradient += histogram[2 * bin]!;
      curvature += histogram[2 * bin + 1]!;
      if (curvature < leafWeightMin) continue;
      const restCurvature = sums.curvature - curvature;
      if (restCurvature < leafWeightMin) break;
      const restGradient = sums.gradient - gradient;
      const fall = fallOf(gradient, curvature, lambda, bounds) + fallOf(restGradient, restCurvature, lambda, bounds);
      if (!(fall > found.fall)) continue;
      if (direction !== 0) {
        const rise =
          leafValueOf({ gradient: restGradient, curvature: restCurvature }, lambda, bounds) -
          leafValueOf({ gradient, curvature }, lambda, bounds);
        if (rise * direction < 0) continue;
      }
      const missingLeft = anyMissing ? side === 1 : curvature >= restCurvature;
      found = { fall, column, bin, missingLeft, gradient, curvature };
    }
  }
  return found;
}
