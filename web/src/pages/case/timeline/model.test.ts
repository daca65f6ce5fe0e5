import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { densityOf, gapsOf, gravestOf, lanesOf, linesOf, marksOf, panned, showing, ticksOf, wholeSpan, zoomed } from "./model.ts";
import type { StoryLine } from "./queries.ts";

const startMs = Date.UTC(2026, 2, 17, 8);
const minuteMs = 60_000;
const line = (minute: number, more: Partial<StoryLine> = {}): StoryLine => {
  const time = new Date(startMs + minute * minuteMs).toISOString();
  const names = { machines: [], accounts: [], sources: [], techniques: [], evidence: ["e-1"] };
  return { time, until: time, says: `at ${minute}`, alerts: 1, severity: null, ...names, ...more };
};

describe("the timeline's arithmetic", () => {
  test("zooming keeps the moment under the pointer, and neither zooming nor moving leaves the whole", () => {
    const whole = { fromMs: 0, toMs: 1_000_000 };
    const near = zoomed(whole, whole, 0.5, 250_000);
    assert.deepEqual(near, { fromMs: 125_000, toMs: 625_000 });
    assert.deepEqual(zoomed(near, whole, 100, 0), whole);
    assert.equal(zoomed(near, whole, 1e-9).toMs - zoomed(near, whole, 1e-9).fromMs, 1_000);
    assert.deepEqual(panned(near, whole, -5), { fromMs: 0, toMs: 500_000 });
    assert.deepEqual(panned(near, whole, 5), { fromMs: 500_000, toMs: 1_000_000 });
    assert.deepEqual(showing(near, whole, 900_000), { fromMs: 500_000, toMs: 1_000_000 });
    assert.equal(showing(near, whole, 300_000), near);
  });

  test("a line stands on the lane of its machine, else of its account, else on one that says so; by source likewise", () => {
    const lines = linesOf([
      line(2, { machines: ["ws-1", "ws-2"], accounts: ["mara"], sources: ["edge"] }),
      line(1, { accounts: ["mara"], sources: ["mail"] }),
      line(3),
    ]);
    const names = (by: "asset" | "source") => lanesOf(lines, by).map(({ kind, name, lines: held }) => [kind, name, held.length]);
    assert.deepEqual(names("asset"), [
      ["account", "mara", 1],
      ["machine", "ws-1", 1],
      ["machine", "ws-2", 1],
      ["none", "names no asset", 1],
    ]);
    assert.deepEqual(names("source"), [
      ["source", "mail", 1],
      ["source", "edge", 1],
      ["none", "no source is known", 1],
    ]);
  });

  test("2,000 lines in a lane of 800 pixels are at most as many marks as fit, and none is lost", () => {
    const lines = linesOf(Array.from({ length: 2_000 }, (_, at) => line(at * 0.7)));
    const whole = wholeSpan(lines);
    const marks = marksOf(lines, whole, 800, 14);
    assert.ok(marks.length <= 800 / 14 + 1);
    assert.equal(
      marks.reduce((sum, mark) => sum + mark.lines.length, 0),
      2_000,
    );
    assert.equal(
      densityOf(lines, whole, 60).reduce((sum, each) => sum + each, 0),
      2_000,
    );
  });

  test("silence is told where it is long, and not within what a line counts", () => {
    const lines = linesOf([line(0, { until: line(50).time }), line(55), line(200)]);
    assert.deepEqual(
      gapsOf(lines, wholeSpan(lines)).map(({ fromMs, toMs }) => [(fromMs - startMs) / minuteMs, (toMs - startMs) / minuteMs]),
      [[55, 200]],
    );
  });

  test("marks of UTC are round, apart, and say the day at midnight", () => {
    const span = { fromMs: Date.UTC(2026, 2, 16, 20), toMs: Date.UTC(2026, 2, 17, 8) };
    const ticks = ticksOf(span, 800);
    assert.deepEqual(
      ticks.map(({ says }) => says),
      ["20:00", "22:00", "2026-03-17", "02:00", "04:00", "06:00", "08:00"],
    );
  });

  test("nothing is something too", () => {
    assert.deepEqual(gapsOf([], wholeSpan([])), []);
    assert.equal(gravestOf([]), null);
    assert.equal(gravestOf(linesOf([line(0, { severity: "low" }), line(1, { severity: "high" }), line(2)])), "high");
  });
});
