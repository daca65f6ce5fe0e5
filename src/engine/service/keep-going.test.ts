import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fakeClock } from "../../testing/fake-clock.ts";
import { keepGoing, type Part, pauseMsMax, wellAfterMs } from "./keep-going.ts";

// Guarantees: a part that fails is begun again and takes no other with it, and one that is told to stop is waited for.

const until = (signal: AbortSignal) => new Promise<void>((settle) => signal.addEventListener("abort", () => settle(), { once: true }));

function scene(parts: readonly Part[]) {
  const clock = fakeClock(0);
  const failures: { part: string; restarts: number; pauseMs: number; cause: unknown; atMs: number }[] = [];
  const stop = new AbortController();
  const failed = (part: string, restarts: number, pauseMs: number, cause: unknown) =>
    void failures.push({ part, restarts, pauseMs, cause, atMs: clock.nowMs() });
  const keeping = keepGoing(parts, { clock, failed }, stop.signal);
  return { clock, failures, stop, keeping };
}

describe("parts of the service", () => {
  test("one that fails is begun again after pauses that grow up to a bound; another never notices", async () => {
    let begun = 0;
    let stopped = false;
    const stop = new AbortController();
    const failing: Part = {
      name: "failing",
      async work() {
        begun++;
        if (begun === 12) stop.abort();
        throw new Error("no");
      },
    };
    const steady: Part = {
      name: "steady",
      async work(signal) {
        await until(signal);
        stopped = true;
      },
    };
    const { failures, keeping, stop: end } = scene([failing, steady]);
    await until(stop.signal);
    assert.deepEqual(
      keeping.states().map(({ name, state }) => [name, state]),
      [
        ["failing", "failing"],
        ["steady", "running"],
      ],
    );
    end.abort();
    await keeping.ended;
    assert.ok(stopped);
    const pauses = failures.map(({ pauseMs }) => pauseMs);
    assert.deepEqual(pauses.slice(0, 4), [500, 1_000, 2_000, 4_000]);
    assert.equal(Math.max(...pauses), pauseMsMax);
    assert.deepEqual(
      keeping.states().map(({ state }) => state),
      ["ended", "ended"],
    );
  });

  test("one that ends although nobody asked is begun again too, and counts as well once it ran for a while", async () => {
    let begun = 0;
    const clockOf: { clock?: ReturnType<typeof fakeClock> } = {};
    const part: Part = {
      name: "part",
      async work(signal) {
        begun++;
        if (begun === 4) await until(signal);
        if (begun === 3) await clockOf.clock!.sleep(wellAfterMs + 1, signal).catch(() => {});
      },
    };
    const { clock, failures, keeping, stop } = scene([part]);
    clockOf.clock = clock;
    while (begun < 4) await new Promise((settle) => setImmediate(settle));
    assert.deepEqual(
      failures.map(({ pauseMs, cause }) => [pauseMs, cause]),
      [
        [500, undefined],
        [1_000, undefined],
        [500, undefined],
      ],
    );
    stop.abort();
    await keeping.ended;
  });
});
