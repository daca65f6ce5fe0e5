import type { Fact } from "./fact.ts";

/** One match as a correlation counts it. `rule` is the place of its rule among those that the correlation is over. */
export type Entry = { readonly fact: Fact; readonly rule: number; readonly value: string | undefined };

/** Counts what came within the time span before the newest entry. */
export type Counter = { readonly add: (entry: Entry) => number; readonly size: () => number };

/** The most times and values that one group keeps; the oldest go first. */
export const entriesPerGroupMax = 10_001;

/** Counts entries. One that comes late is put in its place. */
export function openTimes(timespanMs: number): Counter {
  let times: number[] = [];
  let first = 0;
  return {
    size: () => times.length - first,
    add: ({ fact: { timeMs } }) => {
      let place = times.length;
      while (place > first && times[place - 1]! > timeMs) place--;
      if (place === times.length) times.push(timeMs);
      else times.splice(place, 0, timeMs);
      const fromMs = times.at(-1)! - timespanMs;
      while (times[first]! < fromMs || times.length - first > entriesPerGroupMax) first++;
      if (first > 1_024 && first * 2 > times.length) {
        times = times.slice(first);
        first = 0;
      }
      return times.length - first;
    },
  };
}

/** Counts distinct keys, by the latest time of each. */
export function latestPerKey(timespanMs: number, keyOf: (entry: Entry) => string | undefined): Counter {
  let latest = new Map<string, number>();
  let newestMs = Number.NEGATIVE_INFINITY;
  const note = (key: string, timeMs: number) => {
    const isLate = timeMs < newestMs;
    newestMs = Math.max(newestMs, timeMs);
    if ((latest.get(key) ?? Number.NEGATIVE_INFINITY) >= timeMs) return;
    latest.delete(key);
    latest.set(key, timeMs);
    if (isLate) latest = new Map([...latest].sort(([, a], [, b]) => a - b));
  };
  return {
    size: () => latest.size,
    add: (entry) => {
      const key = keyOf(entry);
      if (key !== undefined) note(key, entry.fact.timeMs);
      for (const [oldest, timeMs] of latest) {
        if (timeMs >= newestMs - timespanMs && latest.size <= entriesPerGroupMax) break;
        latest.delete(oldest);
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
