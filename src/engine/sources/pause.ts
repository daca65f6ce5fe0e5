import type { SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Random } from "../../ports/random.ts";
import { sourceLimits } from "./limits.ts";

/** A number from 0 to below 1. */
export function chanceOf(random: Random): number {
  return Number.parseInt(random.secret(4), 16) / 2 ** 32;
}

/**
 * How long to wait after so many failures in a row: twice as long each time, up to a minute, and between half of that and all of it, so that processes
 * that failed together do not come back together. Never less than the failure itself asks for.
 */
export function retryDelayMs(failures: number, { retry }: Pick<SocError, "retry">, chance: number): number {
  const { retryMs, retryMsMax, hopelessMs } = sourceLimits;
  const wholeMs = retry === "never" ? hopelessMs : Math.min(retryMs * 2 ** Math.min(failures - 1, 30), retryMsMax);
  return Math.max(Math.ceil(wholeMs * (0.5 + chance / 2)), retry === "never" ? 0 : retry.afterMs);
}

/** Waits, at most until aborted; never throws. */
export async function pause(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await clock.sleep(delayMs, signal).catch(() => {});
}

/** What the work gives, or undefined once `waitMs` are over after its signal was aborted: what ignores its signal is left behind. */
export async function orLeft<Done>(clock: Clock, work: Promise<Done>, waitMs: number, signal: AbortSignal): Promise<Done | undefined> {
  const done = new AbortController();
  const left = async () => {
    await aborted(AbortSignal.any([signal, done.signal]));
    if (!done.signal.aborted) await pause(clock, waitMs, done.signal);
    return undefined;
  };
  // Left behind, it may still fail, and nobody hears it.
  work.catch(() => {});
  try {
    return await Promise.race([work, left()]);
  } finally {
    done.abort();
  }
}

/** Resolves when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((settle) => signal.addEventListener("abort", () => settle(), { once: true }));
}
