import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { slotMs, slotOf } from "../src/core/measure/tally.ts";
import { stretchesOf } from "../src/core/measure/zone.ts";
import { evolveQualitySamples } from "../src/core/quality-sample/evolve.ts";
import { emptyQualitySamples, type QualitySampleEvent, qualitySampleWorld } from "../src/core/quality-sample/quality-sample.ts";
import { packFiles } from "../src/core/transparency/pack/pack.ts";
import { exportPack } from "../src/engine/journal/export-pack.ts";
import { openCounting } from "../src/engine/measure/counting.ts";
import { openSealedLog } from "../src/engine/sealed-log.ts";
import { openRandom } from "../src/learning/random.ts";
import { boundsIn } from "../src/server/measures/bounds.ts";
import { assumed, figuresOf } from "../src/server/measures/figures.ts";
import { measuredDay } from "../src/testing/measured-day.ts";
import { measuredSamples } from "../src/testing/measured-samples.ts";
import { memoryMeasures } from "../src/testing/memory-measures.ts";

type Figures = Awaited<ReturnType<typeof figuresOf>>;
type Strata = "bySeverity" | "byCategory" | "bySource" | "byClass";
// The script's output is read as whoever runs it reads it.
// biome-ignore lint/suspicious/noExplicitAny: it is JSON of another program.
type Told = any;

const names = { bySeverity: "severity", byCategory: "category", bySource: "source", byClass: "class" } as const;
const close = (one: number, other: number, says: string, within = 1e-9) =>
  assert.ok(Math.abs(one - other) <= within * Math.max(1, Math.abs(other)), `${says}: ${one} and ${other}`);

// Guarantee: whoever has nothing but the exported record and Node comes to the same figures, by another way.
describe("independent-figures.mjs", () => {
  const folder = mkdtempSync(join(tmpdir(), "figures-"));
  let ours: Figures;
  let told: Told;
  after(() => rmSync(folder, { recursive: true, force: true }));
  before(async () => {
    const { ground } = await measuredDay({ whole: true, rounds: 45 });
    const clock = { nowMs: () => ground.nowMs, sleep: () => Promise.resolve() };
    const samples = emptyQualitySamples();
    const random = openRandom(11);
    const log = await openSealedLog<QualitySampleEvent>(await ground.parts.worlds.journal(qualitySampleWorld), clock, {
      fold: (fact) => evolveQualitySamples(samples, fact),
      factOf: (text) => JSON.parse(text) as QualitySampleEvent,
      streamOf: () => "quality",
    });
    await log.record(measuredSamples(ground.nowMs, random));
    const worlds: string[] = [];
    for (const [name, journal] of ground.journals) {
      const pack = await exportPack(journal, clock, () => true);
      worlds.push(join(folder, name));
      for (const { path, bytes } of packFiles(pack)) {
        mkdirSync(dirname(join(folder, name, path)), { recursive: true });
        writeFileSync(join(folder, name, path), bytes);
      }
    }
    const measures = memoryMeasures();
    await (await openCounting({ worlds: ground.parts.worlds, measures })).catchUp();
    // The second day, so that there is a period before it.
    const [fromMs, toMs] = [ground.nowMs - 9 * 3_600_000, ground.nowMs + slotMs];
    const [fromSlot, toSlot] = [slotOf(fromMs), slotOf(toMs) + 1];
    const period = { fromSlot, toSlot, zone: "UTC", days: stretchesOf("UTC", "day", fromSlot, toSlot) };
    ours = await figuresOf(measures, period, assumed, { connected: true, currency: "EUR" }, boundsIn(samples, period, ground.nowMs));
    // Away from our code and its packages.
    const tools = new URL(".", import.meta.url).pathname;
    for (const part of ["independent-figures.mjs", "independent-figures"])
      cpSync(join(tools, part), join(folder, "script", part), { recursive: true });
    const words = ["--from", new Date(fromSlot * slotMs).toISOString(), "--to", new Date(toSlot * slotMs).toISOString()];
    const script = join(folder, "script", "independent-figures.mjs");
    told = JSON.parse(execFileSync(process.execPath, [script, ...words, ...worlds], { encoding: "utf8", maxBuffer: 64 * 1_048_576 }));
  });

  const sameShare = (mine: Figures["coverage"]["all"], its: Told, says: string) => {
    assert.equal(mine.measured, its !== null, says);
    if (!mine.measured) return;
    assert.deepEqual([mine.right, mine.of], [its.right, its.of], says);
    close(mine.interval[0], its.interval[0], says, 1e-7);
    close(mine.interval[1], its.interval[1], says, 1e-7);
  };
  const eachStratum = (
    figure: { readonly [By in Strata]: readonly object[] },
    of: Told,
    same: (mine: Told, its: Told, says: string) => void,
  ) => {
    for (const by of Object.keys(names) as Strata[]) {
      assert.equal(figure[by].length, Object.keys(of[by]).length, by);
      for (const mine of figure[by]) {
        const stratum = String((mine as Told)[names[by]]);
        same(mine, of[by][stratum], `${by} ${stratum}`);
      }
    }
  };

  test("the world has of everything that is counted", () => {
    const { flow, falseContainment, approval, coverage, hostileText, override, models, escalation } = ours;
    assert.ok(flow.closedByAgent > 5 && flow.closedByPeople > 5 && flow.escalated > 5 && flow.deadLettered > 0, JSON.stringify(flow));
    assert.ok(falseContainment.all.measured && falseContainment.all.right > 0 && approval.all.measured);
    assert.ok(override.rate.measured && override.rate.right > 0 && models.calls > 5);
    assert.ok(coverage.all.measured && coverage.all.right > 5 && hostileText.all.measured && hostileText.all.right > 0);
    assert.ok(escalation.all.missedThreat.measured && escalation.all.missedThreat.missed > 0);
  });

  test("flow, verdicts, drift, overrides and volume", () => {
    const { definition: _, ...flow } = ours.flow;
    assert.deepEqual(told.flow, flow);
    const { truePositive, benign, falsePositive, insufficientData, open } = ours.verdicts.all;
    assert.deepEqual(told.verdicts.all, {
      "true-positive": truePositive,
      "false-positive": falsePositive,
      "insufficient-data": insufficientData,
      benign,
      open,
    });
    const { drift } = ours.verdicts;
    assert.ok(drift.measured);
    close(drift.index, told.verdicts.drift, "drift");
    sameShare(ours.override.rate, told.override.rate, "override");
    assert.equal(ours.override.abstained, told.override.abstained);
    sameShare(ours.volume.reduction, told.volume.reduction, "volume");
  });

  test("the escalation rate with its bound and its insufficient data, whole and by stratum", () => {
    const same = (mine: Figures["escalation"]["all"], its: Told, says: string) => {
      sameShare(mine.rate, its.rate, says);
      sameShare(mine.insufficientData, its.insufficientData, says);
      const { missedThreat } = mine;
      assert.equal(missedThreat.measured, (its.missedThreat ?? null) !== null, says);
      if (!missedThreat.measured) return;
      assert.deepEqual([missedThreat.judged, missedThreat.missed], [its.missedThreat.judged, its.missedThreat.missed], says);
      close(missedThreat.upperBound, its.missedThreat.upperBound, says, 1e-7);
    };
    same(ours.escalation.all, told.escalation.all, "all");
    eachStratum(ours.escalation, told.escalation, (mine, its, says) => same(mine.escalation, its, says));
  });

  test("auto-close rate, coverage, hostile text, false containment", () => {
    for (const name of ["autoClose", "coverage", "hostileText"] as const) {
      sameShare(ours[name].all, told[name].all, name);
      eachStratum(ours[name], told[name], (mine, its, says) => sameShare(mine.share, its, `${name} ${says}`));
    }
    sameShare(ours.falseContainment.all, told.falseContainment.all, "false containment");
    for (const { tier, share } of ours.falseContainment.byTier) sameShare(share, told.falseContainment.byTier[tier], `tier ${tier}`);
  });

  test("times: n and mean to the millisecond, percentiles within the bins", () => {
    const same = (mine: Figures["approval"]["all"], its: Told, says: string) => {
      assert.equal(mine.leftOut, its.leftOut, says);
      assert.equal(mine.measured ? mine.n : 0, its.n, says);
      if (!mine.measured) return;
      close(mine.meanMs, its.meanMs, says);
      for (const part of ["p50Ms", "p90Ms", "p95Ms"] as const) close(mine[part], its[part], `${says} ${part}`, 0.0251);
    };
    for (const name of ["mttd", "mtta", "mtti"] as const) {
      same(ours.times[name].all, told.times[name].all, name);
      eachStratum(ours.times[name], told.times[name], (mine, its, says) => same(mine.durations, its, `${name} ${says}`));
    }
    same(ours.times.mttr.all, told.mttr.all, "mttr");
    same(ours.approval.all, told.approval.all, "approval");
    for (const { tier, durations } of ours.approval.byTier) same(durations, told.approval.byTier[tier], `approval of tier ${tier}`);
  });

  test("the cost of models", () => {
    const { calls, failed, tokens, seconds, cost, perCase, perAlert } = ours.models;
    assert.deepEqual([told.models.calls, told.models.failed, told.models.tokens], [calls, failed, tokens]);
    close(seconds, told.models.seconds, "seconds");
    close(cost, told.models.cost, "cost");
    for (const [mine, its] of [
      [perCase, told.models.perCase],
      [perAlert, told.models.perAlert],
    ] as const) {
      assert.equal(mine.measured, its !== null);
      if (mine.measured) for (const part of ["of", "tokens", "seconds", "cost"] as const) close(mine[part], its[part], part);
    }
  });
});
