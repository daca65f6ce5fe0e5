import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { FinishedSpan, Telemetry } from "../../ports/telemetry.ts";
import { type Double, startDouble } from "../../testing/doubles/double.ts";
import { openOrigin } from "../kit/http.ts";
import { traced } from "../kit/trace.ts";
import { type OtlpSettings, openOtlp, seriesMax, spansMax } from "./otlp.ts";

// Guarantees: telemetry reaches a collector in the shapes that it takes, and one that does not answer costs the service nothing but the telemetry.

const clock = {
  nowMs: () => Date.UTC(2026, 10, 23),
  sleep: (delayMs: number, signal?: AbortSignal) => sleep(delayMs, undefined, { signal }),
};
let status = 200;
let collector: Double;
before(async () => {
  collector = await startDouble(() => ({ status, json: {} }));
});
after(() => collector.close());
let telemetry: Telemetry | undefined;
afterEach(async () => {
  await telemetry?.close();
  status = 200;
  collector.fault = undefined;
  collector.seen.length = 0;
});

function open(settings: Partial<OtlpSettings> = {}, dropped: (spans: number) => void = () => {}) {
  const resource = { service: "watchkeeper", version: "1.2.3", instance: "one" };
  telemetry = openOtlp({ url: collector.url, internal: true, everyMs: 3_600_000, share: 1, resource, ...settings }, { clock, dropped });
  return telemetry;
}
const spanOf = (index: number): FinishedSpan => ({
  name: "question",
  context: { traceId: index.toString(16).padStart(32, "0"), spanId: index.toString(16).padStart(16, "1") },
  startMs: 1_000,
  endMs: 1_250,
  attributes: { tool: "events/search", rows: 3, cached: false, share: 0.5 },
});
type Traces = { resourceSpans: [{ scopeSpans: [{ spans: Record<string, unknown>[] }] }] };
type Metrics = { resourceMetrics: [{ scopeMetrics: [{ metrics: Record<string, unknown>[] }] }] };
const bodies = <Body>(path: string) => collector.seen.filter((seen) => seen.path === path).map(({ text }) => JSON.parse(text) as Body);
const spansSeen = () => bodies<Traces>("/v1/traces").flatMap((body) => body.resourceSpans[0].scopeSpans[0].spans);

describe("telemetry", () => {
  test("a span goes out as OTLP has it: ids in hex, times in nanoseconds as text, typed attributes", async () => {
    const otlp = open();
    otlp.span({ ...spanOf(0xabc), parent: "00000000000000aa", failed: "connector/not-reached" });
    await otlp.close();
    assert.equal(collector.seen[0]?.header("content-type"), "application/json");
    assert.deepEqual(spansSeen(), [
      {
        traceId: "00000000000000000000000000000abc",
        spanId: "1111111111111abc",
        parentSpanId: "00000000000000aa",
        name: "question",
        kind: 1,
        startTimeUnixNano: "1000000000",
        endTimeUnixNano: "1250000000",
        attributes: [
          { key: "cached", value: { boolValue: false } },
          { key: "rows", value: { intValue: "3" } },
          { key: "share", value: { doubleValue: 0.5 } },
          { key: "tool", value: { stringValue: "events/search" } },
        ],
        status: { code: 2, message: "connector/not-reached" },
      },
    ]);
  });

  test("counts grow, levels are what is so, and measurements fall into their buckets", async () => {
    const otlp = open();
    for (const valueMs of [4, 5, 6, 1e9]) otlp.record("watchkeeper.triage.delay", valueMs, { tenant: "default" });
    otlp.record("watchkeeper.intake.records", 2, {});
    otlp.record("watchkeeper.intake.records", 3, {});
    otlp.record("watchkeeper.source.behind", 9, { source: "mailbox" });
    otlp.record("watchkeeper.source.behind", 7, { source: "mailbox" });
    otlp.record("watchkeeper.source.behind", Number.NaN, { source: "mailbox" });
    await otlp.close();
    const [body] = bodies<Metrics>("/v1/metrics");
    const found = new Map(body!.resourceMetrics[0].scopeMetrics[0].metrics.map((each) => [each.name, each]));
    type Point = { count: string; sum: number; bucketCounts: string[]; explicitBounds: number[]; asDouble: number };
    const pointOf = (name: string) => {
      const each = found.get(name) as Record<"histogram" | "sum" | "gauge", { dataPoints: [Point] } | undefined>;
      return (each.histogram ?? each.sum ?? each.gauge)!.dataPoints[0];
    };
    const delay = pointOf("watchkeeper.triage.delay");
    assert.deepEqual([delay.count, delay.bucketCounts[0], delay.bucketCounts[1], delay.bucketCounts.at(-1)], ["4", "2", "1", "1"]);
    assert.equal(delay.bucketCounts.length, delay.explicitBounds.length + 1);
    assert.equal(pointOf("watchkeeper.intake.records").asDouble, 5);
    assert.equal(pointOf("watchkeeper.source.behind").asDouble, 7);
  });

  test("what does not fit is dropped and counted, and nobody waits", async () => {
    let dropped = 0;
    const otlp = open({}, (spans) => {
      dropped += spans;
    });
    for (let index = 0; index < spansMax + 10; index++) otlp.span(spanOf(index));
    for (let index = 0; index < seriesMax + 10; index++) otlp.record("watchkeeper.source.behind", 1, { source: `s${index}` });
    await otlp.close();
    assert.equal(dropped, 10);
    assert.equal(spansSeen().length, spansMax);
    const [body] = bodies<Metrics>("/v1/metrics");
    const [metric] = body!.resourceMetrics[0].scopeMetrics[0].metrics.filter(({ name }) => name === "watchkeeper.source.behind");
    assert.ok((metric as { gauge: { dataPoints: unknown[] } }).gauge.dataPoints.length <= seriesMax);
  });

  test("a collector that is down is told later, one that refuses is not asked again with the same", async () => {
    let dropped = 0;
    const otlp = open({ everyMs: 20 }, (spans) => {
      dropped += spans;
    });
    collector.fault = () => "lose";
    otlp.span(spanOf(1));
    while (collector.seen.length < 1) await sleep(5);
    collector.fault = undefined;
    while (spansSeen().length < 2) await sleep(5);
    status = 400;
    otlp.span(spanOf(2));
    while (dropped === 0) await sleep(5);
    assert.equal(dropped, 1);
  });

  test("a collector that never answers holds up no end of the service", async () => {
    const otlp = open();
    collector.fault = () => "silent";
    otlp.span(spanOf(1));
    const hurried = openOtlp(
      { url: collector.url, internal: true, everyMs: 3_600_000, share: 1, resource: { service: "s", version: "1", instance: "i" } },
      { clock: { ...clock, sleep: (delayMs, signal) => sleep(Math.min(delayMs, 50), undefined, { signal }) } },
    );
    hurried.span(spanOf(1));
    await hurried.close();
    collector.fault = undefined;
  });

  test("a share of the traces is sent whole, and the same one everywhere", async () => {
    const otlp = open({ share: 0.25 });
    for (let index = 0; index < 256; index++)
      otlp.span({ ...spanOf(index), context: { traceId: index.toString(16).padStart(2, "0").padEnd(32, "0"), spanId: "1".repeat(16) } });
    await otlp.close();
    assert.equal(spansSeen().length, 64);
  });
});

describe("a request on behalf of a trace", () => {
  test("carries it, and one on behalf of none carries nothing", async () => {
    const origin = openOrigin({ name: "product", url: collector.url, internal: true }, { clock });
    const traceparent = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
    const ask = () => origin.read({ method: "GET", path: ["x"] });
    await Promise.all([traced(traceparent, ask), ask()]);
    assert.deepEqual(collector.seen.map((seen) => seen.header("traceparent")).toSorted(), [traceparent, undefined]);
    assert.throws(() => traced("a\r\nb: c", ask));
  });
});
