import { isFenced, type WatchContext } from "./context.ts";
import { namesStep } from "./housekeeping.ts";

/** A backlog that is being read, and since when. */
export type Backlog = { readonly sinceMs: number };

/** So long alerts wait at most for the end of a backlog, milliseconds. */
const waitMsMax = 5 * 60_000;

/**
 * Whether alerts wait because a backlog is being read: what came later is there already, or will be at once, and each alert is judged better with it. The
 * backlog ends when nobody announces more and nothing is left to read; then names are looked for in it before anything is triaged. `read` is how many records
 * this step read.
 */
export async function isCatchingUp(context: WatchContext, held: { backlog: Backlog | undefined }, read: number): Promise<boolean> {
  const { parts } = context;
  const isAnnounced = parts.catchesUp?.() ?? false;
  const nowMs = parts.clock.nowMs();
  if (isAnnounced) held.backlog ??= { sinceMs: nowMs };
  if (!held.backlog) return false;
  const isOver = !isAnnounced && read === 0;
  // Where the time is over but not the backlog, alerts wait no longer.
  if (!isOver) return nowMs - held.backlog.sinceMs < waitMsMax;
  held.backlog = undefined;
  await namesStep(context).catch((error) => {
    if (isFenced(error)) throw error;
    parts.note?.("names could not be looked for in the telemetry; it is tried again", error);
  });
  return false;
}
