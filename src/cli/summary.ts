import type { Assessment, AssessmentCase } from "../core/assessment/assessment.ts";
import { inline } from "../core/report/inline.ts";
import { counted } from "../stages/report/words.ts";
import { count } from "./progress.ts";
import { remedyOf } from "./rejection-remedy.ts";

const casesShownMax = 12;
const rejectionsShownMax = 5;

/** What the analyst sees first: counts, the cases by urgency, where the reports are. */
export function summaryOf(assessment: Assessment, folder: string): string {
  const { inputs, cases, accounting } = assessment;
  const records = inputs.reduce((sum, input) => sum + input.records, 0);
  const escalated = cases.filter((each) => each.escalated).length;
  const place = inline(folder, 4_096);
  const lines = [
    `${counted(inputs.length, "input")}, ${counted(records, "record")}, ${counted(accounting.accepted, "alert")}, ${counted(cases.length, "case")}: ${escalated} escalated, ${cases.length - escalated} closed`,
    ...rejectionLines(assessment),
    "",
    ...(cases.length === 0
      ? ["Nothing was raised. That is not proof that nothing happened: report.md lists what was read."]
      : cases.slice(0, casesShownMax).map(caseLine)),
    ...(cases.length > casesShownMax ? [`… and ${counted(cases.length - casesShownMax, "more case")} in the report`] : []),
    "",
    `report: ${place}/report.html · ${place}/report.md · data: ${place}/assessment.json`,
  ];
  return `${lines.join("\n")}\n`;
}

/** `case <id> closed|escalated: <verdict>, <severity>, <title>` (contract.md). */
export function caseLine(each: AssessmentCase): string {
  return `case ${each.id} ${each.escalated ? "escalated" : "closed"}: ${each.verdict}, ${each.severity}, ${inline(each.title)}`;
}

/** One line per input of `--each`: its gravest case. */
export function verdictLine(path: string, { cases, inputs }: Assessment): string {
  const gravest = cases[0];
  const rejected = inputs.reduce((sum, input) => sum + input.rejected, 0);
  const remedy = inputs.map(remedyOf).find((each) => each !== undefined);
  const said = gravest ? `${gravest.verdict}, ${gravest.severity}, ${inline(gravest.title)}` : "nothing raised";
  return `${inline(path, 400)}: ${said}${rejected > 0 ? ` (${counted(rejected, "record")} rejected${remedy ? `; ${remedy}` : ""})` : ""}\n`;
}

function rejectionLines({ inputs }: Assessment): string[] {
  const damaged = inputs.filter(({ rejected }) => rejected > 0);
  const shown = damaged.slice(0, rejectionsShownMax).flatMap((input) => {
    const { path, rejected, records, rejections } = input;
    const first = rejections?.[0];
    const why = first ? ` (${first.reason}: ${inline(first.example)})` : "";
    const remedy = remedyOf(input);
    return [
      `! ${inline(path, 400)}: ${count(rejected)} of ${count(records)} records rejected${why}`,
      ...(remedy ? [`  What to do: ${remedy}`] : []),
    ];
  });
  if (damaged.length > rejectionsShownMax)
    shown.push(`! ${counted(damaged.length - rejectionsShownMax, "more input")} with rejected records: see the report`);
  return shown;
}
