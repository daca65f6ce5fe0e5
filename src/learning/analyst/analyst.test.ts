import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { whyNotPromoted } from "../../core/learning/decide.ts";
import type { Label } from "../../core/learning/learning.ts";
import { verdicts } from "../../core/verdict/verdict.ts";
import { openRandom } from "../random.ts";
import { challenge } from "./compare.ts";
import { correctionDigest, fitCorrection, openCorrection, rowsOf, shiftMax } from "./correction.ts";
import { driftBetween, type Observation, observationsMin } from "./population-drift.ts";
import { isNoise, rulePrecisions } from "./rule-precision.ts";

const label = (number: number, more: Partial<Label> = {}): Label => ({
  world: "monday",
  alertId: `a-${number}`,
  group: `case-${number}`,
  timeMs: number * 1_000,
  record: `sha256:${number}`,
  product: "suricata",
  rule: "noisy",
  host: "web01",
  category: "malware",
  severity: "medium",
  maliciousness: 0.6,
  ended: "insufficient-data",
  verdict: "false-positive",
  ...more,
});
const many = (count: number, of: (number: number) => Partial<Label>) =>
  Array.from({ length: count }, (_, index) => label(index + 1, of(index + 1)));

describe("a correction", () => {
  test("lowers a rule that people found wrong and raises one that they found right, within its bound", () => {
    const labels = [
      ...many(60, () => ({})),
      ...many(60, (n) => ({ alertId: `b-${n}`, rule: "good", verdict: "true-positive", maliciousness: 0.2 })),
    ];
    const shiftOf = openCorrection(fitCorrection(rowsOf(labels)));
    const noisy = shiftOf({ product: "suricata", rule: "noisy", host: "elsewhere" });
    const good = shiftOf({ product: "Suricata", rule: "GOOD", host: "elsewhere" });
    assert.ok(noisy && noisy.logOdds < -1.5 && noisy.right === 0 && noisy.of === 60, JSON.stringify(noisy));
    assert.ok(good && good.logOdds > 1.5 && good.right === 60);
    assert.equal(shiftOf({ product: "suricata", rule: "constructor", host: "" }), undefined);
  });

  test("hardly moves on one verdict, and moves more on more", () => {
    const shiftAfter = (count: number) =>
      openCorrection(fitCorrection(rowsOf(many(count, () => ({})))))({ product: "suricata", rule: "noisy", host: "x" })?.logOdds ?? 0;
    assert.ok(Math.abs(shiftAfter(1)) < 0.5, String(shiftAfter(1)));
    assert.ok(shiftAfter(40) < shiftAfter(10) && shiftAfter(10) < shiftAfter(1));
  });

  test("does not count a storm of one case as so many opinions", () => {
    const storm = many(100, () => ({ group: "case-1" }));
    const apart = many(100, () => ({}));
    const shift = (labels: Label[]) =>
      openCorrection(fitCorrection(rowsOf(labels)))({ product: "suricata", rule: "noisy", host: "x" })?.logOdds ?? 0;
    assert.ok(shift(storm) > shift(apart));
  });

  test("knows that one host is different", () => {
    const labels = [
      ...many(40, () => ({ verdict: "true-positive", maliciousness: 0.5 })),
      ...many(40, (n) => ({ alertId: `b-${n}`, group: `b-${n}`, host: "scanner", maliciousness: 0.5 })),
    ];
    const shiftOf = openCorrection(fitCorrection(rowsOf(labels)));
    const on = (host: string) => shiftOf({ product: "suricata", rule: "noisy", host })?.logOdds ?? 0;
    assert.ok(on("web01") > 0.5 && on("scanner") < -0.5, `${on("web01")} ${on("scanner")}`);
  });

  // Guarantees what keeps learning harmless: order does not matter, nothing moves an alert further than the bound, undecided verdicts move nothing.
  test("is the same in any order, stays within its bound, and learns nothing from what decides nothing", () => {
    const anyLabel = fc.record({
      number: fc.nat(40),
      rule: fc.constantFrom("r1", "r2", "__proto__"),
      host: fc.constantFrom("", "h1", "h2"),
      maliciousness: fc.double({ min: 0, max: 1, noNaN: true }),
      verdict: fc.constantFrom(...verdicts),
    });
    fc.assert(
      fc.property(fc.uniqueArray(anyLabel, { selector: ({ number }) => number, maxLength: 30 }), (parts) => {
        const labels = parts.map(({ number, ...rest }) => label(number, rest));
        const correction = fitCorrection(rowsOf(labels));
        assert.equal(correctionDigest(fitCorrection(rowsOf(labels.toReversed()))), correctionDigest(correction));
        const shiftOf = openCorrection(correction);
        for (const each of labels) assert.ok(Math.abs(shiftOf(each)?.logOdds ?? 0) <= shiftMax);
        const undecided = labels.map((each) => ({ ...each, verdict: "insufficient-data" as const }));
        assert.deepEqual(fitCorrection(rowsOf(undecided)).shifts, []);
      }),
    );
  });
});

describe("champion against challenger", () => {
  /** A place where one rule is nearly always wrong and another nearly always right, and the model does not know. */
  const place = (count: number, seed: number, isTrue: (rule: string, random: () => number) => boolean): Label[] => {
    const random = openRandom(seed);
    return many(count, () => {
      const rule = random() < 0.5 ? "noisy" : "good";
      return { rule, maliciousness: 0.4, verdict: isTrue(rule, random) ? "true-positive" : "false-positive" };
    });
  };

  test("what people teach is shown to be better, on verdicts that it has not seen", () => {
    const { comparison } = challenge(rowsOf(place(200, 1, (rule, random) => random() < (rule === "good" ? 0.95 : 0.05))), undefined);
    assert.equal(comparison.trainedOn + comparison.heldBack, 200);
    assert.ok(comparison.gainInterval[0] > 0, JSON.stringify(comparison));
    assert.equal(whyNotPromoted({ comparison }), undefined);
  });

  test("what chance teaches is not, whatever the seed", () => {
    const promoted = Array.from({ length: 20 }, (_, seed) =>
      challenge(rowsOf(place(120, seed, (_rule, random) => random() < 0.5)), undefined),
    ).filter((each) => whyNotPromoted(each) === undefined);
    assert.ok(promoted.length <= 2, `${promoted.length} of 20 promoted by luck`);
  });

  test("what was right once and is wrong now is refused", () => {
    const labels = many(200, (n) => ({ maliciousness: 0.5, verdict: n <= 140 ? "false-positive" : "true-positive" }));
    const { comparison } = challenge(rowsOf(labels), undefined);
    assert.ok(comparison.gain < 0 && comparison.attacksLost > 0);
    assert.match(whyNotPromoted({ comparison }) ?? "", /miss \d+ of \d+ held-back attacks/);
  });

  test("no case lies on both sides of the cut", () => {
    const labels = many(100, (n) => ({ group: `case-${Math.floor(n / 30)}` }));
    const { comparison } = challenge(rowsOf(labels), undefined);
    assert.equal(comparison.trainedOn + comparison.heldBack, 100);
    assert.ok(comparison.heldBack > 30, "the case that reaches over the cut is held back whole");
  });

  test("without verdicts there is nothing to promote", () => {
    assert.match(whyNotPromoted(challenge([], undefined)) ?? "", /compared on 0 held-back verdicts/);
  });
});

describe("a rule's precision", () => {
  test("is said with its exact interval, and benign counts against it", () => {
    const labels = many(140, (n) => ({ verdict: n <= 2 ? "true-positive" : n <= 12 ? "benign" : "false-positive" }));
    const [found] = rulePrecisions(labels);
    assert.deepEqual([found?.right, found?.benign, found?.of, found?.cases], [2, 10, 140, 140]);
    assert.equal(found?.casesRight, 2);
    assert.ok(found && found.interval[1] > 0.05 && found.interval[1] < 0.052);
    assert.ok(isNoise(found));
    assert.ok(!isNoise(rulePrecisions(labels.slice(0, 20))[0]!));
    assert.ok(
      !isNoise(rulePrecisions(many(40, (n) => ({ verdict: n <= 2 ? "true-positive" : "false-positive" })))[0]!),
      "its interval still reaches higher",
    );
  });
});

// Guarantees that labels of one case are one opinion: a single look at a single case promotes nothing and hides nothing.
describe("one case of many alerts", () => {
  test("proposes no suppression, however many alerts it holds; the same alerts in cases of their own do", () => {
    const [stormy] = rulePrecisions(many(40, () => ({ group: "case-1" })));
    assert.deepEqual([stormy?.of, stormy?.cases], [40, 1]);
    assert.ok(stormy && !isNoise(stormy) && stormy.interval[1] > 0.9);
    assert.ok(isNoise(rulePrecisions(many(40, () => ({})))[0]!));
  });

  test("with one attack among its alerts is a case in which the rule was right", () => {
    const labels = many(80, (n) => ({ group: `case-${n % 40}`, verdict: n === 7 ? "true-positive" : "false-positive" }));
    const [found] = rulePrecisions(labels);
    assert.deepEqual([found?.right, found?.of, found?.casesRight, found?.cases], [1, 80, 1, 40]);
  });

  test("promotes nothing, held back alone", () => {
    const labels = many(90, (n) => ({
      group: n > 60 ? "case-last" : `case-${n}`,
      rule: n % 2 ? "noisy" : "good",
      maliciousness: 0.4,
      verdict: n % 2 ? "false-positive" : "true-positive",
    }));
    const { comparison } = challenge(rowsOf(labels), undefined);
    assert.ok(comparison.gain > 0 && comparison.heldBack >= 26 && comparison.attacks >= 10);
    assert.deepEqual([comparison.groups, comparison.attackGroups], [1, 1]);
    assert.match(whyNotPromoted({ comparison }) ?? "", /of 1 cases, and 10 are needed/);
  });

  test("moves its rule no further over many hosts than on one", () => {
    const shift = (hostOf: (n: number) => string) =>
      fitCorrection(rowsOf(many(100, (n) => ({ group: "case-1", host: hostOf(n) })))).shifts.find(({ host }) => host === undefined)
        ?.logOdds;
    assert.equal(
      shift(() => "web01"),
      shift((n) => `h${n}`),
    );
  });
});

describe("drift", () => {
  const observed = (count: number, of: (index: number) => Partial<Observation>) =>
    Array.from(
      { length: count },
      (_, index): Observation => ({ timeMs: index, maliciousness: (index % 10) / 10, words: { verdict: "benign" }, ...of(index) }),
    );

  test("is none between two halves of the same, and is named where the mix changes", () => {
    const steady = driftBetween(
      observed(500, () => ({})),
      observed(500, () => ({})),
    );
    assert.ok(steady?.every(({ grade }) => grade === "steady"));
    const moved = driftBetween(
      observed(500, () => ({})),
      observed(500, (n) => ({ words: { verdict: n % 2 ? "true-positive" : "benign" } })),
    );
    assert.deepEqual(
      moved?.filter(({ grade }) => grade === "changed").map(({ of }) => of),
      ["verdict"],
    );
  });

  test("says nothing of a handful", () => {
    assert.equal(
      driftBetween(
        observed(observationsMin - 1, () => ({})),
        observed(500, () => ({})),
      ),
      undefined,
    );
  });
});
