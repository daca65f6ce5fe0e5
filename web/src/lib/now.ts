import { useSyncExternalStore } from "react";

/** One clock for all that counts seconds on a page: it ticks once a second, and not while the page is hidden. */
let nowMs = Date.now();
const watchers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
const tick = () => {
  if (document.hidden) return;
  nowMs = Date.now();
  for (const watcher of watchers) watcher();
};
const watch = (watcher: () => void) => {
  watchers.add(watcher);
  timer ??= setInterval(tick, 1_000);
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
};

/** The present moment, milliseconds, as of this second; `everyMs` makes it coarser, so that less is drawn anew. */
export const useNowMs = (everyMs = 1_000): number => useSyncExternalStore(watch, () => Math.floor(nowMs / everyMs) * everyMs);
