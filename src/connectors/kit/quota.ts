import type { Clock } from "../../ports/clock.ts";
import { quotaSpent } from "./http-refusals.ts";

/** How much a product is asked: so many at once, so many begun per second, and so many per day (UTC) where a contract says so. */
export type Limits = { readonly atOnce?: number; readonly perSecond?: number; readonly perDay?: number };

const atOnceDefault = 4;
/** The most requests of one connector that wait for their turn, and the longest that one waits for its second, milliseconds. */
export const waitingMax = 1_000;
export const turnMsMax = 30_000;
const dayMs = 86_400_000;

/** Lets requests go within limits. Throws `connector/quota-spent` where one would wait too long, and the signal's reason when the caller stops. */
export type Quota = { readonly inTurn: <T>(signal: AbortSignal, run: () => Promise<T>) => Promise<T> };

/** The limits of one connector in this process; another process has its own. */
export function openQuota(name: string, limits: Limits, clock: Clock): Quota {
  const seats = openSeats(name, limits.atOnce ?? atOnceDefault);
  const pace = openPace(name, limits.perSecond, clock);
  const day = openDay(name, limits.perDay, clock);
  return {
    async inTurn(signal, run) {
      const leave = await seats(signal);
      try {
        await pace(signal);
        day();
        return await run();
      } finally {
        leave();
      }
    },
  };
}

/** So many at once; whoever comes later waits, first come first served. */
function openSeats(name: string, atOnce: number): (signal: AbortSignal) => Promise<() => void> {
  let free = Math.max(1, atOnce);
  const waiting = new Set<() => void>();
  const leave = () => {
    free++;
    const [next] = waiting;
    if (next) next();
  };
  return async (signal) => {
    signal.throwIfAborted();
    if (free === 0) {
      if (waiting.size >= waitingMax) throw quotaSpent(name, "too many requests wait for their turn", turnMsMax);
      await new Promise<void>((seated, fail) => {
        const sit = () => {
          waiting.delete(sit);
          signal.removeEventListener("abort", give);
          free--;
          seated();
        };
        const give = () => {
          waiting.delete(sit);
          fail(signal.reason);
        };
        waiting.add(sit);
        signal.addEventListener("abort", give, { once: true });
      });
    } else free--;
    let left = false;
    return () => {
      if (!left) leave();
      left = true;
    };
  };
}

/** Beginnings are at least so far apart. */
function openPace(name: string, perSecond: number | undefined, clock: Clock): (signal: AbortSignal) => Promise<void> {
  if (perSecond === undefined) return async () => {};
  const apartMs = 1_000 / perSecond;
  let nextMs = Number.NEGATIVE_INFINITY;
  let lastMs = Number.NEGATIVE_INFINITY;
  return async (signal) => {
    const nowMs = clock.nowMs();
    // A clock that went back keeps nobody waiting.
    if (nowMs < lastMs) nextMs = nowMs;
    lastMs = nowMs;
    const waitMs = Math.max(0, nextMs - nowMs);
    if (waitMs > turnMsMax) throw quotaSpent(name, "too many requests wait for their turn", waitMs);
    nextMs = Math.max(nextMs, nowMs) + apartMs;
    if (waitMs > 0) await clock.sleep(waitMs, signal);
  };
}

/** So many between one midnight (UTC) and the next. */
function openDay(name: string, perDay: number | undefined, clock: Clock): () => void {
  if (perDay === undefined) return () => {};
  let day = Number.NaN;
  let sent = 0;
  return () => {
    const nowMs = clock.nowMs();
    const today = Math.floor(nowMs / dayMs);
    if (today !== day) [day, sent] = [today, 0];
    if (sent >= perDay) throw quotaSpent(name, `the ${perDay} requests of this day are used up`, (today + 1) * dayMs - nowMs);
    sent++;
  };
}
