import type { TelemetryEvent } from "../core/event/event.ts";
import type { CorrelationMatch } from "./sigma/correlation-match.ts";
import type { RuleMatch } from "./sigma/rule-set.ts";

/** One line of the command `detect` (contract.md): a rule's match, where, and when (ISO 8601, UTC). */
export type DetectLine = {
  readonly ruleId: string;
  readonly level: string;
  readonly path: string;
  readonly record: number;
  readonly time: string;
};

/** The line for a rule that matched an event. */
export function detectLineOf({ rule }: RuleMatch, event: TelemetryEvent): DetectLine {
  return { ruleId: rule.id, level: rule.level, path: event.source.path, record: event.source.record, time: timeOf(event.timeMs) };
}

/** The line for a correlation, at the last record that contributed. */
export function detectLineOfCorrelation({ rule, event, timeMs }: CorrelationMatch): DetectLine {
  return { ruleId: rule.id, level: rule.level, path: event.source.path, record: event.source.record, time: timeOf(timeMs) };
}

const dateRangeMs = 8_640_000_000_000_000;

// Times come from evidence: beyond what a date can say, the limit is said.
function timeOf(timeMs: number): string {
  return new Date(Math.min(dateRangeMs, Math.max(-dateRangeMs, Number.isFinite(timeMs) ? timeMs : 0))).toISOString();
}
