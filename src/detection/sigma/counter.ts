import type { Fact } from "./fact.ts";
import { openOrdered } from "./ordered.ts";

/** One match as a correlation counts it. `rule` is the place of its rule among those that the correlation is over. */
export type Entry = { readonly fact: Fact; readonly rule: number; readonly value: string | undefined };

/** Counts what came within the time span before the newest entry. */
export type Counter = { readonly add: (entry: Entry) => number; readonly size: () => number };

/** The most times and values that one group keeps; the oldest go first. */
export const entriesPerGroupMax = 10_001;

/** Counts entries. One that comes late is put in its place. */
export function openTimes(timespanMs: number): Counter {
  const times = openOrdered<number>((timeMs) => timeMs);
  return {
    size: times.size,
    add: ({ fact: { timeMs } }) => {
      times.put(timeMs);
      const fromMs = times.last()! - timespanMs;
      while (times.first()! < fromMs || times.size() > entriesPerGroupMax) times.shift();
      return times.size();
    },
  };
}

/** Counts distinct keys, by the latest time of each. */
export function latestPerKey(timespanMs: number, keyOf: (entry: Entry) => string | undefined): Counter {
  const latest = new Map<string, number>();
  // A key stands once for each time that was its latest; all but one are out of date, and skipped when they come up.
  const seen = openOrdered<{ readonly key: string; readonly timeMs: number }>(({ timeMs }) => timeMs);
  let newestMs = Number.NEGATIVE_INFINITY;
  const note = (key: string, timeMs: number) => {
    newestMs = Math.max(newestMs, timeMs);
    if ((latest.get(key) ?? Number.NEGATIVE_INFINITY) >= timeMs) return;
    latest.set(key, timeMs);
    seen.put({ key, timeMs });
    if (seen.size() > 2 * latest.size + 1_024) seen.keep((one) => latest.get(one.key) === one.timeMs);
  };
  return {
    size: () => latest.size,
    add: (entry) => {
      const key = keyOf(entry);
      if (key !== undefined) note(key, entry.fact.timeMs);
      for (let oldest = seen.first(); oldest; oldest = seen.first()) {
        const isCurrent = latest.get(oldest.key) === oldest.timeMs;
        if (isCurrent && oldest.timeMs >= newestMs - timespanMs && latest.size <= entriesPerGroupMax) break;
        if (isCurrent) latest.delete(oldest.key);
        seen.shift();
      }
      return latest.size;
    },
  };
}

/**
 * Counts how many rules, from the first, came in their order. For each it keeps the latest start of a chain up to it, which is all
 * that later entries can depend on. One event never stands for two links: what it adds counts from the next event on.
 */
export function openChain(rulesCount: number, timespanMs: number): Counter {
  const starts: number[] = new Array<number>(rulesCount).fill(Number.NEGATIVE_INFINITY);
  let pending: { rule: number; startMs: number }[] = [];
  let lastEvent: unknown;
  return {
    size: () => rulesCount,
    add: ({ rule, fact: { timeMs, event } }) => {
      if (event !== lastEvent) {
        for (const link of pending) starts[link.rule] = Math.max(starts[link.rule]!, link.startMs);
        pending = [];
        lastEvent = event;
      }
      const fromMs = timeMs - timespanMs;
      const startMs = rule === 0 ? timeMs : starts[rule - 1]!;
      if (startMs >= fromMs && startMs <= timeMs) pending.push({ rule, startMs });
      let inLine = 0;
      for (let index = 0; index < rulesCount; index++)
        if (starts[index]! >= fromMs || pending.some((link) => link.rule === index)) inLine = index + 1;
      return inLine;
    },
  };
}
