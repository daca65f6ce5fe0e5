/** How many failures in a row open the breaker, and for how long nothing is sent then, milliseconds. */
export const failuresMax = 5;
export const restMs = 30_000;
/** The longest that a product can keep us away by its own word, milliseconds. */
export const pauseMsMax = 3_600_000;
/** When a product says "too many requests" and not for how long, milliseconds. */
const pauseMsDefault = 60_000;

/** Whether an origin is left alone for now: it failed too often in a row, or it asked for it. */
export type Pause = {
  /** Why nothing is sent now, and for how long; undefined when a request may go. */
  readonly standing: (nowMs: number) => { readonly why: "resting" | "rate-limited"; readonly afterMs: number } | undefined;
  readonly answered: () => void;
  readonly failed: (nowMs: number) => void;
  readonly asked: (nowMs: number, afterMs: number) => void;
};

/** One origin's circuit breaker. After a rest a single failure opens it again; one answer closes it. */
export function openPause(): Pause {
  let failures = 0;
  let until: { why: "resting" | "rate-limited"; atMs: number; sinceMs: number } | undefined;
  return {
    standing(nowMs) {
      if (!until || nowMs >= until.atMs) return undefined;
      // A clock that went back must not keep us away for longer than was asked.
      if (nowMs < until.sinceMs) until = { ...until, atMs: nowMs + (until.atMs - until.sinceMs), sinceMs: nowMs };
      return { why: until.why, afterMs: until.atMs - nowMs };
    },
    answered() {
      failures = 0;
    },
    failed(nowMs) {
      failures++;
      if (failures >= failuresMax) until = { why: "resting", atMs: nowMs + restMs, sinceMs: nowMs };
    },
    asked(nowMs, afterMs) {
      until = { why: "rate-limited", atMs: nowMs + afterMs, sinceMs: nowMs };
    },
  };
}

/**
 * How long a product wants to be left alone, out of the headers of its refusal, milliseconds within `pauseMsMax`: `Retry-After` in seconds or as a date
 * (RFC 9110, 10.2.3), else the moment when its allowance is renewed, as seconds since the epoch (CrowdStrike and Okta have such headers).
 */
export function pauseOf(header: (name: string) => string | undefined, nowMs: number): number {
  const asked = header("retry-after")?.trim();
  if (asked !== undefined && /^\d{1,9}$/.test(asked)) return bounded(Number(asked) * 1_000);
  const date = asked === undefined ? Number.NaN : Date.parse(asked);
  if (!Number.isNaN(date)) return bounded(date - nowMs);
  for (const name of ["x-ratelimit-retryafter", "x-rate-limit-reset"]) {
    const moment = header(name)?.trim();
    if (moment !== undefined && /^\d{1,12}$/.test(moment)) return bounded(Number(moment) * 1_000 - nowMs);
  }
  return pauseMsDefault;
}

const bounded = (delayMs: number) => Math.min(pauseMsMax, Math.max(1_000, delayMs));
