import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import fc from "fast-check";
import { emptyAlarms } from "../../core/alarm/alarm.ts";
import { severities } from "../../core/alert/severity.ts";
import { EscalationRate, type MissedThreat } from "../../core/measure/figure.ts";
import { slotOf, type Tally } from "../../core/measure/tally.ts";
import { stretchesOf } from "../../core/measure/zone.ts";
import { verdicts } from "../../core/verdict/verdict.ts";
import { boardReportPdf } from "../../stages/measure/board-report.ts";
import { measureVersion } from "../../stages/measure/measuring.ts";
import { escalationSays } from "../../stages/measure/say.ts";
import { openApiScene } from "../../testing/api-scene.ts";
import { memoryMeasures } from "../../testing/memory-measures.ts";
import { Figures } from "../contract/measures.ts";
import { prometheusText } from "../service/prometheus.ts";
import { boardReportOf } from "./board.ts";
import { csvOf } from "./csv.ts";
import { assumed, figuresOf } from "./figures.ts";
import { figureMetrics } from "./metrics.ts";
import { noisyRulesOf } from "./rules.ts";

const slot = slotOf(Date.UTC(2026, 9, 5));
const period = { fromSlot: slot - 96, toSlot: slot + 96, zone: "UTC", days: stretchesOf("UTC", "day", slot - 96, slot + 96) };

const tally = fc
  .record({
    severity: fc.constantFrom(...severities),
    outcome: fc.constantFrom("agent", "people", "escalated", "waiting", "open"),
    verdict: fc.constantFrom(...verdicts, "none"),
    handed: fc.constantFrom(0, 1),
    n: fc.integer({ min: 1, max: 10_000 }),
  })
  .map(
    ({ severity, outcome, verdict, handed, n }): Tally => ({
      family: "flow",
      slot,
      key: [severity, "other", outcome, verdict, handed, 1, 0],
      n,
      sum: 0,
    }),
  );
const bound = fc.oneof(
  fc.constant<MissedThreat>({ measured: false, because: "nobody judged" }),
  fc
    .record({
      judged: fc.integer({ min: 1, max: 500 }),
      missed: fc.integer({ min: 0, max: 9 }),
      cover: fc.constant({ covered: 960, closed: 1_000 }),
      upperBound: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map((each): MissedThreat => ({ measured: true, ...each })),
);

async function madeOf(tallies: readonly Tally[], missed: MissedThreat) {
  const measures = memoryMeasures();
  await measures.open(measureVersion);
  const place = { world: "watch-000001", sequence: 1, previous: "", latestMs: 1, plainBelow: 0 };
  await measures.put({ before: 0, place, lines: [], gone: [], tallies });
  const of = () => missed;
  const bounds = { all: missed, ofSeverity: of, ofCategory: of, ofClass: of };
  return {
    figures: await figuresOf(measures, period, assumed, { connected: false, currency: null }, bounds),
    rules: await noisyRulesOf(measures, period, 10),
  };
}

// Guarantee: the escalation rate never leaves the process without the missed-threat bound and the share of insufficient data of the same period and stratum.
describe("the escalation rate, wherever it is exported", () => {
  const anything = (check: (made: Awaited<ReturnType<typeof madeOf>>) => void) =>
    fc.assert(
      fc.asyncProperty(fc.array(tally, { maxLength: 12 }), bound, async (tallies, missed) => check(await madeOf(tallies, missed))),
      { numRuns: 60 },
    );

  test("API: the shape has no place for a rate alone", () =>
    anything(({ figures }) => {
      const { escalation } = Figures.parse(figures);
      const all = [
        escalation.all,
        ...[escalation.bySeverity, escalation.byCategory, escalation.bySource, escalation.byClass].flat().map((each) => each.escalation),
      ];
      for (const each of all) {
        assert.ok(EscalationRate.safeParse(each).success);
        for (const part of ["missedThreat", "insufficientData"] as const)
          assert.ok(!EscalationRate.safeParse({ ...each, [part]: undefined }).success);
      }
      // Nothing else of the answer is a rate of escalation.
      const { escalation: _, ...rest } = figures;
      assert.ok(!/"escalation(?:Rate)?"/.test(JSON.stringify(rest)));
    }));

  test("CSV: every row of it has both, as numbers or as not measured", () =>
    anything(({ figures, rules }) => {
      const [head = "", ...lines] = csvOf(figures, rules).trimEnd().split("\r\n");
      const columns = head.split(",");
      const rows = lines.filter((line) => /escalat\w* rate/i.test(line.slice(0, line.indexOf(","))));
      assert.ok(rows.length > 0);
      for (const row of rows) {
        const cells = row.split(",");
        for (const column of ["missed_threat_upper_bound", "insufficient_data_share"])
          assert.match(cells[columns.indexOf(column)] ?? "", /^(?:not measured|\d[\d.e-]*)$/, row);
      }
    }));

  test("Prometheus: each stratum that has a rate has all parts, under one name", () =>
    anything(({ figures }) => {
      const text = prometheusText(figureMetrics(figures, emptyAlarms()));
      const samples = [...text.matchAll(/^(\w*escalation\w*)\{severity="([^"]+)",part="([^"]+)"\} (\S+)$/gm)];
      assert.ok(samples.length > 0 && samples.every(([, name]) => name === "watchkeeper_escalation_ratio"));
      for (const [severity, its] of Map.groupBy(samples, ([, , of]) => of)) {
        const parts = its.map(([, , , part]) => part).toSorted();
        assert.deepEqual(
          parts,
          ["high", "insufficient_data", "low", "missed_threat_cover", "missed_threat_upper_bound", "share"],
          severity,
        );
        for (const [, , , , value] of its) assert.match(value ?? "", /^(?:NaN|\d[\d.e-]*)$/);
      }
    }));

  test("PDF and words: what says the rate says the others", () =>
    anything(({ figures }) => {
      assert.match(
        escalationSays(figures.escalation.all),
        /^escalation rate .*; missed threats .*: (?:at most|not measured).*; insufficient data: /,
      );
      const pdf = Buffer.from(
        boardReportPdf(boardReportOf(figures, emptyAlarms(), { tenant: "default", month: "2026-10", ...period })),
      ).toString("latin1");
      const texts = [...pdf.matchAll(/\((.*?)\) Tj/g)].map(([, each]) => each ?? "");
      assert.deepEqual(texts.slice(texts.indexOf("escalated"), texts.indexOf("escalated") + 3), [
        "escalated",
        "missed threats",
        "insufficient data",
      ]);
      const from = texts.indexOf("all");
      const [rate = "", most = "", lacking = ""] = texts.slice(from + 1, from + 4);
      assert.match(rate, /^(?:not measured|[\d.]+ % of [\d,]+)$/);
      assert.match(most, /^(?:not measured|at most [\d.]+ %)$/);
      assert.match(lacking, /^(?:not measured|[\d.]+ %)$/);
    }));
});

describe("the dashboard for Grafana", () => {
  test("names only metrics that are exported, with labels that they have", async () => {
    const scene = await openApiScene();
    Object.assign(scene.tenant().desk, { writeBack: { counts: () => ({ waiting: 0, failed: 0 }) } });
    const { body } = await scene.ask({ url: "/metrics" }, { role: "viewer" });
    const exported = new Set([...body.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
    const path = new URL("../../../packaging/grafana/watchkeeper.json", import.meta.url);
    const board = JSON.parse(readFileSync(path, "utf8")) as { panels: { targets: { expr: string }[] }[] };
    const asked = board.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
    const named = asked.flatMap((expr) => expr.match(/watchkeeper_\w+/g) ?? []);
    assert.ok(named.length >= 15);
    for (const name of named) assert.ok(exported.has(name), `${name} is not exported`);
    // Where the rate is shown its bound is.
    for (const expr of asked.filter((each) => each.includes("escalation_ratio")))
      assert.match(expr, /share\|missed_threat_upper_bound\|missed_threat_cover\|insufficient_data/);
  });
});
