import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type AnswerStore, type AskedOnce, claimLastsMs } from "../ports/answer-store.ts";

const asked = (key: string, digest = "sha256:a", scope = "approveAction person:mara"): AskedOnce => ({ scope, key, digest });
const answer = { status: 201, type: "application/json", body: '{"text":"ü \\u0000 \'; DROP"}' };
const start = Date.UTC(2026, 0, 5);

/** The promises of every store of answers; `other` is a second door to the same one, as another process has. */
export function testAnswerStore(name: string, open: () => Promise<{ readonly store: AnswerStore; readonly other: AnswerStore }>): void {
  describe(`answers: ${name}`, () => {
    test("what was answered is answered again, to the same request alone, in every process", async () => {
      const { store, other } = await open();
      assert.deepEqual(await store.claim(asked("k"), start), { type: "new" });
      assert.deepEqual(await other.claim(asked("k"), start), { type: "under-way" });
      await store.finish(asked("k"), answer, start);
      assert.deepEqual(await other.claim(asked("k"), start + 1), { type: "answered", answer });
      assert.deepEqual(await other.claim(asked("k", "sha256:b"), start + 1), { type: "other-request" });
      assert.deepEqual(await other.claim(asked("k", "sha256:a", "approveAction person:ines"), start + 1), { type: "new" });
      assert.deepEqual(await other.claim(asked("constructor"), start), { type: "new" });
    });

    test("of many that claim at once, one is the first", async () => {
      const { store, other } = await open();
      const claims = await Promise.all(Array.from({ length: 12 }, (_, at) => (at % 2 ? store : other).claim(asked("race"), start)));
      assert.equal(claims.filter(({ type }) => type === "new").length, 1);
    });

    test("nothing came of it: the next is the first; a claim that nobody finishes is never free again, and its end is still taken", async () => {
      const { store, other } = await open();
      await store.claim(asked("k"), start);
      await store.release(asked("k"));
      assert.deepEqual(await other.claim(asked("k"), start), { type: "new" });
      assert.deepEqual(await store.claim(asked("k"), start + claimLastsMs), { type: "under-way" });
      for (const door of [store, other]) assert.deepEqual(await door.claim(asked("k"), start + claimLastsMs + 1), { type: "unknown" });
      assert.deepEqual(await store.claim(asked("k", "sha256:b"), start + claimLastsMs + 1), { type: "other-request" });
      await other.finish(asked("k"), answer, start + 2 * claimLastsMs);
      assert.deepEqual(await store.claim(asked("k"), start + 3 * claimLastsMs), { type: "answered", answer });
    });

    test("done without an answer to keep: nobody is the first again", async () => {
      const { store, other } = await open();
      await store.claim(asked("k"), start);
      await store.finish(asked("k"), undefined, start);
      await store.release(asked("k"));
      for (const nowMs of [start, start + claimLastsMs + 1]) assert.deepEqual(await other.claim(asked("k"), nowMs), { type: "not-kept" });
      assert.deepEqual(await other.claim(asked("k", "sha256:b"), start), { type: "other-request" });
    });

    test("what is old is let go, some at a time", async () => {
      const { store } = await open();
      for (const key of ["a", "b", "c"]) await store.claim(asked(key), start);
      await store.claim(asked("d"), start + 10);
      assert.equal(await store.forget(start + 10, 2), 2);
      assert.equal(await store.forget(start + 10, 2), 1);
      assert.equal(await store.forget(start + 10, 2), 0);
      assert.deepEqual(await store.claim(asked("d"), start + 10), { type: "under-way" });
    });
  });
}
