import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Neighbour } from "../../../ports/scorer.ts";
import { activities, activitiesCount, classesCount } from "./activity.ts";
import { type KnownRule, openRuleReader, textOfRule } from "./known-rules.ts";
import { openNearest } from "./nearest.ts";
import { openPace } from "./pace.ts";
import { reasonsOf } from "./reasons.ts";
import { columns, openRows, spans } from "./rows.ts";
import { shareOf, streamOf } from "./stream.ts";
import { openWindow } from "./window.ts";

const startMs = Date.UTC(2026, 2, 2);
const dayMs = 24 * 3_600_000;
const masses = (activity: number, mass: number) => Array.from({ length: classesCount }, (_, at) => (at === activity + 1 ? mass : 0));
const titles = ["port sweep seen", "archive sent to a stranger", "clock was set", "service left the list"];
const known: KnownRule[] = titles.map((title, at) => ({
  text: `sensor ${title}`,
  masses: at === 2 ? masses(-1, 9) : masses(at, 1),
  occasions: 20,
  attacks: at === 2 ? 0 : 18,
}));
const reader = openRuleReader(known);

const neighbour = fc.record({
  timeMs: fc.integer({ min: 0, max: 4_000 }).map((seconds) => startMs + seconds * 1_000),
  product: fc.constant("sensor"),
  title: fc.constantFrom(...titles, "nobody knows this one"),
  host: fc.constantFrom("a", "b", undefined),
  observables: fc.constantFrom([], [{ type: "ip" as const, value: "192.0.2.7", role: "source" as const }]),
});
const inTime = (alerts: readonly Neighbour[]) => alerts.toSorted((a, b) => a.timeMs - b.timeMs);
const world = fc.array(neighbour, { minLength: 1, maxLength: 40 }).map(inTime);

function rowsOf(alerts: readonly Neighbour[]): Float32Array[] {
  const fill = openRows(streamOf(alerts, reader));
  return alerts.map((_, at) => {
    const row = new Float32Array(columns.length).fill(Number.NaN);
    fill(at, row);
    return row;
  });
}

describe("the rules that are known", () => {
  test("are read as what was counted, and the less a text is like one of them the less is known", () => {
    const sure = reader({ product: "sensor", title: "Port sweep seen" });
    assert.ok(sure.likeness > 0.999 && sure.shares[1]! > 0.9);
    const like = reader({ product: "sensor", title: "port sweep" });
    const other = reader({ product: "mailer", title: "quota of a mailbox" });
    assert.ok(like.likeness < sure.likeness && other.likeness < like.likeness && other.likeness < 0.3);
  });

  test("are the same rule where the product stands in the title too", () => {
    assert.equal(textOfRule({ product: "Sensor", title: "Sensor: port sweep seen" }), "sensor port sweep seen");
  });

  test("give shares of one whole for any text", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400, unit: "grapheme" }), fc.string({ maxLength: 40 }), (title, product) => {
        const { shares, likeness } = reader({ product, title });
        const sum = shares.reduce((a, b) => a + b, 0);
        assert.ok(sum >= 0 && sum <= 1 + 1e-9 && likeness >= 0 && likeness <= 1);
      }),
    );
  });
});

describe("what stands around an alert", () => {
  // The oracle looks at every pair of alerts.
  test("is counted as looking at every other alert counts it", () => {
    fc.assert(
      fc.property(world, fc.constantFrom(...spans), (alerts, span) => {
        const stream = streamOf(alerts, reader);
        const window = openWindow(stream, span);
        for (let at = 0; at < alerts.length; at++) {
          const inside = [...alerts.keys()].filter((other) => {
            const away = alerts[other]!.timeMs - alerts[at]!.timeMs;
            return away >= span.fromMs && away <= span.toMs;
          });
          const here = inside.filter((other) => stream.hosts[other] === stream.hosts[at]);
          const rules = (among: number[]) => new Set(among.map((other) => stream.rules[other]!));
          const heat = (among: number[], activity: number) =>
            [...rules(among)].reduce((sum, rule) => sum + stream.strengths[rule * activitiesCount + activity]!, 0);
          const found = window(at);
          assert.equal(found.same, here.filter((other) => stream.rules[other] === stream.rules[at]).length);
          assert.equal(found.sameRule, inside.filter((other) => stream.rules[other] === stream.rules[at]).length);
          assert.equal(found.rulesOnHost, rules(here).size);
          assert.equal(found.rules, rules(inside).size);
          for (let each = 0; each < activitiesCount; each++) {
            assert.equal(found.heat[each], heat(inside, each));
            assert.equal(found.heatOfHosts[found.heatAt + each], heat(here, each));
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test("is as near, and its pace as quick, as looking at every other alert says", () => {
    const spanMs = 900_000;
    fc.assert(
      fc.property(world, fc.constantFrom("anywhere" as const, "own-host" as const), (alerts, where) => {
        const stream = streamOf(alerts, reader);
        const nearest = openNearest(stream, where, spanMs);
        const pace = openPace(stream, where);
        for (let at = 0; at < alerts.length; at++) {
          const away = (other: number) => alerts[other]!.timeMs - alerts[at]!.timeMs;
          const there = [...alerts.keys()].filter((other) => where === "anywhere" || stream.hosts[other] === stream.hosts[at]);
          for (let each = 0; each < activitiesCount; each++) {
            const telling = there.filter((other) => shareOf(stream.strengths[stream.rules[other]! * activitiesCount + each]!) > 0.3);
            const before = telling.map(away).filter((ms) => ms <= 0);
            const after = telling.map(away).filter((ms) => ms >= 0);
            assert.equal(nearest.since(at, each), Math.min(spanMs, ...before.map(Math.abs)));
            assert.equal(nearest.until(at, each), Math.min(spanMs, ...after));
          }
          const earlier = there.filter((other) => stream.rules[other] === stream.rules[at] && away(other) < 0 && away(other) >= -dayMs);
          assert.deepEqual(pace(at), { gapMs: Math.min(dayMs, ...earlier.map((other) => -away(other))), inDay: earlier.length });
        }
      }),
      { numRuns: 60 },
    );
  });

  test("fills every column with a number, in any order of alerts of one instant and under any names of hosts", () => {
    fc.assert(
      fc.property(world, fc.infiniteStream(fc.nat()), (alerts, chance) => {
        const rows = rowsOf(alerts);
        for (const row of rows) assert.ok(row.every((value) => Number.isFinite(value)));
        const order = alerts
          .map((alert, at) => ({ alert, at, draw: chance.next().value as number }))
          .toSorted((a, b) => a.alert.timeMs - b.alert.timeMs || a.draw - b.draw);
        const renamed = order.map(({ alert }) => ({ ...alert, host: alert.host && `other-${alert.host}.example.test` }));
        for (const [place, row] of rowsOf(renamed).entries()) assert.deepEqual(row, rows[order[place]!.at]);
      }),
    );
  });

  // Guarantees that a rule counts once however often it fires: nobody heats a place up by repeating himself.
  test("is no hotter for an alert that is repeated", () => {
    const one = { timeMs: startMs, product: "sensor", title: titles[0]!, host: "a", observables: [] };
    const storm = Array.from({ length: 500 }, () => one);
    const hot = (alerts: readonly Neighbour[]) => {
      const row = rowsOf(inTime([{ ...one, title: titles[2]! }, ...alerts]))[0]!;
      return columns.flatMap(({ group }, at) => (group.about === "activity" ? [row[at]] : []));
    };
    assert.deepEqual(hot(storm), hot([one]));
  });

  test("is refused out of order", () => {
    const [first, second] = [1, 0].map((at) => ({ timeMs: startMs + at, product: "p", title: "t", host: undefined, observables: [] }));
    assert.throws(() => streamOf([first!, second!], reader));
  });

  test("is told in words, one reason for each thing looked at, the heaviest first", () => {
    const row = rowsOf([{ timeMs: startMs, product: "sensor", title: titles[0]!, host: "a", observables: [] }])[0]!;
    const reasons = reasonsOf(
      Float64Array.from(columns, (_, at) => 1 + (at % 7)),
      row,
    );
    assert.equal(new Set(reasons.map(({ says }) => says)).size, reasons.length);
    assert.ok(reasons.length > 3 && reasons.length <= 3 + activities.length);
    const weights = reasons.map(({ logOdds }) => Math.abs(logOdds));
    assert.deepEqual(
      weights,
      weights.toSorted((a, b) => b - a),
    );
    assert.ok(reasons.some(({ says }) => says.includes("its rule had not fired for a day")));
  });
});
