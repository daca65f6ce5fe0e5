import type { Clock } from "../../ports/clock.ts";
import type { Random } from "../../ports/random.ts";
import type { Outcome } from "./http.ts";
import { pauseOf } from "./pause.ts";

/** How often a question is put at most, the first time included; and the longest pause before it is put again, milliseconds. */
export const triesMax = 3;
export const retryPauseMsMax = 10_000;
const firstPauseMs = 250;
/** Questions put again at most in a row without answers between them, and what each answer gives back: a product in trouble is not asked thrice as much. */
export const retriesHeldMax = 10;
const retriesPerAnswer = 0.1;

/** Puts a question again when that may help, and only then. */
export type Retries = { readonly asking: (signal: AbortSignal, once: () => Promise<Outcome>) => Promise<Outcome> };

/** Retries of one connector, with a budget for all of its questions and pauses that nobody shares. */
export function openRetries({ clock, random }: { readonly clock: Clock; readonly random: Random }): Retries {
  let held = retriesHeldMax;
  return {
    async asking(signal, once) {
      for (let tries = 1; ; tries++) {
        const outcome = await once();
        const pauseMs = pauseBefore(outcome, tries, clock.nowMs(), random);
        if (outcome.kind === "answered" && pauseMs === undefined) held = Math.min(retriesHeldMax, held + retriesPerAnswer);
        if (pauseMs === undefined || pauseMs > retryPauseMsMax || tries >= triesMax || held < 1 || signal.aborted) return outcome;
        held--;
        try {
          await clock.sleep(pauseMs, signal);
        } catch {
          return outcome;
        }
      }
    },
  };
}

/** How long to wait before the question is put again; undefined when that would not help. */
function pauseBefore(outcome: Outcome, tries: number, nowMs: number, random: Random): number | undefined {
  if (outcome.kind === "rate-limited") return outcome.afterMs;
  if (outcome.kind === "answered") {
    if (![502, 503, 504].includes(outcome.status)) return undefined;
    return outcome.status === 503 && outcome.header("retry-after") ? pauseOf(outcome.header, nowMs) : jittered(tries, random);
  }
  const { code, retry } = outcome.error;
  if (code === "connector/rate-limited" && retry !== "never") return retry.afterMs;
  // What took its whole time already, or was refused by ourselves, would be no better the second time.
  return code === "connector/not-reached" ? jittered(tries, random) : undefined;
}

/** Anything between nothing and a bound that doubles (full jitter): those who failed together do not come back together. */
function jittered(tries: number, random: Random): number {
  const fraction = Number.parseInt(random.secret(4), 16) / 2 ** 32;
  return Math.ceil(firstPauseMs * 2 ** (tries - 1) * fraction);
}
