import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../ports/clock.ts";

/** A clock on which `times` seconds pass in one: for tests of what ends after a long wait, with real sockets. */
export function hurriedClock(times: number, startMs = 1_800_000_000_000): Clock {
  const begunMs = performance.now();
  return {
    nowMs: () => Math.floor(startMs + (performance.now() - begunMs) * times),
    sleep: (delayMs, signal) => sleep(delayMs / times, undefined, { signal, ref: false }),
  };
}
