import type { EvalReport, ReportedFigure, ReportedSuite } from "./eval-report.ts";
import { isMet } from "./eval-report.ts";
import { shownValue } from "./gate.ts";

/** The quality page as Markdown, from stored figures alone: the same report gives the same bytes. */
export function qualityPage(report: EvalReport): string {
  const bySuite = Map.groupBy(report.figures, ({ suite }) => suite);
  const lines = [
    "# Quality",
    "",
    "<!-- Made from docs/quality.json by `node tools/write-quality.ts`; change the product or the suites, not this page. -->",
    "",
    `Figures of version ${report.version} on public labelled data, made by`,
    "",
    "```",
    "bin/watchkeeper eval all --data DIR --json > eval.json && node tools/write-quality.ts eval.json",
    "```",
    "",
    "Every figure has a 95 % interval, and a trivial method on the same units beside it where one makes sense. A goal is met when the interval's worse end reaches it.",
    "What each suite reads, and how it is split, is in [evaluating](guides/evaluating.md); what the models were trained on is on their cards in `trained/`.",
    "",
    "## At a glance",
    "",
    ...glance(report.figures),
    "",
    "## What is weak",
    "",
    ...weakLines(report),
    "",
    ...report.suites.flatMap((suite) => suiteLines(suite, bySuite.get(suite.name) ?? [])),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

const head = ["| figure | value | 95 % interval | n | baseline | goal | met |", "|---|--:|--:|--:|--:|--:|:-:|"];

function glance(figures: readonly ReportedFigure[]): string[] {
  const wanted = figures.filter(({ goal }) => goal !== undefined);
  if (wanted.length === 0) return ["No figure has a goal yet."];
  const met = wanted.filter((each) => isMet(each)).length;
  return [`${met} of ${wanted.length} goals are met.`, "", ...head, ...wanted.map((each) => rowOf(each, `${each.suite}: ${each.figure}`))];
}

/** What falls short of its goal, what is no better than its baseline, and what the suites say of themselves. */
function weakLines({ figures, suites }: EvalReport): string[] {
  const short = figures
    .filter((each) => isMet(each) === false)
    .map(
      (each) =>
        `- ${cell(each.suite)}: ${cell(each.figure)} is ${shownValue(each, each.value)} and falls short of ${shownValue(each, each.goal ?? 0)}${reason(each)}.`,
    );
  const beaten = figures
    .filter(({ baseline, value, better }) => baseline !== undefined && (better === "higher" ? value <= baseline : value >= baseline))
    .map(
      (each) =>
        `- ${cell(each.suite)}: ${cell(each.figure)} is no better than the trivial method (${shownValue(each, each.baseline ?? 0)}).`,
    );
  const said = suites.flatMap(({ name, weak }) => weak.map((sentence) => `- ${cell(name)}: ${cell(sentence)}`));
  const notRun = suites
    .filter(({ status }) => status !== "ran")
    .map(({ name, because }) => `- ${cell(name)} was not measured: ${cell(because ?? "no reason was kept")}.`);
  const all = [...short, ...beaten, ...said, ...notRun];
  return all.length > 0 ? all : ["Nothing falls short of a goal that is set."];
}

/** The value itself may reach the goal while its interval does not: few units, not a bad figure. */
function reason({ value, goal = 0, better, of }: ReportedFigure): string {
  const reached = better === "higher" ? value >= goal : value <= goal;
  return reached ? `, by its interval only: it stands on ${of} units` : "";
}

function suiteLines(suite: ReportedSuite, figures: readonly ReportedFigure[]): string[] {
  const facts = [
    suite.measures,
    suite.looks && `Test figures looked at: ${suite.looks}`,
    suite.seed === undefined ? undefined : `Seed ${suite.seed}.`,
    suite.quick ? "In the gate." : "Not in the gate: run it before a release.",
  ];
  return [
    `## ${cell(suite.name)}`,
    "",
    cell(facts.filter((fact) => fact !== undefined && fact !== "").join(" ")),
    "",
    ...(figures.length > 0 ? [...head, ...figures.map((each) => rowOf(each, each.figure)), ""] : []),
    ...suite.notes.map((note) => `- ${cell(note)}`),
    ...(suite.notes.length > 0 ? [""] : []),
  ];
}

function rowOf(figure: ReportedFigure, name: string): string {
  const { value, interval, of, right, baseline, goal } = figure;
  const met = isMet(figure);
  const shown = (number: number | undefined) => (number === undefined ? "–" : shownValue(figure, number));
  const cells = [
    cell(name) + (figure.better === "lower" ? " (less is better)" : ""),
    shown(value),
    `${shown(interval[0])} to ${shown(interval[1])}`,
    right === undefined ? String(of) : `${right}/${of}`,
    shown(baseline),
    shown(goal),
    met === undefined ? "" : met ? "yes" : "**no**",
  ];
  return `| ${cells.join(" | ")} |`;
}

/** Notes name files of the data: nothing in them may become markup. */
function cell(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[|`*_[\]\\]/g, (mark) => `\\${mark}`)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .trim();
}
