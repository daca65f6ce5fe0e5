import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { still } from "../../testing/connector-contract/scene.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { openQuota, waitingMax } from "./quota.ts";

describe("limits", () => {
  test("no more at once than allowed, first come first served, and nobody is forgotten", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.array(fc.nat(3), { maxLength: 20 }), async (atOnce, turns) => {
        const quota = openQuota("edge", { atOnce }, fakeClock(0));
        let running = 0;
        let most = 0;
        const begun: number[] = [];
        await Promise.all(
          turns.map((ticks, index) =>
            quota.inTurn(still(), async () => {
              begun.push(index);
              most = Math.max(most, ++running);
              for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
              running--;
            }),
          ),
        );
        assert.ok(most <= atOnce);
        assert.deepEqual(begun, [...turns.keys()]);
      }),
      { numRuns: 50 },
    );
  });

  test("beginnings are apart by the pace, and too long a queue is refused", async () => {
    const clock = fakeClock(1_000);
    const quota = openQuota("edge", { perSecond: 4, atOnce: 100 }, clock);
    const at: number[] = [];
    await Promise.all(Array.from({ length: 5 }, () => quota.inTurn(still(), async () => void at.push(clock.nowMs()))));
    assert.deepEqual(at, [1_000, 1_250, 1_500, 1_750, 2_000]);
    const slow = openQuota("edge", { perSecond: 0.01, atOnce: 100 }, fakeClock(0));
    await slow.inTurn(still(), async () => {});
    await assert.rejects(
      slow.inTurn(still(), async () => {}),
      { code: "connector/quota-spent" },
    );
  });

  test("a day's requests are a day's, and the next midnight is told", async () => {
    const clock = fakeClock(86_400_000 - 60_000);
    const quota = openQuota("edge", { perDay: 2 }, clock);
    for (let turn = 0; turn < 2; turn++) await quota.inTurn(still(), async () => {});
    await assert.rejects(
      quota.inTurn(still(), async () => {}),
      { code: "connector/quota-spent", retry: { afterMs: 60_000 } },
    );
    clock.pass(60_000);
    await quota.inTurn(still(), async () => {});
  });

  test("more than so many that wait are refused, and whoever stops gives the place up", async () => {
    const quota = openQuota("edge", { atOnce: 1 }, fakeClock(0));
    const gate = Promise.withResolvers<void>();
    const first = quota.inTurn(still(), () => gate.promise);
    const stop = new AbortController();
    const waiting = Array.from({ length: waitingMax }, () => quota.inTurn(stop.signal, async () => {}).catch(() => "stopped"));
    await assert.rejects(
      quota.inTurn(still(), async () => {}),
      { code: "connector/quota-spent" },
    );
    stop.abort(new Error("stopped"));
    assert.ok((await Promise.all(waiting)).every((each) => each === "stopped"));
    const last = quota.inTurn(still(), async () => "served");
    gate.resolve();
    assert.deepEqual([await first, await last], [undefined, "served"]);
  });
});
