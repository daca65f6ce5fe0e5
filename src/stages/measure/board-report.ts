import { cut, visible } from "../../core/inert/inert.ts";
import type { Drift, Durations, EscalationRate, Flow, Share } from "../../core/measure/figure.ts";
import { boardPage, boardPdf, type Drawn, linesOf } from "./board-page.ts";
import { coverSays, durationSays, grouped, percent, shareSays, unmeasured } from "./say.ts";

/** One month as a board reads it; everything in it comes from the same figures as the lead's desk. */
export type BoardReport = {
  readonly tenant: string;
  readonly month: string;
  readonly zone: string;
  readonly countedUpTo: string | null;
  readonly flow: Flow;
  readonly escalation: EscalationRate;
  readonly escalationBySeverity: readonly { readonly severity: string; readonly escalation: EscalationRate }[];
  readonly times: readonly { readonly name: string; readonly durations: Durations }[];
  readonly shares: readonly { readonly name: string; readonly share: Share }[];
  readonly drift: Drift;
  readonly hoursSaved: string;
  readonly models: string;
  readonly days: readonly { readonly day: string; readonly accepted: number; readonly handedToPeople: number }[];
  /** Alarms of the month, each in a sentence. */
  readonly alarms: readonly string[];
};

const { margin, width } = boardPage;
const inner = width - 2 * margin;
const alarmsShownMax = 6;

/** A report as PDF, one to two pages. The same report, the same bytes. */
export function boardReportPdf(report: BoardReport): Uint8Array {
  return boardPdf([firstPage(report), secondPage(report)], `Security operations, ${report.month}`);
}

type Sheet = { readonly drawn: Drawn[]; y: number };
const openSheet = (): Sheet => ({ drawn: [], y: margin });

function write(
  sheet: Sheet,
  text: string,
  how: { readonly size?: number; readonly strong?: boolean; readonly grey?: boolean; readonly x?: number } = {},
) {
  const { size = 10, strong = false, grey = false, x = margin } = how;
  sheet.drawn.push({ draw: "text", x, y: sheet.y + size, size, strong, grey, text });
}
const down = (sheet: Sheet, points: number) => {
  sheet.y += points;
};

function heading(sheet: Sheet, text: string): void {
  down(sheet, 14);
  write(sheet, text, { size: 13, strong: true });
  down(sheet, 21);
}

function paragraph(sheet: Sheet, text: string, size = 9.5): void {
  for (const line of linesOf(text, Math.floor(inner / (size * 0.47)))) {
    write(sheet, line, { size, grey: true });
    down(sheet, size + 3.5);
  }
}

/** Cells at fixed places; the first row in bold. */
function table(sheet: Sheet, places: readonly number[], rows: readonly (readonly string[])[]): void {
  for (const [at, cells] of rows.entries()) {
    for (const [column, cell] of cells.entries()) write(sheet, cell, { size: 9.5, strong: at === 0, x: margin + (places[column] ?? 0) });
    down(sheet, at === 0 ? 15 : 14);
    if (at === 0) sheet.drawn.push({ draw: "bar", x: margin, y: sheet.y - 2, width: inner, height: 0.6, shade: 0.7 });
    if (at === 0) down(sheet, 3);
  }
}

function firstPage(report: BoardReport): Drawn[] {
  const sheet = openSheet();
  write(sheet, `Security operations, ${report.month}`, { size: 20, strong: true });
  down(sheet, 28);
  const upTo =
    report.countedUpTo === null ? "nothing is counted yet" : `counted up to ${report.countedUpTo.slice(0, 16).replace("T", " ")} UTC`;
  paragraph(
    sheet,
    `${visible(report.tenant)}; days of ${report.zone}; ${upTo}. Every figure is counted from the signed record and can be counted again from it.`,
  );
  heading(sheet, "What came in, and what became of it");
  flowPart(sheet, report.flow);
  daysPart(sheet, report.days);
  heading(sheet, "How much went to people, and what may have been missed");
  escalationPart(sheet, report);
  return sheet.drawn;
}

function flowPart(sheet: Sheet, flow: Flow): void {
  const parts = [
    ["closed by the agent", flow.closedByAgent, 0.75],
    ["closed by people", flow.closedByPeople, 0.6],
    ["with people now", flow.escalated, 0.25],
    ["waiting in shadow mode", flow.waitingInShadow, 0.4],
    ["open", flow.open, 0.85],
    ["could not be read", flow.deadLettered, 0.1],
  ] as const;
  write(sheet, `${grouped(flow.accepted)} alerts`, { size: 15, strong: true });
  down(sheet, 24);
  for (const [name, count, shade] of parts) {
    const part = flow.accepted === 0 ? 0 : count / flow.accepted;
    write(sheet, name, { size: 9.5 });
    sheet.drawn.push({ draw: "bar", x: margin + 125, y: sheet.y + 2, width: Math.max(count > 0 ? 1 : 0, part * 270), height: 9, shade });
    write(sheet, flow.accepted === 0 ? "0" : `${grouped(count)}  (${percent(part)})`, { size: 9.5, x: margin + 405 });
    down(sheet, 15);
  }
}

/** Alerts of each day, and within them those that were handed to people. */
function daysPart(sheet: Sheet, days: BoardReport["days"]): void {
  const most = Math.max(1, ...days.map(({ accepted }) => accepted));
  const [height, step] = [70, inner / Math.max(1, days.length)];
  down(sheet, 8);
  write(sheet, `Alerts a day (most: ${days.length === 0 ? 0 : most}); dark: handed to people`, { size: 9.5, grey: true });
  down(sheet, 18);
  for (const [at, { accepted, handedToPeople }] of days.entries()) {
    const [tall, dark] = [(accepted / most) * height, (Math.min(handedToPeople, accepted) / most) * height];
    const place = { draw: "bar" as const, x: margin + at * step, width: step * 0.8 };
    sheet.drawn.push(
      { ...place, y: sheet.y + height - tall, height: tall, shade: 0.75 },
      { ...place, y: sheet.y + height - dark, height: dark, shade: 0.25 },
    );
  }
  sheet.drawn.push({ draw: "bar", x: margin, y: sheet.y + height, width: inner, height: 0.6, shade: 0.5 });
  down(sheet, height + 4);
  const [first, last] = [days[0]?.day, days.at(-1)?.day];
  if (first !== undefined) write(sheet, first, { size: 8, grey: true });
  if (last !== undefined) write(sheet, last, { size: 8, grey: true, x: width - margin - 44 });
  down(sheet, 12);
}

const boundOf = ({ missedThreat }: EscalationRate) => (missedThreat.measured ? `at most ${percent(missedThreat.upperBound)}` : unmeasured);
const partOf = (share: Share) => (share.measured ? percent(share.share) : unmeasured);

function escalationPart(sheet: Sheet, { escalation, escalationBySeverity }: BoardReport): void {
  const row = (name: string, each: EscalationRate) => [
    name,
    each.rate.measured ? `${percent(each.rate.share)} of ${grouped(each.rate.of)}` : unmeasured,
    boundOf(each),
    partOf(each.insufficientData),
  ];
  const rows = escalationBySeverity.toReversed().map(({ severity, escalation: of }) => row(severity, of));
  table(sheet, [0, 120, 270, 400], [["", "escalated", "missed threats", "insufficient data"], row("all", escalation), ...rows]);
  down(sheet, 6);
  paragraph(
    sheet,
    escalation.missedThreat.measured
      ? `People judged ${escalation.missedThreat.judged} closed cases again without knowing what the agent had said and found ${escalation.missedThreat.missed} missed. With a certainty of 95 %, no more than the share above was missed; it ${coverSays(escalation.missedThreat.cover)} of the agent.`
      : `How many threats were missed is not measured: ${escalation.missedThreat.because}. A low escalation rate says nothing by itself.`,
  );
}

function secondPage(report: BoardReport): Drawn[] {
  const sheet = openSheet();
  heading(sheet, "How fast");
  const times = report.times.map(({ name, durations }) =>
    durations.measured
      ? [name, ...[durations.meanMs, durations.p50Ms, durations.p90Ms, durations.p95Ms].map(durationSays), grouped(durations.n)]
      : [name, unmeasured],
  );
  table(sheet, [0, 215, 275, 335, 395, 455], [["", "mean", "median", "90 %", "95 %", "of"], ...times]);
  heading(sheet, "How well");
  table(sheet, [0, 215], [["", "share (of how many; 95 % interval)"], ...report.shares.map(({ name, share }) => [name, shareSays(share)])]);
  const { drift } = report;
  const moved = drift.measured ? `${drift.index.toFixed(3)}, ${drift.grade} (below 0.1 is steady by custom)` : unmeasured;
  heading(sheet, "What it took, and what moved");
  table(
    sheet,
    [0, 215],
    [
      ["", "this month"],
      ["drift of verdicts", moved],
      ["hours saved (assumed)", report.hoursSaved],
      ["language models", report.models],
    ],
  );
  heading(sheet, "Out of the ordinary");
  if (report.alarms.length === 0) paragraph(sheet, "No source was silent and no rate moved beyond what chance explains.");
  for (const says of report.alarms.slice(0, alarmsShownMax)) paragraph(sheet, `- ${cut(visible(says), 260)}`);
  if (report.alarms.length > alarmsShownMax) paragraph(sheet, `And ${report.alarms.length - alarmsShownMax} more.`);
  heading(sheet, "How to read this");
  paragraph(
    sheet,
    '"Not measured" is not 0: nothing was counted. The escalation rate stands only beside the bound of missed threats and the share of insufficient data of the same month. Hours saved rest on assumptions, not on measurements. Shares carry their exact 95 % intervals (Clopper and Pearson). An alert counts in the month in which it was accepted.',
  );
  return sheet.drawn;
}
