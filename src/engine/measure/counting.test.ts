import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { learningWorld } from "../../core/learning/learning.ts";
import { slotOf, tallyFamilies } from "../../core/measure/tally.ts";
import type { Measures, TallyRow } from "../../ports/measures.ts";
import { countOf, durationsOf, flowOf, flowRows, timeRows } from "../../stages/measure/figures.ts";
import { measureVersion } from "../../stages/measure/measuring.ts";
import { byName, type Day, type Found, foundIn, grouped, named } from "../../testing/found-in-record.ts";
import { measuredDay } from "../../testing/measured-day.ts";
import { memoryMeasures } from "../../testing/memory-measures.ts";
import { eventsIn } from "../journal/read-opened.ts";
import { countAnew, openCounting } from "./counting.ts";

const always = [0, slotOf(Date.UTC(2030, 0, 1))] as const;

// Guarantees: every count equals what an outsider finds in the record, by another way; the sum is the ledger's; where it is left and gone on with, and
// how often, changes nothing.
describe("figures from the record", () => {
  let day: Day;
  let found: Awaited<ReturnType<typeof foundIn>>;
  let measures: Measures & ReturnType<typeof memoryMeasures>;
  before(async () => {
    day = await measuredDay();
    found = await foundIn(day);
    measures = memoryMeasures();
    const counting = await openCounting({ worlds: day.ground.parts.worlds, measures });
    assert.ok((await counting.catchUp()) > 300);
  });

  test("the day has of everything: several segments, a window that moved, reviews of each kind", () => {
    assert.ok(day.watch.state().segment >= 3);
    const { left } = day.watch.state().counts;
    assert.ok(left.closed + left.escalated > 0);
    assert.ok(found.reviews.has("abstained") && found.reviews.has("reversed"), JSON.stringify([...found.reviews]));
    assert.ok(found.lost > 0 && found.alerts.length > 100);
    assert.ok(found.alerts.some(({ by, state }) => by === "people" && state === "closed"));
    assert.ok(found.alerts.some(({ timeMs, receivedAtMs }) => timeMs > receivedAtMs));
  });

  test("the flow is the ledger", async () => {
    const lost = countOf(await measures.totals("lost", ...always), () => true);
    const flow = flowOf(flowRows(await measures.totals("flow", ...always)), lost);
    assert.equal(lost, found.lost);
    assert.equal(flow.accepted, flow.closedByAgent + flow.closedByPeople + flow.escalated + flow.open + flow.deadLettered);
    const ledger = day.watch.accounting();
    assert.equal(flow.accepted - lost, ledger.accepted - ledger.deadLettered);
    assert.equal(flow.closedByAgent + flow.closedByPeople, ledger.closed);
    assert.equal(flow.escalated, ledger.escalated);
    assert.equal(flow.open, ledger.open);
  });

  test("by stratum, source, end and verdict it is what the record says of each alert", async () => {
    const outcome = ({ state, by }: Found) => (state === "closed" ? by : state);
    const rows = await measures.totals("flow", ...always);
    assert.deepEqual(
      named(rows, ({ key }) => key.slice(0, 5).join(" ")),
      grouped(found.alerts, (each) => [each.stratum, outcome(each), each.verdict, each.handed ? 1 : 0].join(" ")),
    );
    assert.deepEqual(
      named(await measures.totals("source", ...always), ({ key }) => key.slice(0, 4).join(" ")),
      grouped(found.alerts, (each) => [each.source, outcome(each), each.verdict, each.handed ? 1 : 0].join(" ")),
    );
    assert.deepEqual(
      named(await measures.totals("rule", ...always), ({ key: [, rule, by, verdict, handed] }) => [rule, by, verdict, handed].join(" ")),
      grouped(found.alerts, (each) => [each.rule, each.state === "open" ? "none" : each.by, each.verdict, each.handed ? 1 : 0].join(" ")),
    );
  });

  test("each quarter of an hour holds what was accepted in it", async () => {
    const slots = found.alerts.map(({ receivedAtMs }) => slotOf(receivedAtMs));
    const [first, last] = [Math.min(...slots), Math.max(...slots)];
    const bounds = Array.from({ length: last - first + 2 }, (_, at) => first + at);
    assert.deepEqual(
      named((await measures.series("day", bounds)) as readonly TallyRow[], (row) =>
        String(first + (row as TallyRow & { stretch: number }).stretch),
      ),
      grouped(slots, String),
    );
  });

  test("times: the mean is exact, percentiles are within 2.5 %, and a clock that is ahead is left out and counted", async () => {
    const rows = timeRows(await measures.totals("time", ...always));
    const durations = {
      mttd: found.alerts.map(({ receivedAtMs, timeMs }) => receivedAtMs - timeMs),
      mtta: found.alerts.flatMap(({ receivedAtMs, triagedAtMs }) => (triagedAtMs === undefined ? [] : [triagedAtMs - receivedAtMs])),
      mtti: found.alerts.flatMap(({ receivedAtMs, verdictAtMs }) => (verdictAtMs === undefined ? [] : [verdictAtMs - receivedAtMs])),
    };
    for (const [name, all] of Object.entries(durations)) {
      const figure = durationsOf(
        rows.filter((row) => row.name === name && row.by === "severity"),
        "none",
      );
      const counted = all.filter((each) => each >= 0).toSorted((a, b) => a - b);
      assert.ok(figure.measured, name);
      assert.deepEqual([figure.n, figure.leftOut], [counted.length, all.length - counted.length], name);
      assert.equal(
        countOf(rows, (row) => row.name === name && row.by === "category"),
        all.length,
        name,
      );
      assert.equal(figure.meanMs, counted.reduce((sum, each) => sum + each, 0) / counted.length, name);
      for (const [share, says] of [
        [0.5, figure.p50Ms],
        [0.9, figure.p90Ms],
        [0.95, figure.p95Ms],
      ] as const) {
        const exact = counted[Math.max(1, Math.ceil(share * counted.length)) - 1]!;
        assert.ok(Math.abs(says - exact) <= 0.025 * exact + 0.001, `${name} p${share}: ${says} for ${exact}`);
      }
    }
  });

  test("people: acts, reviews, cases, and what is theirs now", async () => {
    const byName = (counts: Map<string, number>) => [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
    assert.deepEqual(
      named(await measures.totals("person", ...always), ({ key }) => key.join(" ")),
      byName(found.people),
    );
    assert.deepEqual(
      named(await measures.totals("review", ...always), ({ key }) => key.join(" ")),
      byName(found.reviews),
    );
    const now = await measures.totals("now", 0, 1);
    const open = [...day.ground.cases.values()].filter((row) => row.assignee && (row.state === "in-progress" || row.state === "escalated"));
    assert.deepEqual(
      named(now, ({ key }) => key.join(" ")),
      grouped(open, ({ assignee }) => `person:${assignee?.replace("person:", "")}`),
    );
    const cases = named(await measures.totals("case", ...always), ({ key }) => key.join(" "));
    const standing = [...day.ground.cases.values()].filter(({ state }) => state !== "merged").map(({ id }) => id);
    assert.deepEqual(
      cases,
      grouped(standing, (id) => (found.casesHanded.has(id) ? "1" : "0")),
    );
  });

  test("people's verdicts: one opinion for each rule of each case", async () => {
    const labels = (await eventsIn(await day.ground.parts.worlds.journal(learningWorld))).map((text) => JSON.parse(text));
    const opinions = new Map<string, Map<string, string>>();
    for (const { type, label } of labels) {
      if (type !== "VerdictGiven") continue;
      const key = `${label.group} ${label.product} ${label.rule}`;
      opinions.set(key, (opinions.get(key) ?? new Map()).set(label.alertId, label.verdict));
    }
    const expected = [...opinions].map(
      ([key, said]) => `${key.slice(key.indexOf(" ") + 1)} ${[...said.values()].includes("true-positive") ? "right" : "wrong"}`,
    );
    assert.ok(expected.length > 3);
    assert.deepEqual(
      named(await measures.totals("label", ...always), ({ key }) => key.join(" ")),
      grouped(expected, String),
    );
  });

  test("counted in small steps, each by a new process, it comes to the same", async () => {
    const again = memoryMeasures();
    const { worlds } = day.ground.parts;
    let left = 0;
    const journal = async (name: string) => {
      const whole = await worlds.journal(name);
      const read = async (from: number, most: number) => {
        const entries = await whole.read(from, Math.min(most, left));
        left -= entries.length;
        return left + entries.length === 0 ? [] : entries;
      };
      return { ...whole, read };
    };
    let steps = 0;
    do {
      left = 1 + (steps++ % 97);
      await (await openCounting({ worlds: { ...worlds, journal }, measures: again })).catchUp();
    } while (left === 0);
    assert.ok(steps > 5);
    for (const family of tallyFamilies) {
      assert.deepEqual(await again.totals(family, ...always), await measures.totals(family, ...always), family);
      if (family !== "contained" && family !== "change") assert.ok((await again.totals(family, ...always)).length > 0, family);
    }
    assert.deepEqual(
      (await again.open(measureVersion)).lines.toSorted(byName),
      (await measures.open(measureVersion)).lines.toSorted(byName),
    );
  });

  test("whatever else the process answers has its turn while a step is counted", async () => {
    const { worlds } = day.ground.parts;
    let [turns, isCounting] = [0, true];
    const takeTurns = () => {
      turns++;
      if (isCounting) setImmediate(takeTurns);
    };
    setImmediate(takeTurns);
    const facts = await (await openCounting({ worlds, measures: memoryMeasures() })).catchUp();
    isCounting = false;
    assert.ok(turns >= facts / 25, `${turns} turns over ${facts} facts`);
  });

  test("what another process counted is not counted twice, and another way of counting begins anew", async () => {
    const { worlds } = day.ground.parts;
    const shared = memoryMeasures();
    const [one, other] = [await openCounting({ worlds, measures: shared }), await openCounting({ worlds, measures: shared })];
    await one.catchUp();
    await assert.rejects(other.catchUp());
    assert.equal(await one.catchUp(), 0);
    assert.deepEqual(await shared.totals("flow", ...always), await measures.totals("flow", ...always));
    assert.ok((await countAnew({ worlds, measures: shared })) > 0);
    assert.deepEqual(await shared.totals("flow", ...always), await measures.totals("flow", ...always));
    assert.deepEqual(await shared.open(measureVersion + 1), { places: [], lines: [] });
    assert.deepEqual(await shared.totals("flow", ...always), []);
  });
});
