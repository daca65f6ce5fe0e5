import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { AssessmentCase } from "../../core/assessment/assessment.ts";
import type { AlertRow } from "../../ports/views.ts";
import { sampleAssessment } from "../../testing/sample-assessment.ts";
import { storyLines } from "./story-lines.ts";

// Guarantees: every line of the timeline stands, in its order, with its words and its evidence; nobody is named whom no alert of that moment names.

const atMs = Date.UTC(2026, 2, 4, 9);
const minuteMs = 60_000;
const digest = `sha256:${"0".repeat(64)}`;
const whole = sampleAssessment().cases[0]!;
const item = whole.evidence.find(({ source }) => source.kind === "record")!;

type Row = Pick<AlertRow, "timeMs" | "source" | "rule" | "title" | "severity" | "detail">;
const row = (
  minute: number,
  record: number,
  { host = "ws-1", rule = "r-1", user }: { host?: string; rule?: string; user?: string } = {},
): Row => ({
  timeMs: atMs + minute * minuteMs,
  source: "edge",
  rule,
  title: "something",
  severity: record > 2 ? "high" : "low",
  detail: { host, ...(user !== undefined && { user }), record: { path: "a.jsonl", record, digest } },
});
const caseOf = (lines: readonly (readonly [minute: number, record: number])[]): AssessmentCase => ({
  ...whole,
  assets: [
    {
      name: "WS One",
      criticality: "high",
      role: "workstation",
      known: true,
      observables: [
        { type: "host", value: "ws-1.corp.example" },
        { type: "host", value: "ws-1" },
      ],
    },
  ],
  techniques: [{ id: "T1078", confidence: 0.8, evidence: ["e-1"] }],
  evidence: lines.map(([, record], at) => ({ ...item, id: `e-${at + 1}`, source: { kind: "record", path: "a.jsonl", record, digest } })),
  timeline: lines.map(([minute], at) => ({
    time: new Date(atMs + minute * minuteMs).toISOString(),
    says: `line ${at}`,
    evidence: [`e-${at + 1}`],
  })),
});

describe("storyLines", () => {
  test("a line is about what its alert is about, by the inventory's name, and counts what came of the same soon after", () => {
    const [line] = storyLines(caseOf([[0, 1]]), [
      row(0, 1, { user: "mara" }),
      row(8, 2),
      row(17, 3),
      row(40, 4),
      row(5, 9, { host: "ws-2" }),
    ]);
    assert.deepEqual(
      { ...line },
      {
        timeMs: atMs,
        lastMs: atMs + 17 * minuteMs,
        says: "line 0",
        evidence: ["e-1"],
        alerts: 3,
        machines: ["WS One"],
        accounts: ["mara"],
        sources: ["edge"],
        severity: "high",
        techniques: ["T1078"],
      },
    );
  });

  test("two rules at the same moment are two lines, each about its own machine", () => {
    const lines = storyLines(
      caseOf([
        [0, 1],
        [0, 2],
      ]),
      [row(0, 1), row(0, 2, { host: "ws-2", rule: "r-2" })],
    );
    assert.deepEqual(
      lines.map(({ machines }) => machines),
      [["WS One"], ["ws-2"]],
    );
  });

  test("a line whose alerts are not held any more stands, about nobody", () => {
    const [line] = storyLines(caseOf([[0, 1]]), []);
    assert.deepEqual([line?.machines, line?.alerts, line?.severity, line?.lastMs], [[], 0, undefined, atMs]);
  });

  test("any alerts: as many lines as the timeline has, never ending before they begin, naming only who is there", () => {
    const anyRow = fc
      .tuple(
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 0, max: 5 }),
        fc.constantFrom("ws-1", "ws-2", "__proto__"),
        fc.constantFrom("r-1", "r-2"),
      )
      .map(([minute, record, host, rule]) => row(minute, record, { host, rule }));
    const places = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 5 })), { maxLength: 8 });
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 30 }), places, (rows, lines) => {
        const story = storyLines(caseOf(lines), rows);
        assert.deepEqual(
          story.map(({ timeMs, says }) => [timeMs, says]),
          lines.map(([minute], at) => [atMs + minute * minuteMs, `line ${at}`]),
        );
        for (const { timeMs, lastMs, machines, alerts } of story) {
          const there = new Set(
            rows.filter((each) => each.timeMs === timeMs).map(({ detail }) => (detail.host === "ws-1" ? "WS One" : detail.host)),
          );
          assert.ok(lastMs >= timeMs && alerts <= rows.length && machines.every((name) => there.has(name)));
        }
      }),
      { numRuns: 300 },
    );
  });
});
