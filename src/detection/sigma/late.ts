import { isRising } from "./correlation.ts";
import { openGroups, type Raised } from "./correlation-group.ts";
import type { CorrelatorCounts } from "./correlation-match.ts";
import type { CorrelationPlan } from "./correlation-plan.ts";
import type { Fact } from "./fact.ts";
import { openTold } from "./told.ts";

/** Bounds on what is kept for late facts: those that wait to be judged together, and those judged that they are judged among. */
export const lateLimits = { waitingMax: 10_000, rememberedMax: 10_000 } as const;

/** What is kept to judge late facts fairly; `counts` says what its bounds made it forget. */
export type Late = {
  /** Takes a fact that is older than what was judged; gives what that made come true, once enough came to be judged together. */
  readonly take: (fact: Fact) => readonly Raised[];
  /** Notes a fact that was judged in time. */
  readonly remember: (fact: Fact) => void;
  /** Notes what was raised in time, and gives it back. */
  readonly tell: (raised: readonly Raised[]) => readonly Raised[];
  readonly end: () => readonly Raised[];
  readonly counts: () => Pick<CorrelatorCounts, "evictedGroups" | "lateBeyondMemory">;
};

/**
 * Judges facts that came after later ones, by the windows around their own times: with the facts that were judged most recently,
 * in time order, from nothing. A burst that was told already is not told again, so only what the late facts made true is new.
 * Conditions that only a finished window can answer have windows of their own for late facts. `plans` stand after all that they are over.
 */
export function openLate(plans: readonly CorrelationPlan[]): Late {
  const rising = plans.filter(({ correlation }) => isRising(correlation.type, correlation.condition));
  const closing = openGroups(
    plans.filter((plan) => !rising.includes(plan)),
    plans,
  );
  const told = openTold();
  const memory = openMemory(plans.reduce((most, { correlation }) => Math.max(most, correlation.timespanMs), 0));
  let waiting: Fact[] = [];
  let evictedGroups = 0;

  const judge = (): readonly Raised[] => {
    if (waiting.length === 0) return [];
    const late = waiting.sort(byTime);
    waiting = [];
    const groups = openGroups(rising, plans);
    const facts = [...memory.list(), ...late].sort(byTime);
    const raised = facts.flatMap((fact) => groups.take(fact));
    evictedGroups += groups.counts().evictedGroups;
    for (const fact of late) memory.remember(fact);
    // Bursts are known in their whole length only now.
    return [...raised.filter(({ key, burst }) => told.isNew(key, burst)), ...late.flatMap((fact) => closing.take(fact))];
  };
  return {
    take: (fact) => {
      waiting.push(fact);
      memory.check(fact);
      return waiting.length >= lateLimits.waitingMax ? judge() : [];
    },
    remember: memory.remember,
    tell: (raised) => {
      for (const { key, burst } of raised) told.note(key, burst);
      return raised;
    },
    end: () => [...judge(), ...closing.close()],
    counts: () => ({
      evictedGroups: evictedGroups + closing.counts().evictedGroups,
      lateBeyondMemory: memory.missed(),
    }),
  };
}

const byTime = (a: Fact, b: Fact): number => a.timeMs - b.timeMs || a.arrival - b.arrival;

// The facts judged most recently, and from when to when those reach that were forgotten.
function openMemory(timespanMs: number) {
  let remembered: Fact[] = [];
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = Number.NEGATIVE_INFINITY;
  let missed = 0;
  const forget = (fact: Fact) => {
    fromMs = Math.min(fromMs, fact.timeMs);
    toMs = Math.max(toMs, fact.timeMs);
  };
  return {
    list: () => remembered,
    missed: () => missed,
    /** Counts a late fact that may belong with forgotten ones. */
    check: ({ timeMs }: Fact) => {
      if (timeMs + timespanMs >= fromMs && timeMs - timespanMs <= toMs) missed++;
    },
    remember: (fact: Fact) => {
      remembered.push(fact);
      // A quarter at a time, so that forgetting costs little per fact.
      if (remembered.length <= lateLimits.rememberedMax * 1.25) return;
      for (const old of remembered.slice(0, -lateLimits.rememberedMax)) forget(old);
      remembered = remembered.slice(-lateLimits.rememberedMax);
    },
  };
}
