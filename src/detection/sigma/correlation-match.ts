import type { RecordRef, TelemetryEvent } from "../../core/event/event.ts";
import type { SigmaRule } from "./rule.ts";

/** A correlation that came true. `event` is the last that contributed; `records` are the latest of those that did, in time order. */
export type CorrelationMatch = {
  readonly rule: SigmaRule;
  readonly timeMs: number;
  /** The fields that it groups by and their values, in the order of the rule. */
  readonly group: readonly (readonly [string, string])[];
  /** The latest events that were counted alike, in time order: what they don't share says nothing about the whole. Empty for temporal types, whose last event is the outcome. */
  readonly alike: readonly TelemetryEvent[];
  /** What was counted or measured when it came true. */
  readonly count: number;
  readonly records: readonly RecordRef[];
  readonly event: TelemetryEvent;
};

/**
 * What the correlator had to leave out; zero everywhere means that nothing was. `evictedGroups`: groups that went to bound memory.
 * `withoutGroup`: matches that lack a field to group by. `lateBeyondMemory`: matches that came late, and may belong with earlier ones
 * that were no longer remembered.
 */
export type CorrelatorCounts = { readonly evictedGroups: number; readonly withoutGroup: number; readonly lateBeyondMemory: number };
