import type { LegalHold, Retention } from "../configuration/sections.ts";

const dayMs = 86_400_000;
/** What is recorded of one world: when it ended, and whether it is the last of its kind, which is never let go. */
export type KeptWorld = { readonly name: string; readonly firstMs: number; readonly lastMs: number; readonly finished: boolean };

/** A span of time that is under a hold: from inclusive, to exclusive. */
export type HeldSpan = { readonly source: string | undefined; readonly fromMs: number; readonly toMs: number; readonly because: string };

/** What a pass may let go of, and what it must leave. */
export type RetentionPlan = {
  readonly rawBeforeMs: number;
  readonly eventsBeforeMs: number;
  readonly watchBeforeMs: number;
  readonly holds: readonly HeldSpan[];
  /** Worlds whose keys are destroyed, oldest first. */
  readonly erase: readonly string[];
  /** Worlds that are old enough and stay because of a hold. */
  readonly held: readonly string[];
};

/**
 * What is older than it is kept. A hold over all sources keeps every world that tells of its time, and one over a single source does too: a world does not
 * say which of its facts came from where.
 */
export function planRetention(retention: Retention, worlds: readonly KeptWorld[], nowMs: number): RetentionPlan {
  const holds = retention["legal-hold"].map(spanOf);
  const watchBeforeMs = nowMs - retention["watch-days"] * dayMs;
  const old = worlds.filter(({ finished, lastMs }) => finished && lastMs < watchBeforeMs).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const isHeld = ({ firstMs, lastMs }: KeptWorld) => holds.some(({ fromMs, toMs }) => lastMs >= fromMs && firstMs < toMs);
  return {
    rawBeforeMs: nowMs - retention["raw-days"] * dayMs,
    eventsBeforeMs: nowMs - retention["events-days"] * dayMs,
    watchBeforeMs,
    holds,
    erase: old.filter((world) => !isHeld(world)).map(({ name }) => name),
    held: old.filter(isHeld).map(({ name }) => name),
  };
}

/** A hold without a beginning or an end reaches as far as time does. */
function spanOf({ source, from, to, because }: LegalHold): HeldSpan {
  const fromMs = from === undefined ? Number.MIN_SAFE_INTEGER : Date.parse(from);
  const toMs = to === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(to);
  return { source, fromMs, toMs, because };
}

/** When the next nightly pass is due: the first time after now that is this hour of the day, UTC. */
export function nextPassMs(nowMs: number, hour = passHour): number {
  const today = Math.floor(nowMs / dayMs) * dayMs + hour * 3_600_000;
  return today > nowMs ? today : today + dayMs;
}
const passHour = 3;
