import type { Correlation } from "./correlation.ts";
import type { Entry } from "./counter.ts";
import { numberOf } from "./predicate.ts";

/** What a correlation measures over a finished window; undefined when there is nothing to measure. */
export function measured({ type, percentile }: Correlation, entries: readonly Entry[]): number | undefined {
  if (type === "event_count") return entries.length;
  if (type === "value_count") return new Set(entries.map(({ value }) => value).filter((value) => value !== undefined)).size;
  if (type === "temporal" || type === "temporal_ordered") return new Set(entries.map(({ rule }) => rule)).size;
  const numbers = entries.map(({ value }) => numberOf(value ?? "")).filter((value) => value !== undefined);
  if (numbers.length === 0) return undefined;
  const sum = numbers.reduce((total, value) => total + value, 0);
  if (type === "value_sum") return sum;
  if (type === "value_avg") return sum / numbers.length;
  return quantile(
    numbers.sort((a, b) => a - b),
    type === "value_median" ? 0.5 : percentile / 100,
  );
}

// Linear between the two nearest ranks.
function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.ceil(place)]!;
  return below + (above - below) * (place - Math.floor(place));
}
