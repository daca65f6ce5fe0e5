// Statistics from their definitions: sums of exact chances, halved until the digits stand still.

const logFactorials = [0];
function logFactorial(n) {
  for (let at = logFactorials.length; at <= n; at++) logFactorials.push(logFactorials[at - 1] + Math.log(at));
  return logFactorials[n];
}

/** The chance of at most `right` of `of`, each with chance `p`. */
function atMost(right, of, p) {
  let total = 0;
  for (let k = 0; k <= right; k++) {
    const choose = logFactorial(of) - logFactorial(k) - logFactorial(of - k);
    total += Math.exp(choose + k * Math.log(p) + (of - k) * Math.log1p(-p));
  }
  return Math.min(1, total);
}

/** Where a falling function of a number between two falls below 0. */
export function fallsAt(falling, from, to) {
  let [low, high] = [from, to];
  for (let step = 0; step < 200 && high - low > 1e-15 * Math.max(1, high); step++) {
    const middle = (low + high) / 2;
    if (falling(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The share that is not exceeded with a certainty (Clopper and Pearson). */
export const upperShare = (right, of, certainty) => (right >= of ? 1 : fallsAt((p) => atMost(right, of, p) - (1 - certainty), 0, 1));
/** The share that is exceeded with a certainty. */
export const lowerShare = (right, of, certainty) => (of === 0 ? 0 : 1 - upperShare(of - right, of, certainty));
/** The exact interval of a share, 95 % (Clopper and Pearson). */
export const interval = (right, of) => [right === 0 ? 0 : lowerShare(right, of, 0.975), upperShare(right, of, 0.975)];

function logGamma(value) {
  let [x, shift] = [value, 0];
  for (; x < 20; x++) shift -= Math.log(x);
  return shift + (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5);
}

/** The chance that a gamma variable of this shape, scale 1, is above a value: 1 less the series of the lower part. */
function aboveGamma(value, shape) {
  let term = 1 / shape;
  let total = term;
  for (let n = 1; term > total * 1e-17; n++) {
    term *= value / (shape + n);
    total += term;
  }
  return 1 - total * Math.exp(shape * Math.log(value) - value - logGamma(shape));
}

/** The value that a gamma variable of this shape, scale 1, does not exceed with a certainty. */
export const gammaValue = (certainty, shape) =>
  fallsAt((value) => (value <= 0 ? 1 : aboveGamma(value, shape)) - (1 - certainty), 0, shape + 40 * Math.sqrt(shape) + 100);
