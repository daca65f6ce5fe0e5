import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { EventJudge } from "../../ports/judge.ts";
import { eventWith } from "../../testing/sigma-case.ts";
import { openJudging } from "./alert-of-judgement.ts";
import { alertOfMatch } from "./alert-of-match.ts";

const event = eventWith({ Image: "C:\\Tools\\sync.exe" }, { timeMs: 1_000, logSource: { product: "windows", service: "sysmon" } });
const judgeSaying = (maliciousness: number, reasons = 1): EventJudge => ({
  name: "sample-3",
  datasets: new Set([event.dataset]),
  alertsFrom: 0.6,
  judge: () => ({
    judge: "sample-3",
    maliciousness,
    reasons: Array.from({ length: reasons }, (_, index) => ({ says: `reason ${index}`, logOdds: 1 })),
    title: "Something of a kind",
    category: "malware",
    severity: "high",
    techniques: ["T1204"],
    tactics: ["TA0002"],
  }),
});

describe("what a judge says of an event", () => {
  test("raises an alert of its own at the judge's bar, and none below it", () => {
    const [alert] = openJudging([judgeSaying(0.6)])(event, []);
    assert.deepEqual(
      [alert?.product, alert?.ruleId, alert?.category, alert?.severity, alert?.judgement?.maliciousness],
      ["watchkeeper", "judgement/sample/something-of-a-kind", "malware", "high", 0.6],
    );
    assert.deepEqual(alert?.source, event.source);
    assert.deepEqual(openJudging([judgeSaying(0.599)])(event, []), []);
  });

  test("goes with the alerts that rules raised on the same event, whatever it says", () => {
    const rule = { id: "r", title: "A rule", description: "", level: "low", techniques: [], tactics: [], tags: [] };
    const raised = alertOfMatch({ rule } as unknown as Parameters<typeof alertOfMatch>[0], event);
    const [annotated, ...others] = openJudging([judgeSaying(0.1)])(event, [raised]);
    assert.deepEqual(annotated, {
      ...raised,
      judgement: { judge: "sample-3", maliciousness: 0.1, reasons: [{ says: "reason 0", logOdds: 1 }] },
    });
    assert.deepEqual(others, []);
  });

  test("is asked only about its own kinds of events, and its reasons are bounded", () => {
    const other = { ...event, dataset: "mail" as const };
    assert.deepEqual(openJudging([judgeSaying(0.9)])(other, []), []);
    assert.equal(openJudging([judgeSaying(0.9, 500)])(event, [])[0]?.judgement?.reasons.length, 8);
  });
});
