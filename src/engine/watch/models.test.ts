import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { carriedParts } from "../../core/watch/carried.ts";
import { evolveWatch } from "../../core/watch/evolve-watch.ts";
import { emptyWatch, isSettled, type WatchState } from "../../core/watch/watch.ts";
import { emptyAnswers, modelParts, toldModel } from "../../testing/told-model.ts";
import { handTo, type WatchGround, watchByHand, watchGround } from "../../testing/watch-by-hand.ts";
import { factOf } from "./fact-text.ts";

const never = () => new Promise<void>(() => {});
const limits = { settlingMs: 0, settlingMaxMs: 0, lookMs: 0, casesAtOnceMax: 3 };
const pause = () => new Promise<void>((done) => setImmediate(done));

/** Alerts that share nothing, of which each holds a long text. */
function handSome(ground: WatchGround, count: number): void {
  for (let n = 0; n < count; n++)
    handTo(ground, "sensor", {
      title: `Suspicious text ${n}`,
      severity: n === 0 ? "critical" : "high",
      host: `ws-${n}.example.test`,
      user: `user${n}`,
      description: `case number ${n}. `.repeat(30),
    });
}

/** Steps until something holds; of what is under way nothing is waited for. */
async function until(watch: Awaited<ReturnType<typeof watchByHand>>, holds: () => boolean): Promise<void> {
  for (let steps = 0; steps < 5_000; steps++) {
    if (holds()) return;
    await watch.investigators.step();
    await pause();
  }
  assert.fail("it never came to that");
}

const settled = ({ run }: WatchState) => [...run.cases.values()].filter(isSettled).length;

describe("models in the watch", () => {
  test("a model that does not answer about one case holds up no other, and that one ends without it", async () => {
    let held: (() => void) | undefined;
    const model = toldModel(({ role, prompt }) => {
      if (role === "reader" && prompt.text.includes("case number 0"))
        return new Promise((done) => {
          held = () => done("");
        });
      return emptyAnswers[role];
    });
    const ground = watchGround({ models: modelParts(model) });
    const watch = await watchByHand(ground, limits, "worker-1", never);
    handSome(ground, 12);
    await watch.round();
    ground.nowMs += 60_000;
    await until(watch, () => settled(watch.state()) === 11);
    assert.ok(held, "the case that waits is the most urgent, and was begun first");
    held();
    await until(watch, () => settled(watch.state()) === 12);
  });

  // Guarantees that a budget outlives the process that spends it: whoever takes a case over goes on with what is left.
  test("a process that ended between question and answer leaves its reservation spent for the one that takes over, and nothing is asked twice", async () => {
    const ground = watchGround({
      models: modelParts(toldModel(({ role }) => (role === "reader" ? never().then(() => "") : emptyAnswers[role]))),
    });
    const first = await watchByHand(ground, limits, "worker-1", never);
    handSome(ground, 1);
    await first.round();
    ground.nowMs += 60_000;
    await until(first, () => first.state().run.modelSpend.calls === 1);
    const reserved = first.state().run.modelSpend.dayTokens;
    assert.ok(reserved > 0);

    const model = toldModel(({ role }) => emptyAnswers[role]);
    const known = await ground.parts.knowledge();
    const after = { ...ground, parts: { ...ground.parts, knowledge: async () => ({ ...known, models: modelParts(model) }) } };
    const second = await watchByHand(after, limits, "worker-2", never);
    await until(second, () => settled(second.state()) === 1);
    assert.deepEqual(
      model.asked.map(({ role }) => role).filter((role) => role === "reader"),
      [],
    );
    const only = [...second.state().run.cases.values()].find(isSettled);
    const [lost] = only?.model?.calls ?? [];
    assert.ok(lost?.outcome?.kind === "failed");
    assert.equal(lost.outcome.use.inputTokens + lost.outcome.use.outputTokens, reserved);
    assert.equal(second.state().run.modelSpend.dayTokens, only?.model?.tokens);
  });

  test("what models took, and what they added to cases, is carried into the next segment", async () => {
    const ground = watchGround({ models: modelParts(toldModel(({ role }) => emptyAnswers[role])) });
    const watch = await watchByHand(ground, limits, "worker-1", never);
    handSome(ground, 3);
    ground.nowMs += 60_000;
    await watch.round();
    await until(watch, () => settled(watch.state()) === 3);
    const state = watch.state();
    const next = emptyWatch();
    const previous = { world: "", hash: "", entries: 0 };
    evolveWatch(next, { type: "WatchBegan", segment: 2, settings: state.run.settings!, atMs: 0, previous });
    for (const part of carriedParts(state)) evolveWatch(next, factOf(JSON.stringify({ type: "StateCarried", part })));
    assert.ok(state.run.modelSpend.calls >= 3);
    assert.deepEqual(next.run.modelSpend, state.run.modelSpend);
    for (const [id, each] of state.run.cases)
      if (isSettled(each)) {
        const carried = next.run.cases.get(id);
        assert.ok(carried && isSettled(carried) && each.model);
        assert.deepEqual(carried.model, each.model);
      }
  });
});
