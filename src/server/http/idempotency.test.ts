import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SocError } from "../../core/soc-error.ts";
import { type AnswerStore, answerLastsMs, claimLastsMs, keptAnswerCharactersMax } from "../../ports/answer-store.ts";
import { memoryAnswers } from "../../testing/memory-answers.ts";
import { once } from "./idempotency.ts";
import { noRight, notRunning } from "./refusals.ts";

const asked = { scope: "act person:mara", key: "k", digest: "sha256:a" };
const start = Date.UTC(2026, 0, 5);
const answer = { status: 200, type: "application/json", body: "{}" };
const refused = (code: string) => (error: unknown) => error instanceof SocError && error.code === code;

/** A deed that is counted, done under one key at a clock that is set. */
function scene(store: AnswerStore = memoryAnswers()) {
  const at = { nowMs: start, done: 0 };
  const ask = (work: () => typeof answer = () => answer) =>
    once(
      store,
      asked,
      () => at.nowMs,
      async () => {
        at.done++;
        return work();
      },
    );
  return { at, ask };
}

describe("a key does its deed once", () => {
  test("also when the answer cannot be kept because the store fails: it is answered, and never done again", async () => {
    const broken = () => Promise.reject(new Error("the database is gone"));
    const { at, ask } = scene({ ...memoryAnswers(), finish: broken });
    assert.deepEqual(await ask(), { ...answer, again: false });
    await assert.rejects(ask(), refused("server/key-under-way"));
    at.nowMs += claimLastsMs + 1;
    await assert.rejects(ask(), refused("server/outcome-unknown"));
    assert.equal(at.done, 1);
  });

  test("also when letting go of old answers fails: the answer is given, and given again", async () => {
    const { at, ask } = scene({ ...memoryAnswers(), forget: () => Promise.reject(new Error("too slow")) });
    assert.equal((await ask()).again, false);
    assert.deepEqual(await ask(), { ...answer, again: true });
    assert.equal(at.done, 1);
  });

  test("also when the work takes longer than a claim is believed; its answer is given from then on", async () => {
    const store = memoryAnswers();
    const { at, ask } = scene(store);
    const slow = Promise.withResolvers<typeof answer>();
    const first = once(
      store,
      asked,
      () => at.nowMs,
      () => slow.promise,
    );
    at.nowMs += claimLastsMs + 1;
    await assert.rejects(ask(), refused("server/outcome-unknown"));
    slow.resolve(answer);
    assert.equal((await first).again, false);
    assert.deepEqual(await ask(), { ...answer, again: true });
    assert.equal(at.done, 0);
  });

  test("also when its answer is too long to keep", async () => {
    const { at, ask } = scene();
    const long = { ...answer, body: "x".repeat(keptAnswerCharactersMax + 1) };
    assert.deepEqual(await ask(() => long), { ...long, again: false });
    for (const laterMs of [0, claimLastsMs + 1, answerLastsMs - claimLastsMs - 2]) {
      at.nowMs += laterMs;
      await assert.rejects(ask(), refused("server/answer-not-kept"));
    }
    assert.equal(at.done, 1);
  });

  test("also when a fault or a lost store may have come after the deed", async () => {
    const lost = new SocError({ code: "storage/server-lost", problem: "gone", remedy: "wait", retry: { afterMs: 1 } });
    for (const failure of [new TypeError("a fault"), lost]) {
      const { at, ask } = scene();
      await assert.rejects(
        ask(() => {
          throw failure;
        }),
        (error) => error === failure,
      );
      at.nowMs += claimLastsMs + 1;
      await assert.rejects(ask(), refused("server/outcome-unknown"));
      assert.equal(at.done, 1);
    }
  });

  test("a refusal came to nothing: the same key may do it then", async () => {
    for (const refusal of [noRight("respond"), notRunning("the watch")]) {
      const { at, ask } = scene();
      await assert.rejects(
        ask(() => {
          throw refusal;
        }),
      );
      assert.deepEqual(await ask(), { ...answer, again: false });
      assert.equal(at.done, 2);
    }
    const { ask } = scene();
    await ask(() => ({ ...answer, status: 429 }));
    assert.equal((await ask()).again, false);
  });

  test("a release that fails hides nothing: whoever asked is told the refusal", async () => {
    const { ask } = scene({ ...memoryAnswers(), release: () => Promise.reject(new Error("the database is gone")) });
    await assert.rejects(
      ask(() => {
        throw noRight("respond");
      }),
      refused("server/no-right"),
    );
  });
});
