import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Change } from "../../ports/views.ts";
import { anyPut, everything } from "./any-rows.ts";
import { exampleAlertRow, exampleCaseRow, type ViewsScene, world } from "./scene.ts";

export function testChanges(open: () => Promise<ViewsScene>, runs: number): void {
  // Guarantees: a live view that goes on after the last change it saw misses none, while several processes write; and sees none where nothing changed.
  test("changes are numbered without gaps, in one order, for exactly what changed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyPut, { minLength: 1, maxLength: 6 }), async (puts) => {
        const { views, other } = await open();
        const seen: Change[] = [];
        let isWriting = true;
        const reader = async () => {
          for (let last = false; ; ) {
            const page = await views.changes(seen.at(-1)?.revision ?? 0, 3);
            seen.push(...page);
            if (page.length === 0 && last) return;
            last = !isWriting;
          }
        };
        const reading = reader();
        await Promise.all(puts.map((each, index) => [views, other][index % 2]!.put({ ...each, world })));
        await other.note({ kind: "source", id: "siem" });
        isWriting = false;
        await reading;
        assert.deepEqual(
          seen.map(({ revision }) => revision),
          seen.map((_, index) => index + 1),
        );
        assert.equal(await views.latest(), seen.length);
        assert.deepEqual(seen.at(-1), { revision: seen.length, kind: "source", id: "siem" });
        assert.deepEqual(
          new Set(seen.filter(({ kind }) => kind === "alert").map(({ id }) => id)),
          new Set((await everything(views)).map(({ id }) => id)),
        );
      }),
      { numRuns: runs },
    );
  });

  test("the same rows put again change nothing", async () => {
    const { views } = await open();
    const rows = { alerts: [exampleAlertRow("a")], cases: [exampleCaseRow("case-1")], world, sequence: 3 };
    await views.put(rows);
    await views.put(rows);
    await views.put({ ...rows, sequence: 4 });
    assert.deepEqual(await views.changes(0, 10), [
      { revision: 1, kind: "alert", id: "a" },
      { revision: 2, kind: "case", id: "case-1" },
    ]);
    // What an earlier place said is not heard after a later one said the same as before it.
    await views.put({ alerts: [exampleAlertRow("a", { state: "closed" })], cases: [], world, sequence: 3 });
    assert.equal((await views.alert("a"))?.state, "open");
  });

  test("whoever waits for a change is woken by another process", async () => {
    const { views, other } = await open();
    const waiting = views.arrival(0, 20_000, new AbortController().signal);
    await other.note({ kind: "job", id: "1" });
    await waiting;
    assert.equal(await views.latest(), 1);
    await views.arrival(1, 0, new AbortController().signal);
    const ended = new AbortController();
    const aborted = views.arrival(1, 20_000, ended.signal);
    ended.abort();
    await aborted;
  });
}
