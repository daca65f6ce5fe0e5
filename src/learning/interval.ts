/** The exact 95 % interval of a share (Clopper and Pearson 1934): the two shares at which so few, or so many, would be seen one time in forty. */
export function clopperPearson(right: number, of: number): [number, number] {
  if (of === 0) return [0, 1];
  const low = right === 0 ? 0 : bisect((share) => upperTail(right, of, share) < 0.025);
  const high = right === of ? 1 : bisect((share) => 1 - upperTail(right + 1, of, share) >= 0.025);
  return [low, high];
}

/** The 95 % interval of a share after Wilson (1927): a little narrower than the exact one, cheap for any count; with nothing seen it is everything. */
export function wilson(right: number, of: number): [number, number] {
  if (of === 0) return [0, 1];
  const share = right / of;
  const squared = normalQuantile * normalQuantile;
  const centre = (share + squared / (2 * of)) / (1 + squared / of);
  const reach = (normalQuantile / (1 + squared / of)) * Math.sqrt((share * (1 - share)) / of + squared / (4 * of * of));
  return [right === 0 ? 0 : centre - reach, right === of ? 1 : centre + reach];
}

/** The 97.5 % point of the normal distribution. */
const normalQuantile = 1.959963984540054;

/** The largest share for which `holds`, which holds for small shares only. */
function bisect(holds: (share: number) => boolean): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** The chance of at least `right` successes in `of` trials, each with chance `share`. */
function upperTail(right: number, of: number, share: number): number {
  let total = 0;
  let logChoose = 0;
  for (let k = 0; k <= of; k++) {
    if (k > 0) logChoose += Math.log(of - k + 1) - Math.log(k);
    if (k >= right) total += Math.exp(logChoose + k * Math.log(share) + (of - k) * Math.log1p(-share));
  }
  return Math.min(1, total);
}
