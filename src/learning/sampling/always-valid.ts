import { claimConfidence } from "./bounds.ts";
import { logGamma } from "./gamma.ts";
import { rootOfRising } from "./root.ts";

/** What is believed of a share before anything is seen, as a beta distribution: about 1 in 100. It decides how soon the bound is narrow, never whether it holds. */
const prior = { a: 0.5, b: 49.5 } as const;

const logBeta = (a: number, b: number) => logGamma(a) + logGamma(b) - logGamma(a + b);

/**
 * The evidence against a share, as a logarithm: the chance of what was seen under all shares, weighed by the prior, over that under this one. Under the true
 * share it is a martingale of mean 1 (Ville 1939; Robbins 1970), so that whoever looks whenever they like meets 20 at most once in twenty histories.
 */
export function logEvidenceAgainst(share: number, seen: number, of: number): number {
  const under = (seen === 0 ? 0 : seen * Math.log(share)) + (of === seen ? 0 : (of - seen) * Math.log1p(-share));
  return logBeta(prior.a + seen, prior.b + of - seen) - logBeta(prior.a, prior.b) - under;
}

/** The share that is not exceeded with a certainty, however often and whenever one looks: the upper end of a confidence sequence. 1 where nothing was judged. */
export function alwaysUpperShare(seen: number, of: number, confidence: number = claimConfidence): number {
  if (of === 0 || seen >= of) return 1;
  const enough = -Math.log(1 - confidence);
  return rootOfRising((share) => logEvidenceAgainst(share, seen, of) - enough, seen / of, 1);
}
