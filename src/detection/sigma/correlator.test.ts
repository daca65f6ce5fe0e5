import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { compiled, eventWith, ruleText } from "../../testing/sigma-case.ts";
import type { CorrelationMatch } from "./correlation-match.ts";
import { openCorrelator } from "./correlator.ts";
import type { CompiledRuleSet } from "./rule-set.ts";

const base = (id: string) => ruleText({ id, detection: `s: {Kind: ${id}}\ncondition: s` });
const correlation = (body: string, id = "corr") =>
  `title: Correlation ${id}\nid: ${id}\nlevel: high\ncorrelation:\n${body
    .trim()
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n")}`;

type Made = { at: number; kind: string; user?: string; value?: string | number };

function run(rules: CompiledRuleSet, made: readonly Made[], heldBackMax?: number): CorrelationMatch[] {
  const correlator = openCorrelator(rules, heldBackMax === undefined ? {} : { heldBackMax });
  const found = made.flatMap(({ at, kind, user = "u", value = "" }, index) => {
    const event = eventWith(
      { Kind: kind, User: user, Value: value },
      { timeMs: at * 1_000, source: { path: "made", record: index + 1, digest: "sha256:0" } },
    );
    return correlator.push(event, rules.match(event));
  });
  return [...found, ...correlator.end()];
}

const seconds = (matches: readonly CorrelationMatch[]) => matches.map(({ timeMs }) => timeMs / 1_000);
const countOf = (least: number) =>
  compiled(base("a"), correlation(`type: event_count\nrules: [a]\ngroup-by: [User]\ntimespan: 10s\ncondition: {gte: ${least}}`));

describe("event_count", () => {
  test("fires when enough come within the span, in one group, once per burst", () => {
    const at = (...times: number[]) => times.map((time) => ({ at: time, kind: "a" }));
    assert.deepEqual(seconds(run(countOf(3), at(0, 5, 10))), [10]);
    assert.deepEqual(seconds(run(countOf(3), at(0, 5, 11))), []);
    assert.deepEqual(seconds(run(countOf(3), at(0, 1, 2, 3, 4, 5))), [2]);
    assert.deepEqual(seconds(run(countOf(3), at(0, 1, 2, 50, 51, 52))), [2, 52]);
  });

  test("keeps groups apart, without regard to case, and leaves out events without the group's field", () => {
    const made = ["x", "y", "X", "y", "x"].map((user, at) => ({ at, kind: "a", user }));
    const [match, ...rest] = run(countOf(3), made);
    assert.deepEqual(rest, []);
    assert.deepEqual(match?.group, [["User", "x"]]);
    assert.equal(match?.count, 3);
    assert.deepEqual(
      match?.records.map(({ record }) => record),
      [1, 3, 5],
    );
    assert.deepEqual(run(countOf(1), [{ at: 0, kind: "a", user: "" }]), []);
  });

  test("a condition on few is judged when the window has ended", () => {
    const rules = compiled(base("a"), correlation("type: event_count\nrules: [a]\ngroup-by: [User]\ntimespan: 10s\ncondition: {lt: 3}"));
    const made = [0, 1, 2, 3, 60, 61, 200].map((at) => ({ at, kind: "a" }));
    assert.deepEqual(seconds(run(rules, made)), [61, 200]);
  });
});

// Guarantees that a threshold is met exactly when some window of the span holds that many, whatever the order of arrival.
test("event_count agrees with counting every window", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(60), { maxLength: 25 }), fc.integer({ min: 1, max: 5 }), (times, least) => {
      const some = times.some((start) => times.filter((time) => time >= start && time <= start + 10).length >= least);
      const found = run(
        countOf(least),
        times.map((at) => ({ at, kind: "a" })),
      );
      assert.equal(found.length > 0, some);
    }),
  );
});

describe("value_count and measures", () => {
  const over = (type: string, condition: string) =>
    compiled(base("a"), correlation(`type: ${type}\nrules: [a]\ngroup-by: [User]\ntimespan: 10s\ncondition: {field: Value, ${condition}}`));
  const values = (...list: (string | number)[]) => list.map((value, at) => ({ at, kind: "a", value }));

  test("distinct values count, repeated ones do not", () => {
    assert.deepEqual(seconds(run(over("value_count", "gte: 3"), values("p", "q", "P", "p", "r"))), [4]);
    assert.deepEqual(run(over("value_count", "gte: 3"), values("p", "q", "p", "q")), []);
  });

  test("sum, average, median and percentile are of the finished window", () => {
    assert.equal(run(over("value_sum", "gt: 9"), values(2, 3, 5))[0]?.count, 10);
    assert.deepEqual(run(over("value_sum", "gt: 10"), values(2, 3, "none", 5)), []);
    assert.equal(run(over("value_avg", "gte: 3"), values(1, 5))[0]?.count, 3);
    assert.equal(run(over("value_median", "eq: 2"), values(9, 1, 2))[0]?.count, 2);
    assert.equal(run(over("value_percentile", "percentile: 90, gte: 9"), values(...Array(9).fill(1), 10, 10))[0]?.count, 10);
  });
});

describe("temporal", () => {
  const rules = (type: string, extra = "") =>
    compiled(base("a"), base("b"), base("c"), correlation(`type: ${type}\nrules: [a, b, c]\ngroup-by: [User]\ntimespan: 10s\n${extra}`));
  const made = (...kinds: [number, string][]) => kinds.map(([at, kind]) => ({ at, kind }));

  test("all rules within the span, in any order", () => {
    assert.deepEqual(seconds(run(rules("temporal"), made([0, "c"], [3, "a"], [9, "b"]))), [9]);
    assert.deepEqual(run(rules("temporal"), made([0, "c"], [3, "a"], [11, "b"])), []);
    assert.deepEqual(run(rules("temporal"), made([0, "c"], [3, "a"], [4, "a"])), []);
  });

  test("in the written order only, by time and not by arrival", () => {
    assert.deepEqual(seconds(run(rules("temporal_ordered"), made([0, "a"], [3, "b"], [9, "c"]))), [9]);
    assert.deepEqual(run(rules("temporal_ordered"), made([0, "a"], [3, "c"], [9, "b"])), []);
    assert.deepEqual(run(rules("temporal_ordered"), made([0, "a"], [3, "b"], [11, "c"])), []);
    assert.deepEqual(seconds(run(rules("temporal_ordered"), made([9, "c"], [3, "b"], [0, "a"]))), [9]);
  });

  test("one event is never two links of a chain", () => {
    const both = compiled(
      ruleText({ id: "a", detection: "s: {Kind: x}\ncondition: s" }),
      ruleText({ id: "b", detection: "s: {Kind: x}\ncondition: s" }),
      correlation("type: temporal_ordered\nrules: [a, b]\ngroup-by: [User]\ntimespan: 10s"),
    );
    assert.deepEqual(run(both, [{ at: 0, kind: "x" }]), []);
    assert.deepEqual(
      seconds(
        run(both, [
          { at: 0, kind: "x" },
          { at: 1, kind: "x" },
        ]),
      ),
      [1],
    );
  });
});

// Guarantees that a chain is found exactly when its links exist in order within the span.
test("temporal_ordered agrees with trying every chain", () => {
  const rules = compiled(base("a"), base("b"), base("c"), correlation("type: temporal_ordered\nrules: [a, b, c]\ntimespan: 10s"));
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(fc.nat(40), fc.constantFrom("a", "b", "c")), { maxLength: 14, selector: ([at]) => at }), (list) => {
      const of = (kind: string) => list.filter(([, other]) => other === kind).map(([at]) => at);
      const exists = of("a").some((a) => of("b").some((b) => b > a && of("c").some((c) => c > b && c - a <= 10)));
      assert.equal(
        run(
          rules,
          list.map(([at, kind]) => ({ at, kind })),
        ).length > 0,
        exists,
      );
    }),
  );
});

test("aliases let rules group by different fields, and a correlation can stand on another", () => {
  const rules = compiled(
    base("a"),
    ruleText({ id: "b", detection: "s: {Kind: b}\ncondition: s" }),
    correlation("type: event_count\nrules: [a]\ngroup-by: [User]\ntimespan: 10s\ncondition: {gte: 2}", "burst"),
    correlation(
      "type: temporal_ordered\nrules: [burst, b]\ngroup-by: [account]\naliases:\n  account:\n    burst: User\n    b: Value\ntimespan: 1m",
      "then",
    ),
  );
  const found = run(rules, [
    { at: 0, kind: "a", user: "eve" },
    { at: 1, kind: "a", user: "EVE" },
    { at: 5, kind: "b", user: "x", value: "eve" },
  ]);
  assert.deepEqual(
    found.map(({ rule, group }) => [rule.id, group]),
    [["then", [["account", "eve"]]]],
  );
});

test("rules under a correlation are quiet unless it says generate", () => {
  const event = eventWith({ Kind: "a", User: "u" });
  const alerts = (extra: string) =>
    compiled(base("a"), correlation(`type: event_count\nrules: [a]\ntimespan: 1m\ncondition: {gte: 2}\n${extra}`))
      .match(event)
      .map((match) => match.alerts);
  assert.deepEqual(alerts(""), [false]);
  assert.deepEqual(alerts("generate: true"), [true]);
});

test("inputs read one after the other correlate as if they were one, until too many are held back", () => {
  const made = [100, 101, 102].map((at) => ({ at, kind: "a" }));
  const early = [0, 5, 200].map((at) => ({ at, kind: "a" }));
  assert.deepEqual(seconds(run(countOf(3), [...made, ...early])), [102]);
  assert.deepEqual(seconds(run(countOf(3), made, 0)), [102]);
});

test("memory stays bounded when every event is a group of its own, and what went is counted", () => {
  const rules = countOf(2);
  const correlator = openCorrelator(rules, { heldBackMax: 0 });
  for (let index = 0; index < 100_500; index++) {
    const event = eventWith({ Kind: "a", User: `user-${index}` }, { timeMs: index });
    correlator.push(event, rules.match(event));
  }
  assert.equal(correlator.counts().evictedGroups, 500);
});

describe("late events", () => {
  // Guarantees that nothing depends on the order of arrival even when nothing is held back.
  test("are counted in the window around their own time, in whatever order they come", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60), { maxLength: 25 }), fc.integer({ min: 1, max: 5 }), (times, least) => {
        const made = times.map((at) => ({ at, kind: "a" }));
        const some = times.some((start) => times.filter((time) => time >= start && time <= start + 10).length >= least);
        assert.equal(run(countOf(least), made, 0).length > 0, some);
      }),
    );
  });

  test("raise what they alone make true, and no burst a second time", () => {
    const at = (...times: number[]) => times.map((time) => ({ at: time, kind: "a" }));
    assert.deepEqual(seconds(run(countOf(3), at(100, 101, 102, 0, 1, 2), 0)), [102, 2]);
    assert.deepEqual(seconds(run(countOf(3), at(100, 101, 102, 99), 0)), [102]);
    assert.deepEqual(seconds(run(countOf(3), at(100, 101, 50, 99), 0)), [101]);
  });

  test("complete chains and distinct values", () => {
    const chain = compiled(base("a"), base("b"), correlation("type: temporal_ordered\nrules: [a, b]\ngroup-by: [User]\ntimespan: 10s"));
    const made = [500, 5, 0].map((at) => ({ at, kind: at === 0 ? "a" : "b" }));
    assert.deepEqual(seconds(run(chain, made, 0)), [5]);
  });

  test("do not stretch a window that only its end can judge", () => {
    const few = compiled(
      base("a"),
      correlation("type: event_count\nrules: [a]\ngroup-by: [User]\ntimespan: 10s\ncondition: {gte: 2, lt: 4}"),
    );
    const made = [100, 101, 102, 103, 0, 1].map((at) => ({ at, kind: "a" }));
    assert.deepEqual(seconds(run(few, made, 0)), [1]);
  });

  test("are counted where what they may belong with is forgotten, and not where nothing is", () => {
    const rules = countOf(10_000);
    const lateAfter = (at: (index: number) => number) => {
      const correlator = openCorrelator(rules, { heldBackMax: 0 });
      for (let index = 0; index < 20_000; index++) {
        const event = eventWith({ Kind: "a", User: "u" }, { timeMs: at(index) * 10 });
        correlator.push(event, rules.match(event));
      }
      const event = eventWith({ Kind: "a", User: "u" }, { timeMs: 1 });
      correlator.push(event, rules.match(event));
      return correlator.counts().lateBeyondMemory;
    };
    assert.equal(
      lateAfter((index) => index),
      1,
    );
    assert.equal(
      lateAfter((index) => 10_000 + index),
      0,
    );
  });
});

describe("a log that is read newest first", () => {
  const burstsCount = 600;
  const perBurst = 100;
  const rules = compiled(
    base("a"),
    correlation("type: value_count\nrules: [a]\ngroup-by: [User]\ntimespan: 5m\ncondition: {field: Value, gte: 60}"),
  );
  const events = Array.from({ length: burstsCount * perBurst }, (_, index) =>
    eventWith(
      { Kind: "a", User: "u", Value: `v${index % perBurst}` },
      { timeMs: Math.floor(index / perBurst) * 1_000_000 + (index % perBurst) * 1_000 },
    ),
  );
  const correlated = (list: readonly (typeof events)[number][]) => {
    const correlator = openCorrelator(rules);
    const started = process.cpuUsage().user;
    const bursts = [...list.flatMap((event) => correlator.push(event, rules.match(event))), ...correlator.end()].map(({ timeMs }) =>
      Math.floor(timeMs / 1_000_000),
    );
    return { bursts: bursts.sort((a, b) => a - b), costUs: process.cpuUsage().user - started };
  };

  test("raises the same bursts for a small multiple of the work", () => {
    const forward = correlated(events);
    const reversed = correlated(events.toReversed());
    assert.equal(forward.bursts.length, burstsCount);
    assert.deepEqual(reversed.bursts, forward.bursts);
    // The generous part is for what else the machine does.
    assert.ok(reversed.costUs <= 3 * forward.costUs + 1_000_000, `${reversed.costUs} µs against ${forward.costUs} µs`);
  });
});
