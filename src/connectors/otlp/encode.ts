import type { Attributes, FinishedSpan } from "../../ports/telemetry.ts";

/** Upper bounds of the buckets of a distribution, milliseconds. */
export const boundsMs: readonly number[] = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000, 900_000];

/** One series: a metric with its attributes, and what was seen of it since the start. */
export type Series = {
  readonly metric: string;
  readonly kind: "count" | "measure" | "level";
  readonly attributes: Attributes;
  sum: number;
  count: number;
  buckets: number[];
};

export type Resource = { readonly service: string; readonly version: string; readonly instance: string };

// OTLP 1.3 in its JSON mapping (opentelemetry-proto, "JSON Protobuf Encoding"): ids are hex, 64-bit integers are strings.
const typedOf = (value: string | number | boolean) => {
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "string") return { stringValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
};
const attributesOf = (attributes: Attributes) =>
  Object.entries(attributes)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => ({ key, value: typedOf(value) }));
const nanos = (timeMs: number) => `${Math.round(timeMs)}000000`;

const resourceOf = ({ service, version, instance }: Resource) => ({
  attributes: attributesOf({ "service.name": service, "service.version": version, "service.instance.id": instance }),
});
const scope = { name: "watchkeeper" };

const kindInternal = 1;
const statusError = 2;

/** The body of `/v1/traces`. */
export function tracesOf(spans: readonly FinishedSpan[], resource: Resource) {
  return {
    resourceSpans: [
      {
        resource: resourceOf(resource),
        scopeSpans: [
          {
            scope,
            spans: spans.map(({ name, context, parent, startMs, endMs, attributes, failed }) => ({
              traceId: context.traceId,
              spanId: context.spanId,
              ...(parent === undefined ? {} : { parentSpanId: parent }),
              name,
              kind: kindInternal,
              startTimeUnixNano: nanos(startMs),
              endTimeUnixNano: nanos(Math.max(startMs, endMs)),
              attributes: attributesOf(attributes),
              status: failed === undefined ? {} : { code: statusError, message: failed },
            })),
          },
        ],
      },
    ],
  };
}

const cumulative = 2;

/** The body of `/v1/metrics`: everything since the start, so that one that gets lost takes nothing with it. */
export function metricsOf(
  series: readonly Series[],
  resource: Resource,
  { startMs, nowMs }: { readonly startMs: number; readonly nowMs: number },
) {
  const byName = Map.groupBy(series, ({ metric }) => metric);
  const metrics = [...byName]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, group]) => {
      const times = { startTimeUnixNano: nanos(startMs), timeUnixNano: nanos(nowMs) };
      const points = group.map((each) => ({ attributes: attributesOf(each.attributes), ...times, ...pointOf(each) }));
      const [{ kind } = { kind: "level" }] = group;
      if (kind === "measure") return { name, unit: "ms", histogram: { aggregationTemporality: cumulative, dataPoints: points } };
      if (kind === "count") return { name, sum: { aggregationTemporality: cumulative, isMonotonic: true, dataPoints: points } };
      return { name, gauge: { dataPoints: points } };
    });
  return { resourceMetrics: [{ resource: resourceOf(resource), scopeMetrics: [{ scope, metrics }] }] };
}

function pointOf({ kind, sum, count, buckets }: Series) {
  if (kind !== "measure") return { asDouble: sum };
  return { count: String(count), sum, bucketCounts: buckets.map(String), explicitBounds: boundsMs };
}
