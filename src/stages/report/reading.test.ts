import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { combine, logOddsOf, probabilityOf } from "../../core/hypothesis/hypothesis.ts";
import { sampleAssessment } from "../../testing/sample-assessment.ts";
import { evidenceOf } from "../../testing/sample-parts.ts";
import { entityGraph } from "./entity-graph.ts";
import { names } from "./mention.ts";
import { readingsOf, storyOf } from "./reading.ts";
import { fitted, textWidth } from "./svg/label.ts";
import { likelihoodWords, percent, period, span } from "./words.ts";

const [intrusion] = readingsOf(sampleAssessment());

test("escalated cases come first, and all stand in the assessment's order, which is the console's", () => {
  assert.deepEqual(
    readingsOf(sampleAssessment()).map(({ case: each }) => each.id),
    ["case-1", "case-2", "case-3", "case-4"],
  );
  const { cases, ...rest } = sampleAssessment();
  assert.deepEqual(
    readingsOf({ ...rest, cases: cases.toReversed() }).map(({ case: each }) => each.id),
    ["case-2", "case-1", "case-4", "case-3"],
  );
});

test("the decisive items are those that the verdict names, in its order", () => {
  assert.deepEqual(
    intrusion?.decisive.map(({ id }) => id),
    ["e-21", "e-25", "e-7", "e-11", "e-19"],
  );
});

test("the balance is the one that the investigation computed: the start is worked back from the end", () => {
  const item = fc.record({ weight: fc.double({ min: -3, max: 3, noNaN: true }), group: fc.constantFrom("a", "b", "c", "d") });
  fc.assert(
    fc.property(fc.array(item, { maxLength: 12 }), fc.double({ min: -2.6, max: -0.6, noNaN: true }), (items, prior) => {
      const logOdds = combine(prior, items);
      fc.pre(Math.abs(logOdds) < 5);
      const evidence = items.map((each, index) => evidenceOf(index + 1, { says: "x", ...each }));
      const sample = sampleAssessment();
      const cases = sample.cases.slice(0, 1).map((each) => ({ ...each, evidence, maliciousness: probabilityOf(logOdds) }));
      const [reading] = readingsOf({ ...sample, cases });
      assert.ok(reading?.balance.startExact);
      assert.ok(Math.abs(reading.balance.start - prior) < 1e-6 && Math.abs(reading.balance.end - logOdds) < 1e-6);
      assert.equal(reading.balance.steps.length + reading.balance.coveredBy.size, items.filter(({ weight }) => weight !== 0).length);
    }),
  );
  assert.ok(Math.abs(logOddsOf(0.5)) < 1e-9);
});

test("repeats in a row are one line with a count; others are not touched", () => {
  assert.ok(intrusion);
  const story = storyOf(intrusion.case);
  assert.equal(
    story.reduce((sum, { times }) => sum + times, 0),
    intrusion.case.timeline.length,
  );
  assert.deepEqual(
    story.filter(({ times }) => times > 1).map(({ times, evidence }) => [times, evidence]),
    [
      [3, ["e-7", "e-8", "e-9"]],
      [2, ["e-17", "e-18"]],
    ],
  );
});

test("the graph draws a tie only where recorded words name the value, and never more than it can show", () => {
  assert.ok(intrusion);
  const graph = entityGraph(intrusion);
  assert.ok(graph.sights.length + graph.entities.length <= 40);
  const tied = (sight: string) => graph.ties.filter((tie) => tie.sight === sight).map(({ entity }) => entity);
  assert.ok(tied("Mail with a macro document").includes("email:billing@invoices.test"));
  assert.ok(!tied("Mail with a macro document").includes("host:dc01"));
  assert.deepEqual(
    graph.entities.filter(({ hostile }) => hostile).map(({ key }) => key),
    ["ip:203.0.113.66"],
  );
  assert.ok(
    graph.ties.every(
      ({ entity, sight }) => graph.entities.some(({ key }) => key === entity) && graph.sights.some(({ key }) => key === sight),
    ),
  );
  assert.deepEqual(entityGraph(intrusion), graph);
});

test("a name is found as a whole word only", () => {
  assert.ok(names("seen on ws-1.", "ws-1") && names("10.0.0.1: sign-in", "10.0.0.1") && names("(alice)", "alice"));
  assert.ok(
    !names("seen on ws-17", "ws-1") &&
      !names("10.0.0.12", "10.0.0.1") &&
      !names("evil.test.example", "evil.test") &&
      !names("malice", "alice"),
  );
});

test("a label always fits its box", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.integer({ min: 40, max: 400 }),
      fc.constantFrom("middle" as const, "end" as const),
      (text, width, lose) => assert.ok(textWidth(fitted(text, width, lose)) <= width),
    ),
  );
});

test("numbers are said so that nobody reads certainty into them", () => {
  assert.deepEqual([1, 0.996, 0.97, 0.5, 0.02, 0].map(percent), ["> 99 %", "> 99 %", "97 %", "50 %", "2 %", "< 1 %"]);
  assert.deepEqual([1, 0.9, 0.7, 0.5, 0.2, 0.1, 0].map(likelihoodWords), [
    "almost certainly malicious",
    "very likely malicious",
    "likely malicious",
    "about as likely malicious as not",
    "unlikely to be malicious",
    "very unlikely to be malicious",
    "almost certainly not malicious",
  ]);
  assert.deepEqual([40_000, 61_000, 8_040_000, 273_600_000].map(span), ["40 s", "1 min 1 s", "2 h 14 min", "3 d 4 h"]);
  assert.equal(period("2026-03-04T10:11:12.000Z", "2026-03-04T12:00:00.000Z"), "2026-03-04 10:11:12 – 12:00:00 (1 h 48 min)");
});
