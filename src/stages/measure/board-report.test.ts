import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { linesOf } from "./board-page.ts";
import { type BoardReport, boardReportPdf } from "./board-report.ts";

/** A month of a small desk. */
export const boardMonth = (more: Partial<BoardReport> = {}): BoardReport => {
  const share = (right: number, of: number) => ({
    measured: true as const,
    right,
    of,
    share: right / of,
    interval: [right / of / 1.2, Math.min(1, (right / of) * 1.2)] as [number, number],
  });
  const none = { measured: false as const, because: "nothing was counted" };
  const durations = { measured: true as const, n: 18_234, meanMs: 41_000, p50Ms: 12_000, p90Ms: 95_000, p95Ms: 4_000_000, leftOut: 3 };
  const escalation = {
    rate: share(411, 17_900),
    missedThreat: { measured: true as const, judged: 366, missed: 0, cover: { covered: 400, closed: 400 }, upperBound: 0.0082 },
    insufficientData: share(120, 17_900),
  };
  return {
    tenant: "default",
    month: "2026-10",
    zone: "Europe/Vienna",
    countedUpTo: "2026-11-02T08:00:00.000Z",
    flow: {
      ...{
        accepted: 18_400,
        closedByAgent: 16_900,
        closedByPeople: 700,
        escalated: 300,
        waitingInShadow: 320,
        open: 150,
        deadLettered: 30,
      },
      ...{ handedToPeople: 411, truePositives: 37 },
    },
    escalation,
    escalationBySeverity: ["low", "medium", "high"].map((severity) => ({ severity, escalation: { ...escalation, missedThreat: none } })),
    times: ["detection (occurred to accepted)", "first look (accepted to triaged)"].map((name) => ({ name, durations })),
    shares: [
      { name: "closed without a person", share: share(16_900, 18_400) },
      { name: "overruled by people", share: none },
    ],
    drift: { measured: true, index: 0.0413, grade: "steady", n: 18_000, nBefore: 17_000 },
    hoursSaved: "2791.5 h",
    models: "no model is connected",
    days: Array.from({ length: 31 }, (_, day) => ({
      day: `2026-10-${String(day + 1).padStart(2, "0")}`,
      accepted: 500 + 200 * (day % 5),
      handedToPeople: 10 + 3 * (day % 4),
    })),
    alarms: ['The source "edr" is silent: 0 in the last hour, usually 41 at this time of the week.'],
    ...more,
  };
};

const textIn = (pdf: Uint8Array) =>
  [
    ...Buffer.from(pdf)
      .toString("latin1")
      .matchAll(/\((.*?)\) Tj/g),
  ]
    .map(([, text]) => text)
    .join("\n");

// Guarantees: two pages whatever the month held; the rate stands beside its bound; nothing of outside is more than text; the same month is the same bytes.
describe("the board's month", () => {
  test("is two pages, and each object stands where the table says", () => {
    const pdf = Buffer.from(boardReportPdf(boardMonth())).toString("latin1");
    assert.equal(pdf.match(/\/Type \/Page /g)?.length, 2);
    const [, table = ""] = pdf.split("xref\n");
    const places = [...table.matchAll(/^(\d{10}) 00000 n/gm)].map(([, place]) => Number(place));
    for (const [at, place] of places.entries()) assert.ok(pdf.slice(place).startsWith(`${at + 1} 0 obj`));
    assert.deepEqual(boardReportPdf(boardMonth()), boardReportPdf(boardMonth()));
  });

  test("has the escalation rate with its bound, or says that it is not measured", () => {
    assert.match(textIn(boardReportPdf(boardMonth())), /2\.30 % of 17,900\nat most 0\.82 %\n0\.67 %/);
    const unsampled = boardMonth({
      escalation: { ...boardMonth().escalation, missedThreat: { measured: false, because: "no quality samples were judged" } },
    });
    assert.match(textIn(boardReportPdf(unsampled)), /2\.30 % of 17,900\nnot measured\n0\.67 %/);
    assert.match(textIn(boardReportPdf(unsampled)), /says\s+nothing\s+by\s+itself/);
  });

  test("text from outside is text: nothing of it ends a string, and letters that the font lacks stand by number", () => {
    const pdf = Buffer.from(boardReportPdf(boardMonth({ alarms: [`The source "a) Tj /F1 (\u202e漢\\" is silent.`] }))).toString("latin1");
    assert.match(pdf, /a\\\) Tj \/F1 \\\(/);
    assert.match(pdf, /U\+6F22/);
    for (const word of ["/URI", "/JS", "/Launch", "/EmbeddedFile", "/OpenAction"]) assert.ok(!pdf.includes(word), word);
  });

  test("an empty month, and one with every alarm there may be, stay on two pages", () => {
    const none = { measured: false as const, because: "there were no alerts in the period" };
    const empty = {
      accepted: 0,
      closedByAgent: 0,
      closedByPeople: 0,
      escalated: 0,
      waitingInShadow: 0,
      open: 0,
      deadLettered: 0,
      handedToPeople: 0,
      truePositives: 0,
    };
    const nothing = boardMonth({
      flow: empty,
      days: [],
      escalation: { rate: none, missedThreat: none, insufficientData: none },
      escalationBySeverity: [],
    });
    const full = boardMonth({ alarms: Array.from({ length: 500 }, () => "x ".repeat(400)) });
    for (const report of [nothing, full]) {
      const pdf = Buffer.from(boardReportPdf(report)).toString("latin1");
      const lowest = Math.min(...[...pdf.matchAll(/ Tf [\d.]+ (-?[\d.]+) Td/g)].map(([, y]) => Number(y)));
      assert.ok(lowest >= 30, `text at ${lowest}`);
    }
  });

  test("lines break at blanks, and nothing is lost", () => {
    const text = "one two three four five six";
    assert.ok(linesOf(text, 9).every((line) => line.length <= 9));
    assert.equal(linesOf(text, 9).join(" "), text);
  });
});
