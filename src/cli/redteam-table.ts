import { inline } from "../core/report/inline.ts";
import type { Drills } from "../redteam/report/drill.ts";
import { drillLine, tradeHead, tradeRows } from "../redteam/report/drill-words.ts";
import type { RedteamReport } from "../redteam/report/report.ts";
import { figureRows, headline } from "../redteam/report/words.ts";

const shownMax = 12;
const listedMax = 30;

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
  const drills = report.escalation ? drillLines(report.escalation) : [];
  const where = folder === undefined ? [] : [`report: ${inline(folder, 400)}/redteam.md\n`];
  return [`${headline(report)}\n`, ...lines, ...wrong, ...drills, ...shown, ...more, ...where].join("");
}

function drillLines(drills: Drills): string[] {
  const rows = [tradeHead, ...tradeRows(drills)];
  const widths = tradeHead.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const missed = drills.attacks
    .filter(({ escalated }) => !escalated)
    .map(({ scenario, variant, seed, says }) => `  ✗ not escalated: ${scenario} (${variant}, seed ${seed}): ${inline(says, 160)}\n`);
  const called = drills.ordinary
    .filter(({ escalated }) => escalated)
    .map(({ scenario, seed, says }) => `  ✗ ordinary work escalated: ${scenario} (seed ${seed}): ${inline(says, 160)}\n`);
  const goalsMissed = drills.missedGoals.length === 0 ? "all goals met" : `goals missed: ${drills.missedGoals.join(", ")}`;
  const more = (lines: readonly string[]) => (lines.length > listedMax ? [`  … and ${lines.length - listedMax} more\n`] : []);
  return [
    `\n${drillLine(drills)} ${goalsMissed}\n`,
    ...rows.map(
      (row) =>
        `  ${row
          .map((text, at) => text.padEnd(widths[at] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    ),
    ...missed.slice(0, listedMax),
    ...more(missed),
    ...called.slice(0, listedMax),
    ...more(called),
  ];
}
