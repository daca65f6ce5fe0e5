import { createHash } from "node:crypto";
import { type IndicatorIndex, indexOf } from "../../core/indicator/index.ts";
import { SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";
import type { IndicatorItem, IndicatorSource } from "../../ports/connector.ts";
import type { KeptFeed, KeptIndicators } from "../../ports/kept-indicators.ts";
import { problemOf, within } from "./within.ts";

/** How long one reading of a feed may take. */
const readMsMax = 900_000;
/** How often a feed may say that there is more, before it waits for its next turn. */
const readingsMax = 1_000;
/** While a feed says that there is more, what was read is kept and asked only so often: both cost as much as the whole. */
const keepEveryMs = 60_000;
/** Indicators that one feed may hold. */
export const feedIndicatorsMax = 1_000_000;
/** A feed that was not read for this many of its own intervals is stale. */
const staleIntervals = 3;
const pauseMsMin = 5_000;
const pauseMsMax = 600_000;

/** How a feed fares. `leftOut` counts what of it could not be used. */
export type FeedHealth = {
  readonly source: string;
  readonly readAtMs: number | undefined;
  readonly ageMs: number | undefined;
  readonly stale: boolean;
  readonly problem: string | undefined;
  readonly indicators: number;
  readonly leftOut: number;
};

/** What all feeds name, ready to be asked; the same value for as long as none of them says anything new. */
export type FeedIndicators = { readonly index: IndicatorIndex; readonly digest: string; readonly count: number };

export type FeedParts = {
  readonly sources: readonly IndicatorSource[];
  readonly kept: KeptIndicators;
  readonly clock: Clock;
  readonly told?: (health: FeedHealth) => void;
};

/** Keeps the indicators of a tenant's feeds, each read on its own schedule. The last good reading stays, over outages and restarts, until the next. */
export type IndicatorFeeds = {
  readonly current: () => FeedIndicators;
  readonly health: () => readonly FeedHealth[];
  /** Reads on and on until told to stop. */
  readonly work: (signal: AbortSignal) => Promise<void>;
  /** Reads all once; a feed that fails is in `health` and keeps nobody from going on. */
  readonly readAll: (signal: AbortSignal) => Promise<void>;
};

type Held = {
  cursor: string | undefined;
  readAtMs: number | undefined;
  items: ReadonlyMap<string, IndicatorItem>;
  problem: string | undefined;
  /** When it was last kept, and whether something was read since. */
  keptAtMs: number;
  isFresh: boolean;
};

/** Opens with what was kept; nothing is asked before `work` or `readAll`. */
export async function openIndicatorFeeds({ sources, kept, clock, told }: FeedParts): Promise<IndicatorFeeds> {
  const openedAtMs = clock.nowMs();
  const feeds = new Map<IndicatorSource, Held>();
  for (const source of sources) feeds.set(source, { ...heldOf(await kept.load(source.name)), keptAtMs: openedAtMs });
  let current = settled(feeds);

  const healthOf = (source: IndicatorSource, held: Held): FeedHealth => {
    const ageMs = held.readAtMs === undefined ? undefined : Math.max(0, clock.nowMs() - held.readAtMs);
    const stale = (ageMs ?? clock.nowMs() - openedAtMs) > staleIntervals * source.everyMs;
    return { source: source.name, readAtMs: held.readAtMs, ageMs, stale, problem: held.problem, ...countsOf(held) };
  };

  async function readOne(source: IndicatorSource, signal: AbortSignal): Promise<boolean> {
    const held = feeds.get(source)!;
    try {
      await readThrough({ source, held, clock, keep: () => keep(source, held), signal });
      held.problem = undefined;
    } catch (cause) {
      // What came before the trouble is whole in itself.
      await keep(source, held).catch(() => undefined);
      if (signal.aborted) return false;
      held.problem = problemOf(cause);
    }
    told?.(healthOf(source, held));
    return held.problem === undefined;
  }

  /** Makes what was read durable, and then what is asked. */
  async function keep(source: IndicatorSource, held: Held): Promise<void> {
    const { cursor, readAtMs } = held;
    if (!held.isFresh || cursor === undefined || readAtMs === undefined) return;
    const feed: KeptFeed = { readAtMs, cursor, items: [...held.items.values()] };
    await kept.save(source.name, feed);
    Object.assign(held, { isFresh: false, keptAtMs: clock.nowMs() });
    current = settled(feeds, current);
  }

  return {
    current: () => current,
    health: () => [...feeds].map(([source, held]) => healthOf(source, held)),
    readAll: async (signal) => void (await Promise.all(sources.map((source) => readOne(source, signal)))),
    work: async (signal) => void (await Promise.all(sources.map((source) => keepReading(clock, source, readOne, signal)))),
  };
}

type Through = {
  readonly source: IndicatorSource;
  readonly held: Held;
  readonly clock: Clock;
  readonly keep: () => Promise<void>;
  readonly signal: AbortSignal;
};

/** Reads a feed until it says that there is no more, and keeps what was read now and then. */
async function readThrough({ source, held, clock, keep, signal }: Through): Promise<void> {
  let more = true;
  for (let reading = 0; more && reading < readingsMax && !signal.aborted; reading++) {
    const before = { cursor: held.cursor, ids: new Set(held.items.keys()) };
    const said = await within({ clock, answerMs: readMsMax }, source.name, (late) => source.read(before, AbortSignal.any([late, signal])));
    const items = new Map(held.items);
    for (const id of said.gone) items.delete(id);
    for (const item of said.items) items.set(item.id, item);
    if (held.items.size > 0 && items.size === 0) throw emptied(source.name);
    if (countsOf({ items }).indicators > feedIndicatorsMax) throw tooMany(source.name);
    Object.assign(held, { items, cursor: said.cursor, readAtMs: clock.nowMs(), isFresh: true });
    more = said.more;
    if (!more || clock.nowMs() - held.keptAtMs >= keepEveryMs) await keep();
  }
}

const heldOf = (feed: KeptFeed | undefined): Held => ({
  cursor: feed?.cursor,
  readAtMs: feed?.readAtMs,
  items: new Map(feed?.items.map((item) => [item.id, item])),
  problem: undefined,
  keptAtMs: 0,
  isFresh: false,
});

function countsOf({ items }: Pick<Held, "items">): { readonly indicators: number; readonly leftOut: number } {
  let [indicators, leftOut] = [0, 0];
  for (const item of items.values()) [indicators, leftOut] = [indicators + item.indicators.length, leftOut + item.leftOut];
  return { indicators, leftOut };
}

/** All feeds as one, in an order that no reading decides; what stood already where they say the same. */
function settled(feeds: ReadonlyMap<IndicatorSource, Held>, standing?: FeedIndicators): FeedIndicators {
  const hash = createHash("sha256");
  const indicators = [];
  for (const [{ name }, { items }] of [...feeds].toSorted(([a], [b]) => (a.name < b.name ? -1 : 1)))
    for (const item of [...items.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
      hash.update(`${JSON.stringify([name, item.id, item.indicators])}\n`);
      for (const indicator of item.indicators) indicators.push(indicator);
    }
  const digest = `sha256:${hash.digest("hex")}`;
  if (standing?.digest === digest) return standing;
  const index = indexOf(indicators);
  return { index, digest, count: index.size };
}

type ReadOne = (source: IndicatorSource, signal: AbortSignal) => Promise<boolean>;

async function keepReading(clock: Clock, source: IndicatorSource, readOne: ReadOne, signal: AbortSignal): Promise<void> {
  let pauseMs = pauseMsMin;
  while (!signal.aborted) {
    const isRead = await readOne(source, signal);
    await clock.sleep(isRead ? source.everyMs : Math.min(pauseMs, source.everyMs), signal).catch(() => undefined);
    pauseMs = isRead ? pauseMsMin : Math.min(pauseMsMax, pauseMs * 2);
  }
}

/** Feeds shrink; one that is suddenly empty has lost its way, and an attacker would love it to be believed. */
const emptied = (name: string) =>
  new SocError({
    code: "connector/unexpected-answer",
    problem: `"${name}" says that everything it held is gone; what was read before is kept`,
    remedy: `look at the feed; if it is meant to be empty, take "${name}" out of the configuration`,
    retry: { afterMs: pauseMsMax },
  });

const tooMany = (name: string) =>
  new SocError({
    code: "connector/unexpected-answer",
    problem: `"${name}" holds more than ${feedIndicatorsMax} indicators; what was read before is kept`,
    remedy: "choose fewer collections or feeds in its settings",
    retry: "never",
  });
