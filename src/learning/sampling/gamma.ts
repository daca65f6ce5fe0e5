import { rootOfRising } from "./root.ts";

const termsMax = 100_000;
const enough = 1e-15;
const tiny = 1e-300;

/** The logarithm of the gamma function for arguments above 0 (Stirling's series after shifting up). */
export function logGamma(argument: number): number {
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

/** The share of a gamma distribution of this shape, scale 1, that lies below `at`: by its series, or its continued fraction (Lentz) where that converges. */
export function gammaShare(at: number, shape: number): number {
  if (at <= 0) return 0;
  const front = Math.exp(shape * Math.log(at) - at - logGamma(shape));
  return at < shape + 1 ? front * series(at, shape) : 1 - front * fraction(at, shape);
}

function series(at: number, shape: number): number {
  let term = 1 / shape;
  let sum = term;
  for (let n = 1; n < termsMax && term > sum * enough; n++) {
    term *= at / (shape + n);
    sum += term;
  }
  return sum;
}

function fraction(at: number, shape: number): number {
  let b = at + 1 - shape;
  let c = 1 / tiny;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n < termsMax; n++) {
    const a = -n * (n - shape);
    b += 2;
    d = 1 / (a * d + b || tiny);
    c = b + a / c || tiny;
    value *= d * c;
    if (Math.abs(d * c - 1) < enough) break;
  }
  return value;
}

/** The value below which `share` of a gamma distribution of this shape lies, scale 1. */
export function gammaQuantile(share: number, shape: number): number {
  let high = shape + 1;
  for (let doubled = 0; doubled < 60 && gammaShare(high, shape) < share; doubled++) high *= 2;
  return rootOfRising((at) => gammaShare(at, shape) - share, 0, high);
}
