import type { Clock } from "../../ports/clock.ts";
import { type Attributes, type FinishedSpan, type Metric, metrics, type Telemetry } from "../../ports/telemetry.ts";
import type { Resolve } from "../kit/address.ts";
import { type Origin, openOrigin } from "../kit/http.ts";
import { boundsMs, metricsOf, type Resource, type Series, tracesOf } from "./encode.ts";

/** Spans that wait to be sent, and series that are kept; what is beyond is dropped and counted. */
export const spansMax = 8_192;
export const seriesMax = 2_000;
const batchMax = 512;
const sendMs = 10_000;
const closeMs = 5_000;
const attributeLengthMax = 200;

export type OtlpSettings = {
  readonly url: string;
  readonly internal: boolean;
  readonly everyMs: number;
  /** The part of traces that is sent, 0 to 1: whole traces, told by their ids. */
  readonly share: number;
  readonly resource: Resource;
};

export type OtlpParts = { readonly clock: Clock; readonly resolve?: Resolve; readonly dropped?: (spans: number) => void };

/** Sends traces and metrics to a collector as OTLP over HTTP in JSON, now and then. Refuses a URL that is none (`connector/bad-settings`). */
export function openOtlp({ url, internal, everyMs, share, resource }: OtlpSettings, { clock, resolve, dropped }: OtlpParts): Telemetry {
  const origin = openOrigin({ name: "telemetry", url, internal, plain: internal }, { clock, ...(resolve && { resolve }) });
  const startMs = clock.nowMs();
  const spans: FinishedSpan[] = [];
  const { series, record } = openSeries();
  const closing = new AbortController();
  let lost = 0;

  const drop = (count: number) => {
    lost += count;
    record("watchkeeper.telemetry.dropped", count, {});
  };

  async function flush(signal?: AbortSignal): Promise<void> {
    while (spans.length > 0 && !signal?.aborted) {
      const batch = spans.slice(0, batchMax);
      const outcome = await post(origin, "traces", tracesOf(batch, resource), signal);
      if (outcome === "later") break;
      spans.splice(0, batch.length);
      if (outcome === "refused") drop(batch.length);
    }
    if (lost > 0) dropped?.(lost);
    lost = 0;
    if (series.size > 0)
      await post(origin, "metrics", metricsOf([...series.values()], resource, { startMs, nowMs: clock.nowMs() }), signal);
  }

  const working = flushing(clock, everyMs, flush, closing.signal);

  return {
    on: true,
    span(span) {
      if (!isSent(span.context.traceId, share)) return;
      if (spans.length >= spansMax) drop(1);
      else spans.push({ ...span, attributes: shortened(span.attributes) });
    },
    record: (metric, value, attributes) => record(metric, value, shortened(attributes)),
    async close() {
      closing.abort();
      await working;
      const enough = new AbortController();
      const over = clock.sleep(closeMs, enough.signal).catch(() => undefined);
      await Promise.race([flush(enough.signal).catch(() => undefined), over]);
      enough.abort();
    },
  };
}

async function flushing(clock: Clock, everyMs: number, flush: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(everyMs, signal).catch(() => undefined);
    if (!signal.aborted) await flush(signal).catch(() => undefined);
  }
}

/** Posts one body; what it became: taken, never to be taken, or to be sent again later. */
async function post(origin: Origin, path: string, body: unknown, signal?: AbortSignal): Promise<"taken" | "refused" | "later"> {
  const outcome = await origin.read({ method: "POST", changes: false, path: ["v1", path], body: { json: body }, timeMs: sendMs }, signal);
  if (outcome.kind !== "answered") return "later";
  if (outcome.status >= 200 && outcome.status <= 299) return "taken";
  return outcome.status >= 400 && outcome.status <= 499 && outcome.status !== 408 ? "refused" : "later";
}

/** What was counted and measured since the start. */
function openSeries(): { readonly series: ReadonlyMap<string, Series>; readonly record: Telemetry["record"] } {
  const series = new Map<string, Series>();
  return {
    series,
    record(metric: Metric, value: number, attributes: Attributes): void {
      const kind = metrics[metric];
      const key = JSON.stringify([metric, attributes]);
      const held = series.get(key) ?? (series.size < seriesMax ? fresh(metric, kind, attributes) : undefined);
      if (!held || !Number.isFinite(value)) return;
      series.set(key, held);
      if (kind === "level") held.sum = value;
      else held.sum += value;
      held.count++;
      if (kind !== "measure") return;
      const at = boundsMs.findIndex((bound) => value <= bound);
      const bucket = at < 0 ? boundsMs.length : at;
      held.buckets[bucket] = (held.buckets[bucket] ?? 0) + 1;
    },
  };
}

const fresh = (metric: string, kind: Series["kind"], attributes: Attributes): Series => ({
  metric,
  kind,
  attributes,
  sum: 0,
  count: 0,
  buckets: kind === "measure" ? Array.from({ length: boundsMs.length + 1 }, () => 0) : [],
});

/** Whether a trace is one of those that are sent: the same everywhere, since it is told by its id alone. */
function isSent(traceId: string, share: number): boolean {
  return Number.parseInt(traceId.slice(0, 8), 16) < share * 0x1_0000_0000;
}

function shortened(attributes: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === "string" ? value.slice(0, attributeLengthMax).toWellFormed() : value,
    ]),
  );
}
