import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { afterJudgement, newTest, sequentialSteps } from "../../core/quality-sample/sequential-test.ts";
import { openRandom } from "../random.ts";
import { guessedSpread, neymanAllocation } from "./allocation.ts";
import { alwaysUpperShare } from "./always-valid.ts";
import { lowerShare, samplesFor, samplesToMeetOne, upperShare } from "./bounds.ts";
import { gammaShare } from "./gamma.ts";
import { missedRate } from "./missed-rate.ts";
import { cohensKappa, correctedRate, roganGladen } from "./reviewers.ts";

const percent = (share: number) => Number((share * 100).toFixed(2));
const group = (share: number, closed: number, judged: number, missed: number) => ({
  share,
  closed,
  drawn: judged,
  judged,
  missed,
  overdue: 0,
});

describe("the figures that the specification gives, to the digit", () => {
  test("how many samples a claim takes", () => {
    const rows = [0.01, 0.005, 0.001].map((rate) => [0, 1, 2, 3].map((missed) => samplesFor(rate, missed)));
    assert.deepEqual(rows, [
      [299, 473, 628, 773],
      [598, 947, 1_258, 1_549],
      [2_995, 4_742, 6_294, 7_752],
    ]);
    assert.deepEqual([samplesFor(0.01, 0, 0.99), samplesFor(0.001, 0, 0.99)], [459, 4_603]);
  });

  test("upper bounds", () => {
    const seen = [
      [0, 100],
      [0, 300],
      [0, 500],
      [1, 500],
      [2, 500],
      [0, 1_000],
      [3, 1_000],
      [5, 1_000],
    ] as const;
    assert.deepEqual(
      seen.map(([missed, of]) => percent(upperShare(missed, of))),
      [2.95, 0.99, 0.6, 0.95, 1.25, 0.3, 0.77, 1.05],
    );
  });

  test("how many meet one of few bad ones in a week of 5,000", () => {
    assert.deepEqual(
      [50, 25, 5].map((bad) => samplesToMeetOne(5_000, bad)),
      [290, 564, 2_253],
    );
  });

  test("the stop rule's steps and ends: two early misses stop, 366 clean ones pass", () => {
    const { miss, clean, stopsAt, passesAt } = sequentialSteps;
    assert.deepEqual(
      [miss.toFixed(3), clean.toFixed(5), stopsAt.toFixed(3), passesAt.toFixed(3)],
      ["1.609", "-0.00805", "2.944", "-2.944"],
    );
    assert.ok(!afterJudgement(newTest, true).stopped && afterJudgement(afterJudgement(newTest, true), true).stopped);
    let test = newTest;
    let judged = 0;
    for (; test.passed === 0; judged++) test = afterJudgement(test, false);
    assert.equal(judged, 366);
    assert.deepEqual(test, { ...newTest, passed: 1 });
  });
});

describe("bounds", () => {
  const counts = fc.integer({ min: 1, max: 3_000 }).chain((of) => fc.tuple(fc.integer({ min: 0, max: of }), fc.constant(of)));

  test("hold each other: the upper is above what was seen and above the lower, and one that always holds is the widest", () => {
    fc.assert(
      fc.property(counts, ([seen, of]) => {
        const [low, high] = [lowerShare(seen, of), upperShare(seen, of)];
        assert.ok(low <= seen / of && seen / of <= high);
        assert.ok(alwaysUpperShare(seen, of) >= seen / of);
        assert.ok(alwaysUpperShare(seen, of, 0.99) >= alwaysUpperShare(seen, of, 0.9));
      }),
      { numRuns: 300 },
    );
  });

  // Guarantees that looking after every judgement and stopping when one likes it does not make the bound false more often than it says.
  test("that always holds does so over whole histories", () => {
    const random = openRandom(11);
    for (const rate of [0.002, 0.01, 0.05]) {
      let broken = 0;
      const histories = 400;
      for (let history = 0; history < histories; history++) {
        let seen = 0;
        for (let of = 1; of <= 1_500; of++) {
          const missed = random() < rate;
          if (missed) seen++;
          // Only between misses does it fall: the last look before a miss, and now and then, are the lowest.
          if (of % 50 !== 0 && !missed) continue;
          if (alwaysUpperShare(missed ? seen - 1 : seen, missed ? of - 1 : of) < rate) {
            broken++;
            break;
          }
        }
      }
      assert.ok(broken / histories <= 0.05, `${rate}: ${broken} of ${histories}`);
    }
  });
});

describe("the missed rate over groups that were drawn differently", () => {
  test("is Clopper and Pearson's where all were drawn alike", () => {
    const rate = missedRate({ groups: [group(0.1, 3_000, 300, 0)], knownMissed: 0 });
    assert.deepEqual([rate?.estimate, percent(rate?.upperBound ?? 0)], [0, 0.99]);
    assert.equal(missedRate({ groups: [{ ...group(0.1, 3_000, 0, 0), drawn: 300 }], knownMissed: 0 }), undefined);
  });

  test("weighs a miss by what it stands for, and adds what is known as it is", () => {
    const groups = [group(0.1, 1_000, 100, 1), group(1, 50, 50, 2)];
    assert.equal(missedRate({ groups, knownMissed: 0 })?.estimate, 12 / 1_050);
    assert.equal(missedRate({ groups, knownMissed: 3 })?.estimate, 15 / 1_053);
    const half = missedRate({ groups: [{ ...group(0.1, 1_000, 50, 1), drawn: 100 }], knownMissed: 0 });
    assert.equal(half?.estimate, 20 / 1_000);
  });

  test("is not blown up by a handful that is hardly drawn: they count as missed", () => {
    const bound = missedRate({ groups: [group(0.5, 2_000, 1_000, 0), group(0.001, 3, 0, 0)], knownMissed: 0 })?.upperBound ?? 1;
    assert.ok(bound < (3 + 6.1) / 2_003);
  });

  test("never has a bound below its estimate, nor one that falls as misses come", () => {
    const shares = fc.constantFrom(0.01, 0.05, 0.2, 1);
    const groups = fc.array(fc.tuple(shares, fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 5 })), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(groups, (rows) => {
        const made = rows.map(([share, judged, missed]) => group(share, Math.round(judged / share), judged, Math.min(missed, judged)));
        const rate = missedRate({ groups: made, knownMissed: 0 });
        const more = missedRate({
          groups: made.map((each) => ({ ...each, missed: Math.min(each.judged, each.missed + 1) })),
          knownMissed: 0,
        });
        assert.ok(rate && more && rate.upperBound >= rate.estimate && more.upperBound >= rate.upperBound - 1e-9);
      }),
      { numRuns: 200 },
    );
  });
});

describe("samples that nobody judged", () => {
  const judged = group(0.05, 5_000, 250, 0);
  const unjudged = { ...group(0.05, 5_000, 0, 0), drawn: 250 };

  // Guarantee: 5,000 closed cases of which nothing was judged get no bound from those beside them.
  test("say nothing of their group by the answers of another: it counts as missed whole", () => {
    for (const overdue of [0, 250])
      for (const share of [0.05, 0.04]) {
        const bound = missedRate({ groups: [judged, { ...unjudged, share, overdue }], knownMissed: 0 })?.upperBound ?? 0;
        assert.ok(bound >= 0.5 && bound < 0.52, `${share} ${overdue}: ${bound}`);
      }
    assert.equal(missedRate({ groups: [unjudged], knownMissed: 0 }), undefined);
  });

  test("are misses in the bound once they are overdue, and like the judged ones of their group before", () => {
    const part = (overdue: number) => missedRate({ groups: [{ ...group(0.1, 3_000, 280, 0), drawn: 300, overdue }], knownMissed: 0 });
    assert.equal(part(0)?.upperBound.toFixed(9), upperShare(0, 280).toFixed(9));
    assert.equal(part(20)?.upperBound.toFixed(9), upperShare(20, 300).toFixed(9));
    assert.deepEqual([part(0)?.estimate, part(20)?.estimate], [0, 0]);
    const own = missedRate({ groups: [judged, { ...group(0.05, 1_000, 10, 1), drawn: 50 }], knownMissed: 0 });
    assert.equal(own?.estimate.toFixed(9), (100 / 6_000).toFixed(9));
  });
});

describe("reviewers", () => {
  test("are corrected for after Rogan and Gladen, and eyes that tell nothing correct nothing", () => {
    assert.equal(roganGladen(0.08, 0.8, 1).toFixed(12), "0.100000000000");
    assert.equal(roganGladen(0.12, 0.8, 0.95).toFixed(6), ((0.12 - 0.05) / 0.75).toFixed(6));
    assert.equal(roganGladen(0.01, 0.8, 0.95), 0);
    assert.ok(Number.isNaN(roganGladen(0.5, 0.5, 0.5)));
  });

  test("raise the bound by what they are known to overlook, and not known is said", () => {
    const drawn = { groups: [group(0.1, 5_000, 500, 2)], knownMissed: 0 };
    const [none, sharp, blunt] = [
      { judged: 0, found: 0 },
      { judged: 40, found: 40 },
      { judged: 40, found: 32 },
    ].map((golds) => correctedRate(drawn, golds));
    assert.equal(none?.correctedBy, undefined);
    assert.equal(none?.upperBound, upperShare(2, 500));
    assert.ok(blunt?.correctedBy && blunt.estimate.toFixed(9) === (0.004 / 0.8).toFixed(9));
    assert.equal(blunt.upperBound.toFixed(9), (upperShare(2, 500, 0.975) / lowerShare(32, 40, 0.975)).toFixed(9));
    assert.ok(sharp && blunt.upperBound > sharp.upperBound && sharp.upperBound > none.upperBound);
    assert.equal(correctedRate(drawn, { judged: 5, found: 0 })?.upperBound, 1);
  });

  test("agree as Cohen counts it", () => {
    const say = (times: number, one: string, other: string) => Array.from({ length: times }, () => [one, other] as const);
    // Cohen's own example.
    assert.equal(
      cohensKappa([...say(20, "y", "y"), ...say(5, "y", "n"), ...say(10, "n", "y"), ...say(15, "n", "n")]).toFixed(6),
      "0.400000",
    );
    assert.ok(Number.isNaN(cohensKappa([])) && Number.isNaN(cohensKappa(say(5, "n", "n"))));
  });
});

test("an allocation keeps its minima, draws no more than there are, and spends what it is given", () => {
  const strata = fc.array(fc.tuple(fc.integer({ min: 0, max: 5_000 }), fc.double({ min: 0.001, max: 0.5, noNaN: true })), {
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(strata, fc.integer({ min: 0, max: 3_000 }), (rows, samples) => {
      const all = rows.map(([size, spread]) => ({ size, spread }));
      const given = neymanAllocation(all, samples, 5);
      const sum = (each: readonly number[]) => each.reduce((total, n) => total + n, 0);
      for (const [at, { size }] of all.entries()) assert.ok(given[at]! >= Math.min(5, size) - 1e-9 && given[at]! <= size + 1e-9);
      const [there, least] = [sum(all.map(({ size }) => size)), sum(all.map(({ size }) => Math.min(5, size)))];
      assert.ok(Math.abs(sum(given) - Math.min(there, Math.max(samples, least))) < 1e-6);
    }),
    { numRuns: 300 },
  );
  assert.deepEqual(
    neymanAllocation(
      [
        { size: 100, spread: 0.3 },
        { size: 100, spread: 0.1 },
      ],
      40,
      0,
    ).map(Math.round),
    [30, 10],
  );
  assert.ok(guessedSpread(3, 100) > guessedSpread(0, 100));
});

test("the gamma distribution's share is 1 - e^-x for shape 1", () => {
  for (const at of [0.01, 0.5, 1.9, 2.1, 20]) assert.ok(Math.abs(gammaShare(at, 1) - (1 - Math.exp(-at))) < 1e-13);
});
