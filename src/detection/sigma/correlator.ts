import type { TelemetryEvent } from "../../core/event/event.ts";
import { openGroups, type Raised } from "./correlation-group.ts";
import type { CorrelationMatch, CorrelatorCounts } from "./correlation-match.ts";
import type { Fact } from "./fact.ts";
import { openLate } from "./late.ts";
import type { CompiledRuleSet, RuleMatch } from "./rule-set.ts";

/** The most matches that are held back to put them in time order. */
export const heldBackDefaultMax = 20_000;

/** Correlates over one stream of events: `push` for each event, then `end` once. */
export type Correlator = {
  /** Takes an event's matches; gives the correlations that came true, by time. */
  readonly push: (event: TelemetryEvent, matches: readonly RuleMatch[]) => CorrelationMatch[];
  /** Called once after the last event. */
  readonly end: () => CorrelationMatch[];
  readonly counts: () => CorrelatorCounts;
};

/**
 * Correlates the matches of a rule set. Up to `heldBackMax` matches are held back and released in time order, so that inputs may be
 * read one after the other and small disorder does not matter; with 0 each is judged at once. What is older than what was judged
 * already is judged later, among what was around its own time (`late.ts`). One burst is one match.
 */
export function openCorrelator(rules: CompiledRuleSet, { heldBackMax = heldBackDefaultMax }: { heldBackMax?: number } = {}): Correlator {
  const groups = openGroups(rules.correlations);
  const late = openLate(rules.correlations);
  const wanted = new Set(rules.correlations.flatMap(({ over }) => over));
  const known: Fact["known"] = new Map();
  let held: Fact[] = [];
  let arrival = 0;
  let judgedToMs = Number.NEGATIVE_INFINITY;
  const judge = (fact: Fact): readonly Raised[] => {
    if (fact.timeMs < judgedToMs) return late.take(fact);
    judgedToMs = fact.timeMs;
    late.remember(fact);
    return late.tell(groups.take(fact));
  };
  const release = (count: number): Raised[] => {
    held.sort((a, b) => a.timeMs - b.timeMs || a.arrival - b.arrival);
    const released = held.slice(0, count);
    held = held.slice(count);
    return released.flatMap(judge);
  };
  return {
    push: (event, matches) => {
      for (const { rule } of matches)
        if (wanted.has(rule.id)) held.push({ ruleId: rule.id, timeMs: event.timeMs, arrival: arrival++, event, known });
      // Half at a time, so that sorting costs little per match.
      return held.length > heldBackMax ? matchesOf(release(held.length - Math.floor(heldBackMax / 2))) : [];
    },
    end: () => matchesOf([...release(held.length), ...late.end(), ...groups.close()]).sort((a, b) => a.timeMs - b.timeMs),
    counts: () => {
      const { evictedGroups, lateBeyondMemory } = late.counts();
      const inTime = groups.counts();
      return { evictedGroups: inTime.evictedGroups + evictedGroups, withoutGroup: inTime.withoutGroup, lateBeyondMemory };
    },
  };
}

const matchesOf = (raised: readonly Raised[]): CorrelationMatch[] => raised.map(({ match }) => match);
