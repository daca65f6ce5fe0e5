import { inline } from "../core/report/inline.ts";
import type { RedteamReport } from "../redteam/report/report.ts";
import { figureRows, headline } from "../redteam/report/words.ts";

const shownMax = 12;

/** What the exercise found, for a terminal. */
export function redteamTable(report: RedteamReport, folder: string | undefined): string {
  const rows = figureRows(report);
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}\n`);
  const wrong = report.wrong.map(({ base, expected, ended }) => `  ✗ ${base} should be ${expected}: ${inline(ended, 200)}\n`);
  const shown = report.firstViolations
    .slice(0, shownMax)
    .map(({ kind, base, surface, payload, says }) => `  ✗ ${kind}: ${base}, ${surface}, ${payload}: ${inline(says, 300)}\n`);
  const more = report.violations > shown.length ? [`  … and ${report.violations - shown.length} more\n`] : [];
  const missed = (report.escalation ?? [])
    .filter(({ attackEscalated }) => !attackEscalated)
    .map(({ scenario, trade, loudness, says }) => `  ✗ not escalated: ${scenario} (${trade}, ${loudness}): ${inline(says, 200)}\n`);
  const where = folder === undefined ? [] : [`report: ${inline(folder, 400)}/redteam.md\n`];
  return [`${headline(report)}\n`, ...lines, ...wrong, ...missed, ...shown, ...more, ...where].join("");
}
