import { type Correlation, isRising, satisfies } from "./correlation.ts";
import { type Counter, type Entry, entriesPerGroupMax, latestPerKey, openChain, openTimes } from "./counter.ts";
import type { Fact } from "./fact.ts";
import { measured } from "./measure.ts";

/** What one group of one correlation remembers. `size` counts the things kept, for the bound on memory. */
export type Window = {
  /** Takes an entry, in time order or nearly so. */
  readonly add: (entry: Entry) => Verdict | undefined;
  /** Called when no more can come; answers where only a finished window can be judged. */
  readonly close: () => Verdict | undefined;
  readonly size: () => number;
};

/** A correlation came true: what was counted, and the latest facts that contributed, in time order. */
export type Verdict = { readonly count: number; readonly facts: readonly Fact[]; readonly burst: Burst };

/** From when to when a condition held. Grows while it goes on holding. */
export type Burst = { fromMs: number; toMs: number };

/** The most facts that a verdict names. */
export const factsMax = 20;

/** The memory that a correlation's type and condition need. */
export function openWindow(correlation: Correlation): Window {
  if (!isRising(correlation.type, correlation.condition)) return openClosing(correlation);
  return openRising(correlation, counterOf(correlation));
}

function counterOf({ type, rules, timespanMs }: Correlation): Counter {
  if (type === "value_count") return latestPerKey(timespanMs, (entry) => entry.value);
  if (type === "temporal") return latestPerKey(timespanMs, (entry) => String(entry.rule));
  if (type === "temporal_ordered") return openChain(rules.length, timespanMs);
  return openTimes(timespanMs);
}

// Fires when the condition comes true, and again only after it has been false: one burst is one match.
function openRising({ condition, timespanMs }: Correlation, counter: Counter): Window {
  const recent = openRecent(timespanMs);
  let burst: Burst | undefined;
  return {
    size: counter.size,
    close: () => undefined,
    add: (entry) => {
      recent.add(entry.fact);
      const count = counter.add(entry);
      if (!satisfies(condition, count)) {
        burst = undefined;
        return undefined;
      }
      const { timeMs } = entry.fact;
      if (burst) {
        burst.toMs = Math.max(burst.toMs, timeMs);
        return undefined;
      }
      burst = { fromMs: timeMs, toMs: timeMs };
      return { count, facts: recent.list(), burst };
    },
  };
}

// Measures a window from its first entry; it is judged when the next entry is too far from it on either side, or at the end.
function openClosing(correlation: Correlation): Window {
  const { timespanMs } = correlation;
  let entries: Entry[] = [];
  let recent = openRecent(timespanMs);
  let startMs = 0;
  let endMs = 0;
  const close = (): Verdict | undefined => {
    const count = entries.length === 0 ? undefined : measured(correlation, entries);
    const facts = recent.list();
    entries = [];
    recent = openRecent(timespanMs);
    return count !== undefined && satisfies(correlation.condition, count)
      ? { count, facts, burst: { fromMs: startMs, toMs: endMs } }
      : undefined;
  };
  return {
    size: () => entries.length,
    close,
    add: (entry) => {
      const { timeMs } = entry.fact;
      const isBeyond = timeMs > startMs + timespanMs || timeMs < endMs - timespanMs;
      const ended = entries.length > 0 && isBeyond ? close() : undefined;
      startMs = entries.length === 0 ? timeMs : Math.min(startMs, timeMs);
      endMs = entries.length === 0 ? timeMs : Math.max(endMs, timeMs);
      if (entries.length < entriesPerGroupMax) entries.push(entry);
      recent.add(entry.fact);
      return ended;
    },
  };
}

function openRecent(timespanMs: number) {
  let facts: Fact[] = [];
  return {
    add: (fact: Fact) => {
      if (facts.at(-1)?.event === fact.event) return;
      const fromMs = Math.max(fact.timeMs, facts.at(-1)?.timeMs ?? fact.timeMs) - timespanMs;
      facts = [...facts, fact].filter(({ timeMs }) => timeMs >= fromMs).slice(-factsMax);
    },
    list: () => [...facts].sort((a, b) => a.timeMs - b.timeMs || a.arrival - b.arrival),
  };
}
