import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { QualitySettings } from "../../core/quality-sample/settings.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { openQualityScene, type QualityScene } from "../../testing/quality-scene.ts";
import { simulateSettings } from "./simulate.ts";

// Guarantees: under the settings that were in force the simulation says what was recorded; each setting changes what its words say, and nothing else does.

const start = Date.UTC(2026, 4, 5, 6);
const dayMs = 86_400_000;
const settings = QualitySettings.parse({ share: 0.1, "rare-share": 0.6, "second-share": 0.5, "gold-share": 0.5 });

/** Two epochs of closings in two strata, the first of them judged. */
async function watched(set: Partial<QualitySettings> = {}): Promise<{ readonly scene: QualityScene; readonly nowMs: () => number }> {
  const clock = fakeClock(start);
  const scene = await openQualityScene(clock, { set: { ...settings, ...set } });
  await scene.desk.begin();
  const close = async (from: number) => {
    for (let each = from; each < from + 150; each++) await scene.close(`case-${each}`, { severity: each % 3 === 0 ? "high" : "low" });
  };
  await close(1);
  clock.pass(dayMs);
  for (const [at, id] of [...(await scene.state()).waiting].entries())
    await scene.desk.judge(id, "person:wim", { verdict: at % 5 === 0 ? "true-positive" : "benign", because: "looked" });
  clock.pass(7 * dayMs);
  await scene.desk.round();
  await close(1_000);
  return { scene, nowMs: clock.nowMs };
}

describe("what other settings of quality samples would have made of the last closings", () => {
  test("those in force change nothing, and give each closing the chance that it had", async () => {
    const { scene, nowMs } = await watched();
    const state = await scene.state();
    const found = simulateSettings(state, { now: settings, other: settings }, { nowMs: nowMs(), lastMax: 500 });
    const units = [...state.units.values()];
    assert.deepEqual([found.closings, found.changed, found.now.epochs], [units.length, 0, 2]);
    assert.deepEqual(found.now, found.other);
    const recorded = units.reduce((whole, { share }) => whole + share, 0);
    assert.ok(Math.abs(found.now.samples - recorded) < 1e-9, `${found.now.samples} ${recorded}`);
    assert.equal(found.drawn, units.filter(({ sample }) => sample !== null).length);
    assert.ok(found.strata.length === 2 && found.strata.every(({ now, other }) => now === other));
  });

  const cases: readonly (readonly [keyof QualitySettings, number, (now: Shown, other: Shown) => boolean])[] = [
    ["share", 0.5, (now, other) => other.samples > now.samples && (other.boundOfNone ?? 1) < (now.boundOfNone ?? 1)],
    ["least-share", 0.9, (now, other) => other.samples > now.samples],
    ["minimum", 60, (now, other) => other.samples > now.samples],
    ["rare-share", 0.1, (now, other) => other.samples < now.samples],
    ["high-risk-share", 0.9, (now, other) => other.samples > now.samples],
    ["second-share", 1, (now, other) => other.secondJudgements === other.samples && other.samples === now.samples],
    ["gold-share", 0, (now, other) => other.golds === 0 && now.golds > 0 && other.samples === now.samples],
    ["due-days", 30, (now, other) => other.late < now.late && other.samples === now.samples],
    ["epoch-days", 1, (now, other) => other.epochs >= now.epochs && other.samples !== now.samples],
  ];
  for (const [name, value, holds] of cases)
    test(`${name}: ${value} in place of ${settings[name]}`, async () => {
      const { scene, nowMs } = await watched();
      const late = nowMs() + 20 * dayMs;
      const other = { ...settings, [name]: value };
      const found = simulateSettings(await scene.state(), { now: settings, other }, { nowMs: late, lastMax: 500 });
      assert.ok(holds(found.now, found.other), JSON.stringify(found));
      assert.equal(found.changed > 0, name !== "due-days", JSON.stringify(found));
    });

  test("every setting has a case here", () => {
    assert.deepEqual(cases.map(([name]) => name).toSorted(), Object.keys(settings).toSorted());
  });

  test("looks at the last closings alone, and at none where none was counted", async () => {
    const { scene, nowMs } = await watched();
    const last = simulateSettings(await scene.state(), { now: settings, other: settings }, { nowMs: nowMs(), lastMax: 10 });
    assert.deepEqual([last.closings, last.now.epochs], [10, 1]);
    const none = await (await openQualityScene(fakeClock(start))).state();
    const empty = simulateSettings(none, { now: settings, other: settings }, { nowMs: start, lastMax: 500 });
    assert.deepEqual([empty.closings, empty.now.samples, empty.now.boundOfNone], [0, 0, null]);
  });
});

type Shown = ReturnType<typeof simulateSettings>["now"];
