import { clopperPearson, wilson } from "./interval.ts";

/** Up to so many the sum over all outcomes is quick enough. */
const summedMax = 500;
const stepsMax = 60;
const fractionStepsMax = 20_000;

/**
 * The exact 95 % interval of a share (Clopper and Pearson 1934) for any count: the same as `clopperPearson`, by the incomplete beta function, whose cost
 * grows with the root of the count and not with the count.
 */
export function clopperPearsonOfMany(right: number, of: number): [number, number] {
  if (of <= summedMax) return clopperPearson(right, of);
  const [around, beyond] = wilson(right, of);
  const reach = 2 * (beyond - around) + 4 / of;
  // Where about the ends must lie: Wilson's interval is a little narrower.
  const from = (share: number) => Math.min(1, Math.max(0, share));
  const low =
    right === 0 ? 0 : rootOf((share) => betaShare(share, right, of - right + 1) - 0.025, from(around - reach), from(around + reach));
  const high =
    right === of ? 1 : rootOf((share) => betaShare(share, right + 1, of - right) - 0.975, from(beyond - reach), from(beyond + reach));
  return [low, high];
}

/** Where a rising function passes 0. */
function rootOf(rising: (at: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let step = 0; step < stepsMax && high - low > 1e-12; step++) {
    const middle = (low + high) / 2;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The regularised incomplete beta function: by its continued fraction (Lentz), from the side where that converges. */
export function betaShare(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaShare(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a;
  return front * fraction(x, a, b);
}

const tiny = 1e-300;
const awayFromZero = (value: number) => (Math.abs(value) < tiny ? tiny : value);

function fraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= fractionStepsMax; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < 1e-14) break;
  }
  return value;
}

/** The logarithm of the gamma function, for arguments of at least 1 (Stirling's series after shifting up). */
function logGamma(argument: number): number {
  let x = argument;
  let shift = 0;
  while (x < 15) {
    shift -= Math.log(x);
    x++;
  }
  const squared = 1 / (x * x);
  const series = (1 / 12 - squared * (1 / 360 - squared * (1 / 1_260 - squared * (1 / 1_680)))) / x;
  return shift + (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
}

/** The share that is not reached with a certainty of 95 % (Clopper and Pearson, one side): of none in `of` it is 1 − 0.05^(1/of). 1 where nothing was tried. */
export function upperBoundOfMany(right: number, of: number): number {
  if (right >= of) return 1;
  if (right === 0) return 1 - 0.05 ** (1 / of);
  const [around, beyond] = wilson(right, of);
  const reach = 2 * (beyond - around) + 4 / of;
  return rootOf((share) => betaShare(share, right + 1, of - right) - 0.95, Math.max(0, around - reach), Math.min(1, around + reach));
}
