import assert from "node:assert/strict";
import { test } from "node:test";
import { askPython, pythonHas } from "../../testing/python.ts";
import { openRandom } from "../random.ts";
import { alwaysUpperShare } from "../sampling/always-valid.ts";
import { lowerShare, samplesToMeetOne, upperShare } from "../sampling/bounds.ts";
import { gammaQuantile } from "../sampling/gamma.ts";
import { missedRate } from "../sampling/missed-rate.ts";
import { cohensKappa } from "../sampling/reviewers.ts";

const there = pythonHas("sklearn", "scipy");

const program = `
from scipy.stats import beta, gamma, chi2, hypergeom
from scipy.special import betaln
from scipy.optimize import brentq
from sklearn.metrics import cohen_kappa_score
import math
def always(k, n):
    under = lambda p: (0 if k == 0 else k * math.log(p)) + (n - k) * math.log1p(-p)
    return brentq(lambda p: betaln(0.5 + k, 49.5 + n - k) - betaln(0.5, 49.5) - under(p) - math.log(20), max(k / n, 1e-12), 1 - 1e-12, xtol=1e-15)
def fay(groups):
    y = sum(x * w for x, w in groups); v = sum(x * w * w for x, w in groups); m = max(w for _, w in groups)
    return (v + m * m) / (2 * (y + m)) * chi2.ppf(0.95, 2 * (y + m) ** 2 / (v + m * m))
def meet(N, b):
    n = 0
    while hypergeom.pmf(0, N, b, n) > 0.05: n += 1
    return n
print(json.dumps({
  "upper": [beta.ppf(0.95, k + 1, n - k) for k, n in given["counts"]],
  "lower": [0 if k == 0 else beta.ppf(0.05, k, n - k + 1) for k, n in given["counts"]],
  "gamma": [gamma.ppf(q, a) for q, a in given["gammas"]],
  "always": [always(k, n) for k, n in given["counts"]],
  "fay": [fay(groups) for groups in given["weighted"]],
  "meet": [meet(N, b) for N, b in given["populations"]],
  "kappa": cohen_kappa_score([a for a, b in given["pairs"]], [b for a, b in given["pairs"]]),
}))
`;

type Answers = Readonly<Record<"upper" | "lower" | "gamma" | "always" | "fay" | "meet", number[]>> & { readonly kappa: number };

test("scipy and scikit-learn bound the same", { skip: !there }, () => {
  const random = openRandom(5);
  const counts = Array.from({ length: 60 }, (_, at): [number, number] => {
    const of = 1 + Math.floor(random() * 10 ** (1 + (at % 4)));
    return [Math.floor(random() * Math.min(of / 2, 30)), of];
  });
  const gammas = Array.from({ length: 40 }, (): [number, number] => [0.5 + random() * 0.49, 10 ** (random() * 4 - 1)]);
  // Each group is as large as its judgements say, so that none is taken whole.
  const weighted = Array.from({ length: 30 }, () =>
    [0.5, 0.25, 0.1, 0.05].map((share): [number, number] => [Math.floor(random() * 6), 1 / share]),
  );
  const populations: [number, number][] = [
    [5_000, 50],
    [5_000, 5],
    [300, 17],
  ];
  const words = ["benign", "true-positive", "insufficient-data"];
  const pairs = Array.from({ length: 200 }, (): [string, string] => {
    const one = words[Math.floor(random() * 3)]!;
    return [one, random() < 0.6 ? one : words[Math.floor(random() * 3)]!];
  });
  const answers = askPython<Answers>(program, { counts, gammas, weighted, populations, pairs });
  const near = (ours: readonly number[], theirs: readonly number[], what: string) => {
    for (const [at, value] of theirs.entries())
      assert.ok(Math.abs((ours[at] ?? Number.NaN) - value) < 1e-8 * Math.max(1, Math.abs(value)), `${what} ${at}: ${ours[at]} ${value}`);
  };
  near(
    counts.map(([k, n]) => upperShare(k, n)),
    answers.upper,
    "upper",
  );
  near(
    counts.map(([k, n]) => lowerShare(k, n)),
    answers.lower,
    "lower",
  );
  near(
    gammas.map(([share, shape]) => gammaQuantile(share, shape)),
    answers.gamma,
    "gamma",
  );
  near(
    counts.map(([k, n]) => alwaysUpperShare(k, n)),
    answers.always,
    "always",
  );
  const closed = 1_000_000;
  const rates = weighted.map(
    (groups) =>
      missedRate({
        groups: groups.map(([missed, weight]) => ({
          share: 1 / weight,
          closed,
          drawn: closed / weight,
          judged: closed / weight,
          missed,
          overdue: 0,
        })),
        knownMissed: 0,
      })?.upperBound ?? 0,
  );
  near(
    rates.map((rate) => rate * closed * 4),
    answers.fay,
    "fay",
  );
  assert.deepEqual(
    populations.map(([all, bad]) => samplesToMeetOne(all, bad)),
    answers.meet,
  );
  near([cohensKappa(pairs)], [answers.kappa], "kappa");
});
