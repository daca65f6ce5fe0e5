import type { Clock } from "../ports/clock.ts";

/** How many turns of the event loop nothing must happen before time is let pass. */
const idleTurns = 3;

/**
 * A clock that a test owns: time stands still while anything happens, and when everybody waits it goes on to whoever waits least. Only for tests whose
 * other parts live in memory: it does not see work of the disk or the network.
 */
export type FakeClock = Clock & {
  /** May go back. Whoever sleeps is woken by how long they sleep, whatever the clock shows. */
  readonly set: (nowMs: number) => void;
  readonly pass: (delayMs: number) => void;
};

type Sleeper = { readonly wake: () => void; leftMs: number };

/** A clock that shows `startMs`. */
export function fakeClock(startMs: number): FakeClock {
  const sleepers = new Set<Sleeper>();
  let nowMs = startMs;
  let isWatching = false;
  const pass = (delayMs: number) => {
    nowMs += delayMs;
    for (const sleeper of sleepers) {
      sleeper.leftMs -= delayMs;
      if (sleeper.leftMs <= 0) sleeper.wake();
    }
  };
  const watch = async () => {
    isWatching = true;
    while (sleepers.size > 0) {
      const least = [...sleepers].reduce((a, b) => (b.leftMs < a.leftMs ? b : a));
      for (let turn = 0; turn < idleTurns; turn++) await new Promise((settle) => setImmediate(settle));
      if (sleepers.has(least) && [...sleepers].every(({ leftMs }) => leftMs >= least.leftMs)) pass(least.leftMs);
    }
    isWatching = false;
  };
  return {
    nowMs: () => nowMs,
    set: (toMs) => {
      nowMs = toMs;
    },
    pass,
    sleep: (delayMs, signal) =>
      new Promise((settle, fail) => {
        if (signal?.aborted) return fail(new Error("woken"));
        const sleeper: Sleeper = { leftMs: Math.max(delayMs, 0), wake: () => end(settle) };
        const abort = () => end(() => fail(new Error("woken")));
        const end = (then: () => void) => {
          sleepers.delete(sleeper);
          signal?.removeEventListener("abort", abort);
          then();
        };
        signal?.addEventListener("abort", abort, { once: true });
        sleepers.add(sleeper);
        if (!isWatching) void watch();
      }),
  };
}
