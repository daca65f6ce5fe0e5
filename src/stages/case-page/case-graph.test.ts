import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { AlertRow } from "../../ports/views.ts";
import { sampleAssessment } from "../../testing/sample-assessment.ts";
import { caseGraph, edgesMax, type GraphOf, nodesMax } from "./case-graph.ts";

// Guarantees: nothing is tied that no alert names together; what is shown is bounded, says how much is not, and is the same each time.

const value = fc.constantFrom("ws-1", "WS-1.", "ws-2", "", "alice", "SYSTEM", "192.0.2.7", "\u202e<b>", "__proto__", "x".repeat(5_000));
const observable = fc.oneof(
  { weight: 8, arbitrary: fc.record({ type: fc.constantFrom("host", "user", "ip", "process", "domain", "email"), value }) },
  { weight: 1, arbitrary: fc.constantFrom<unknown[]>(null, 7, "x", { type: "nothing", value: "x" }, { type: "ip", value: 3 }, []) },
);
const anyAlerts = fc.array(
  fc.record({
    id: fc.integer({ min: 1, max: 99 }).map((at) => `a-${at}`),
    timeMs: fc.integer({ min: 0, max: 1_000_000 }),
    severity: fc.constantFrom("low", "critical"),
    detail: fc.record(
      { host: fc.option(value, { nil: null }), user: fc.option(value, { nil: null }), observables: fc.array(observable, { maxLength: 6 }) },
      { requiredKeys: [] },
    ),
  }),
  { maxLength: 20 },
) as fc.Arbitrary<Pick<AlertRow, "id" | "timeMs" | "severity" | "detail">[]>;

const graphOf = (alerts: GraphOf["alerts"], of: Partial<GraphOf> = {}) =>
  caseGraph({ detail: undefined, alerts, around: undefined, limit: nodesMax, ...of });

describe("caseGraph", () => {
  test("every tie is between two shown nodes that one alert names; what is hidden is counted; the same alerts give the same graph", () => {
    fc.assert(
      fc.property(anyAlerts, fc.integer({ min: 1, max: 8 }), (alerts, limit) => {
        const whole = graphOf(alerts)!;
        const part = graphOf(alerts, { limit })!;
        assert.deepEqual(graphOf(alerts, { limit }), part);
        assert.ok(part.nodes.length <= limit && part.nodesTotal === whole.nodes.length && part.edgesTotal === whole.edges.length);
        const shown = new Map(part.nodes.map((node) => [node.id, node]));
        for (const { from, to, count, firstMs, lastMs } of part.edges) {
          assert.ok(shown.has(from) && shown.has(to) && from !== to && count > 0 && firstMs <= lastMs);
        }
        for (const node of part.nodes) {
          const neighbours = new Set(whole.edges.flatMap(({ from, to }) => (from === node.id ? [to] : to === node.id ? [from] : [])));
          assert.equal(node.degree, neighbours.size);
          assert.equal(node.hidden, [...neighbours].filter((id) => !shown.has(id)).length);
          assert.equal(node.alertIds.length, Math.min(100, node.alerts));
          assert.ok(node.id !== "user:system" && !node.label.includes("\u202e"));
        }
      }),
      { numRuns: 300 },
    );
  });

  test("around a node stands that node first, then what is near it; around none there is nothing", () => {
    const alerts = [
      { id: "a-1", timeMs: 1, severity: "low", detail: { host: "ws-1", observables: [{ type: "ip", value: "192.0.2.7" }] } },
      { id: "a-2", timeMs: 2, severity: "low", detail: { host: "ws-2", observables: [{ type: "ip", value: "192.0.2.7" }] } },
      { id: "a-3", timeMs: 3, severity: "low", detail: { host: "ws-3", user: "bob" } },
    ] as const;
    const ids = (around: string, limit: number) => graphOf(alerts, { around, limit })?.nodes.map(({ id }) => id);
    assert.deepEqual(ids("host:ws-1", 2), ["host:ws-1", "ip:192.0.2.7"]);
    assert.deepEqual(ids("host:ws-1", 9), ["host:ws-1", "ip:192.0.2.7", "host:ws-2"]);
    assert.equal(ids("host:ws-9", 9), undefined);
    assert.equal(ids("constructor", 9), undefined);
  });

  test("a case of 5,000 alerts that name 50 things each has a graph within its bounds, within seconds", () => {
    const alerts = Array.from({ length: 5_000 }, (_, at) => ({
      id: `a-${at}`,
      timeMs: at,
      severity: "high" as const,
      detail: {
        host: `ws-${at % 700}`,
        observables: Array.from({ length: 50 }, (_, n) => ({ type: "ip", value: `2001:db8::${at}:${n}` })),
      },
    }));
    const began = performance.now();
    const graph = graphOf(alerts, { limit: 300 })!;
    assert.ok(graph.nodes.length === 300 && graph.edges.length <= edgesMax);
    assert.ok(performance.now() - began < 5_000, `${performance.now() - began} ms`);
  });

  test("evidence stands at what it is about and at the alerts' ties; what the inventory knows is said", () => {
    const [detail] = sampleAssessment().cases;
    const graph = graphOf([], { detail })!;
    assert.ok(graph.nodes.some(({ known, criticality }) => known === true && criticality !== null));
    assert.ok(graph.nodes.length > 5 && graph.edges.length === 0, "no alert ties them");
  });
});
