import { callMsMax } from "../../ports/effector.ts";
import { tooLate } from "./effector-refusals.ts";

/** What a call may take when the settings do not say, and at the most, seconds: below `callMsMax`, so that it ends by its own hand. */
export const callSecondsDefault = 10;
export const callSecondsMax = Math.floor(callMsMax / 1_000) - 1;

/**
 * One call to a product within its time. `work` gets a signal that fires when the time is over; whoever holds a connection or a process ends it then.
 * Rejects with `connector/too-late` at that moment even if `work` does not listen.
 */
export async function withinCall<Result>(name: string, limitMs: number, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => {
      fail(tooLate(name, limitMs));
      over.abort();
    }, limitMs);
  });
  // Whoever loses the race must not end the process when it fails afterwards.
  late.catch(() => {});
  const working = work(over.signal);
  working.catch(() => {});
  try {
    return await Promise.race([working, late]);
  } finally {
    clearTimeout(timer);
  }
}
