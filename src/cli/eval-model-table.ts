import { inline } from "../core/report/inline.ts";
import type { Compared, ComparedSuite } from "../quality/with-model/report.ts";

const textLengthMax = 400;
const shownMax = 12;

/** One suite of a comparison as lines; one that was not compared is one line with the reason. */
export function comparisonTable({ name, status, because, seconds, compared }: ComparedSuite, currency: string | null): string {
  if (!compared) return `${name}: ${words[status]}: ${inline(because ?? "", textLengthMax)}\n\n`;
  return `${name}${seconds === undefined ? "" : ` (${seconds} s)`}\n${linesOf(compared, currency)}\n`;
}

/** All suites together. */
export const totalTable = (all: Compared, currency: string | null): string => `all together\n${linesOf(all, currency)}\n`;

const words: Readonly<Record<ComparedSuite["status"], string>> = {
  compared: "compared",
  "never-investigates": "no comparison",
  "not-run": "not run",
  failed: "failed",
};

function linesOf(compared: Compared, currency: string | null): string {
  const { recordings, cases, nothingRaised, truth, accuracy, macroF1, differ, raised, added, asked, calls, tokens, cost } = compared;
  const price = (value: number) => `${value.toFixed(4)} ${currency}`;
  const rows: readonly (readonly [string, string])[] = [
    [
      "recordings",
      `${recordings.seen} of ${recordings.of} (${truth.attack} of attacks, ${truth.ordinary} of ordinary work); nothing raised on ${nothingRaised}`,
    ],
    ["cases, each twice", `${cases}; a model was asked about ${asked} of them, ${calls} calls`],
    ["accuracy", pairedText(accuracy, percent)],
    [
      "macro-F1",
      macroF1 ? pairedText(macroF1, (value) => value.toFixed(3)) : "not measured: the recordings are of one kind, attacks or ordinary work",
    ],
    ["cases that differ", `${differ.seen} of ${differ.of} (${percent(differ.interval[0])} to ${percent(differ.interval[1])})`],
    ["closed without it", `${compared.closedWithout} cases: no other can end otherwise with it`],
    ["handed to a person", `${raised.attack} of attacks, ${raised.ordinary} of ordinary work`],
    ["added beside verdicts", `${added.readings} texts read, ${added.answers} questions answered, ${added.sentences} sentences tied`],
    ["violations", `${compared.violations}${compared.violations === 0 ? "" : ": NOT ALLOWED"}`],
    ["tokens per case", takenText(tokens, (value) => value.toFixed(0))],
    ["cost per case", currency === null ? "not measured: no price is configured" : takenText(cost, price)],
    ["calls without use", failuresText(compared)],
  ];
  const width = Math.max(...rows.map(([title]) => title.length));
  const shown = compared.firstViolations.slice(0, shownMax).map((each) => {
    return `  ✗ ${inline(each.recording, 120)} ${inline(each.case, 40)}: ${inline(each.says, textLengthMax)}\n`;
  });
  return [...rows.map(([title, value]) => `  ${title.padEnd(width)}  ${value}\n`), ...shown].join("");
}

const percent = (value: number) => `${(value * 100).toFixed(1)} %`;

function pairedText({ without, with: led, difference, interval }: Compared["accuracy"], shown: (value: number) => string): string {
  const signed = (value: number) => `${value < 0 ? "-" : "+"}${shown(Math.abs(value))}`;
  const bounds = interval === null ? "no interval: none is told otherwise" : `95 %: ${signed(interval[0])} to ${signed(interval[1])}`;
  return `${shown(without)} without, ${shown(led)} with, difference ${signed(difference)} (${bounds})`;
}

const takenText = ({ mean, p95, max, total }: Compared["tokens"], shown: (value: number) => string) =>
  `${shown(mean)} on average, p95 ${shown(p95)}, at most ${shown(max)}; ${shown(total)} in all`;

function failuresText({ failures }: Compared): string {
  const told = failures.slice(0, shownMax).map(({ role, why, count }) => `${role} ${why} ${count}`);
  return told.length === 0 ? "none" : told.join(", ");
}
