import assert from "node:assert/strict";
import { test } from "node:test";
import { QualitySettings } from "../../core/quality-sample/settings.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { type Closing, openQualityScene, type QualityScene } from "../../testing/quality-scene.ts";

// Guarantees: every setting of quality samples changes what its words say, and a change takes effect with the next epoch.

const start = Date.UTC(2026, 4, 5, 6);
const dayMs = 86_400_000;
const nothing = { share: 0, "least-share": 0.001, minimum: 0, "rare-share": 0, "high-risk-share": 0, "second-share": 0, "gold-share": 0 };

/** Closes so many in a first epoch, and so many in the one after it, under settings. */
async function twoEpochs(set: Partial<QualitySettings>, more: Partial<Closing> = {}, times = 200): Promise<QualityScene> {
  const clock = fakeClock(start);
  const scene = await openQualityScene(clock, { set: { ...nothing, ...set } });
  await scene.desk.begin();
  for (let each = 1; each <= times; each++) await scene.close(`case-${each}`, more);
  clock.pass(8 * dayMs);
  await scene.desk.round();
  for (let each = times + 1; each <= 2 * times; each++) await scene.close(`case-${each}`, more);
  return scene;
}

const sharesOf = async (scene: QualityScene, epoch: number) => {
  const { units } = await scene.state();
  return [...new Set([...units.values()].filter((unit) => unit.epoch === epoch).map(({ share }) => share))];
};

test("share: the part of everything that is drawn, once the last epoch is known; least-share: the least of any stratum", async () => {
  assert.deepEqual(await sharesOf(await twoEpochs({}), 2), [0.001]);
  assert.deepEqual(await sharesOf(await twoEpochs({ "least-share": 0.03 }), 2), [0.03]);
  const scene = await twoEpochs({ share: 0.25 });
  assert.deepEqual([await sharesOf(scene, 1), await sharesOf(scene, 2)], [[0.001], [0.25]]);
});

test("minimum: so many of each stratum; rare-share: strata that the last epoch did not have", async () => {
  assert.deepEqual(await sharesOf(await twoEpochs({ minimum: 20 }), 2), [0.1]);
  const scene = await twoEpochs({ "rare-share": 0.4 });
  assert.deepEqual([await sharesOf(scene, 1), await sharesOf(scene, 2)], [[0.4], [0.001]]);
});

test("high-risk-share: at least that part where severity is high", async () => {
  assert.deepEqual(await sharesOf(await twoEpochs({ "high-risk-share": 0.3 }, { severity: "high" }), 2), [0.3]);
  assert.deepEqual(await sharesOf(await twoEpochs({ "high-risk-share": 0.3 }, { severity: "low" }), 2), [0.001]);
});

test("second-share and gold-share: the parts of what is drawn that two people judge, and that a gold alert is made after", async () => {
  const counts = async (set: Partial<QualitySettings>) => {
    const { samples } = await (await twoEpochs({ share: 1, "rare-share": 1, ...set }, {}, 60)).state();
    const all = [...samples.values()];
    return [all.filter(({ kind }) => kind === "gold").length, all.filter(({ judgements }) => judgements === 2).length];
  };
  assert.deepEqual(await counts({}), [0, 0]);
  assert.deepEqual(await counts({ "gold-share": 1, "second-share": 1 }), [120, 120]);
  const [golds = 0, seconds = 0] = await counts({ "gold-share": 0.5, "second-share": 0.5 });
  assert.ok(golds > 35 && golds < 85 && seconds > 35 && seconds < 85, `${golds} ${seconds}`);
});

test("due-days: when a sample is due; epoch-days: how long one secret decides", async () => {
  const clock = fakeClock(start);
  const scene = await openQualityScene(clock, { set: { "rare-share": 1, "gold-share": 0, "due-days": 3, "epoch-days": 2 } });
  await scene.desk.begin();
  await scene.close("case-1");
  const [sample] = (await scene.state()).samples.values();
  assert.equal((sample?.dueAtMs ?? 0) - clock.nowMs(), 3 * dayMs);
  clock.pass(2 * dayMs - 1_000);
  await scene.desk.round();
  assert.equal((await scene.state()).epochs.size, 1);
  clock.pass(1_000);
  await scene.desk.round();
  assert.equal((await scene.state()).epochs.size, 2);
});

test("the defaults keep the rules that samples are drawn by", () => {
  const { "gold-share": gold, "second-share": second, ...rest } = QualitySettings.parse({});
  assert.ok(gold >= 0.02 && gold <= 0.05 && second >= 0.1);
  assert.ok(rest["rare-share"] > rest.share && rest["high-risk-share"] > rest.share && rest["least-share"] < rest.share);
});
