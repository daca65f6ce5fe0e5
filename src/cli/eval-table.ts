import { inline } from "../core/report/inline.ts";
import type { ReportedFigure, ReportedSuite } from "../quality/eval-report.ts";
import { shownValue } from "../quality/gate.ts";
import type { Suite } from "../quality/suite.ts";
import { foldersOf } from "../quality/suite-data.ts";

const titles = ["figure", "value", "95 % interval", "n", "baseline", "goal", "met"] as const;
const noteLengthMax = 2_000;

/** One suite as a table: a line per figure, then what it notes. A suite that did not run is one line with the reason. */
export function evalTable(suite: ReportedSuite, figures: readonly ReportedFigure[]): string {
  const { name, status, because, seconds, seed, notes, weak } = suite;
  if (status !== "ran") return `${name}: ${status === "failed" ? "failed" : "not run"}: ${inline(because ?? "", noteLengthMax)}\n\n`;
  const rows = [titles, ...figures.map(cellsOf)];
  const widths = titles.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
  const facts = [seconds === undefined ? undefined : `${seconds} s`, seed === undefined ? undefined : `seed ${seed}`].filter(
    (fact) => fact !== undefined,
  );
  return [
    `${name}${facts.length > 0 ? ` (${facts.join(", ")})` : ""}`,
    ...lines.map((line) => `  ${line}`),
    ...weak.map((sentence) => `  weak: ${inline(sentence, noteLengthMax)}`),
    ...notes.map((note) => `  ${inline(note, noteLengthMax)}`),
    "",
    "",
  ].join("\n");
}

function cellsOf(figure: ReportedFigure): string[] {
  const { value, interval, of, right, baseline, goal, met } = figure;
  const shown = (number: number | undefined) => (number === undefined ? "-" : shownValue(figure, number));
  return [
    figure.figure + (figure.better === "lower" ? " (less is better)" : ""),
    shown(value),
    `${shown(interval[0])} to ${shown(interval[1])}`,
    right === undefined ? String(of) : `${right}/${of}`,
    shown(baseline),
    shown(goal),
    met === undefined ? "-" : met ? "yes" : "NO",
  ];
}

/** The suites with the folders that each reads. */
export function suiteList(suites: readonly Suite[]): string {
  const width = Math.max(...suites.map(({ name }) => name.length));
  const lines = suites.map((suite) => `${suite.name.padEnd(width)}  ${suite.quick ? "quick" : "     "}  ${foldersOf(suite).join(", ")}`);
  return `${lines.join("\n")}\n`;
}
