import { inline } from "../../core/report/inline.ts";
import type { Drills } from "./drill.ts";
import {
  missedHead,
  missedRows,
  techniqueHead,
  techniqueRows,
  tradeHead,
  tradeRows,
  twinHead,
  twinRows,
  unseenRows,
} from "./drill-words.ts";
import type { RedteamReport } from "./report.ts";
import { cellHead, cellRows, figureRows, headline } from "./words.ts";

const cell = (text: string) =>
  inline(text, 400)
    .replaceAll("\\", "\\\\")
    .replace(/[|<>[\]`*_&]/g, (mark) => `\\${mark}`);
const row = (texts: readonly string[]) => `| ${texts.map(cell).join(" | ")} |\n`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  `${row(head)}|${head.map(() => "---").join("|")}|\n${rows.map(row).join("")}`;

/** The report as a page of Markdown. Holds ids of hostile texts, never the texts. */
export function redteamMarkdown(report: RedteamReport): string {
  const parts = [
    `# Exercise: hostile text\n\n${headline(report)} Watchkeeper ${inline(report.version, 40)}.\n`,
    `\n${table(["figure", "value", "what it means"], figureRows(report))}`,
    `\nIntervals are Clopper and Pearson's at 95 %: of both sides in brackets, and the bound of one side behind "below".\n`,
  ];
  if (report.firstViolations.length > 0) {
    const rows = report.firstViolations.map(({ kind, base, surface, payload, says }) => [kind, base, surface, payload, says]);
    parts.push(`\n## Violations\n\n${report.violations} in all.\n\n${table(["promise", "case", "field", "text", "what was seen"], rows)}`);
  }
  if (report.wrong.length > 0) {
    const rows = report.wrong.map(({ base, expected, ended }) => [base, expected, ended]);
    parts.push(`\n## Cases that end otherwise than they should\n\n${table(["case", "expected", "ended"], rows)}`);
  }
  if (report.escalation)
    for (const [title, head, rows] of drillTables(report.escalation))
      if (rows.length > 0) parts.push(`\n## ${title}\n\n${table(head, rows)}`);
  parts.push(`\n## By text and field\n\n${table(cellHead, cellRows(report))}`);
  return parts.join("");
}

/** The escalation drills as tables, each with its title. */
export function drillTables(
  drills: Drills,
): readonly (readonly [title: string, head: readonly string[], rows: readonly (readonly string[])[]])[] {
  return [
    ["Escalation by trade", tradeHead, tradeRows(drills)],
    ["Attacks that were not escalated", missedHead, missedRows(drills)],
    ["What was not seen of those that were", missedHead, unseenRows(drills)],
    ["Ordinary work that was escalated", twinHead, twinRows(drills)],
    ["Techniques", techniqueHead, techniqueRows(drills)],
  ];
}
