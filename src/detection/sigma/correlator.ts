import type { TelemetryEvent } from "../../core/event/event.ts";
import { openGroups } from "./correlation-group.ts";
import type { CorrelationMatch, CorrelatorCounts } from "./correlation-match.ts";
import type { Fact } from "./fact.ts";
import type { CompiledRuleSet, RuleMatch } from "./rule-set.ts";

/** The most matches that are held back to put them in time order. */
export const heldBackDefaultMax = 20_000;

export type Correlator = {
  /** Takes an event's matches; gives the correlations that came true, by time. */
  readonly push: (event: TelemetryEvent, matches: readonly RuleMatch[]) => CorrelationMatch[];
  /** Called once after the last event. */
  readonly end: () => CorrelationMatch[];
  readonly counts: () => CorrelatorCounts;
};

/**
 * Correlates the matches of a rule set. Up to `heldBackMax` matches are held back and released in time order, so that inputs may be
 * read one after the other and small disorder does not matter; with 0 each is judged at once. One burst is one match.
 */
export function openCorrelator(rules: CompiledRuleSet, { heldBackMax = heldBackDefaultMax }: { heldBackMax?: number } = {}): Correlator {
  const groups = openGroups(rules.correlations);
  const wanted = new Set(rules.correlations.flatMap(({ over }) => over));
  const known: Fact["known"] = new Map();
  let held: Fact[] = [];
  let arrival = 0;
  const release = (count: number): CorrelationMatch[] => {
    held.sort((a, b) => a.timeMs - b.timeMs || a.arrival - b.arrival);
    const released = held.slice(0, count);
    held = held.slice(count);
    return released.flatMap((fact) => groups.take(fact));
  };
  return {
    push: (event, matches) => {
      for (const { rule } of matches)
        if (wanted.has(rule.id)) held.push({ ruleId: rule.id, timeMs: event.timeMs, arrival: arrival++, event, known });
      // Half at a time, so that sorting costs little per match.
      return held.length > heldBackMax ? release(held.length - Math.floor(heldBackMax / 2)) : [];
    },
    end: () => [...release(held.length), ...groups.close()],
    counts: groups.counts,
  };
}
