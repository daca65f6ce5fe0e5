import type { IndicatorItem } from "./connector.ts";

/** What was last read of a feed, whole. */
export type KeptFeed = { readonly readAtMs: number; readonly cursor: string; readonly items: readonly IndicatorItem[] };

/**
 * Keeps the last good copy of each feed over restarts, by the name of its source. `load` gives undefined where nothing is kept, or where it is damaged: the
 * feed is read anew then. `save` is durable when it returns, and leaves the old copy whole when it fails.
 */
export type KeptIndicators = {
  readonly load: (source: string) => Promise<KeptFeed | undefined>;
  readonly save: (source: string, feed: KeptFeed) => Promise<void>;
};
