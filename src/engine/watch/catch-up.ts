import { isFenced, type WatchContext } from "./context.ts";
import { namesStep } from "./housekeeping.ts";

/** A backlog that is being read: since when, and when a whole step's worth was read last. */
export type Backlog = { readonly sinceMs: number; readonly fullMs: number };

/** A backlog is at its end when so long no step was full. */
const quietMs = 1_000;

/**
 * Whether alerts wait because a backlog is being read: after an outage, or at a first start, what came later is there already, and each alert is judged
 * better with it. Once the backlog is read, names are looked for in it before anything is triaged. `read` is how many records this step read.
 */
export async function isCatchingUp(context: WatchContext, held: { backlog: Backlog | undefined }, read: number): Promise<boolean> {
  const { limits, parts } = context;
  const catchUpMs = parts.catchUpMs?.() ?? 0;
  if (catchUpMs === 0) return false;
  const nowMs = parts.clock.nowMs();
  if (read >= limits.recordsPerStepMax) held.backlog = { sinceMs: held.backlog?.sinceMs ?? nowMs, fullMs: nowMs };
  if (!held.backlog) return false;
  const { sinceMs, fullMs } = held.backlog;
  if (nowMs - fullMs < quietMs && nowMs - sinceMs < catchUpMs) return true;
  // Where the time is over but not the backlog, alerts wait no longer; names are looked for all the same.
  if (nowMs - fullMs >= quietMs) held.backlog = undefined;
  else if (nowMs - sinceMs >= 2 * catchUpMs) held.backlog = { sinceMs: nowMs, fullMs: nowMs - quietMs };
  await namesStep(context).catch((error) => {
    if (isFenced(error)) throw error;
    parts.note?.("names could not be looked for in the telemetry; it is tried again", error);
  });
  return false;
}
