import type { Assessment } from "../../core/assessment/assessment.ts";
import type { AttackCatalogue } from "../../core/attack/attack.ts";
import { escapeMarkdown, inert } from "../../core/inert/inert.ts";
import { forPeople } from "./for-people.ts";
import { caseBrief } from "./markdown/brief.ts";
import { caseDetail, closedTable } from "./markdown/case.ts";
import { cell, row, table } from "./markdown/text.ts";
import { alertsIn, alertsOfCase, type CaseReading, readingsOf } from "./reading.ts";
import { counted, grouped, momentOf, percent, priorityWords, titled, verdictWords } from "./words.ts";

/** Cases that are told; those after them are in the table only. */
const casesToldMax = 100;
const casesListedMax = 1_000;
const inputsMax = 200;

/**
 * The assessment as Markdown (CommonMark with GitHub's tables): what a ticket or a pull request can hold. What must be read comes first, case by case;
 * how we know comes after. Nothing from evidence can become markup, a link, an image or HTML. The same assessment gives the same bytes.
 */
export function reportMarkdown(whole: Assessment, catalogue: AttackCatalogue): string {
  const { assessment, folder } = forPeople(whole);
  const readings = readingsOf(assessment);
  const told = readings.slice(0, casesToldMax);
  const open = told.filter((reading) => reading.case.escalated);
  const closed = readings.filter((reading) => !reading.case.escalated).slice(0, casesListedMax);
  const lines = [
    "# Watchkeeper report",
    "",
    headline(assessment, readings),
    "",
    ...gaps(assessment),
    ...(readings.length > 0 ? overview(readings) : quiet(assessment)),
    `All times are UTC. Links and names from evidence are written so that nothing can be followed; hidden characters are shown as ⟦U+…⟧.${folder === "" ? "" : ` Paths begin in ${cell(folder)}`}`,
    "",
    ...open.flatMap((reading) => caseBrief(reading)),
    ...(open.length > 0 ? ["# How we know", "", ...open.flatMap((reading) => caseDetail(reading, catalogue))] : []),
    ...(closed.length > 0
      ? ["# Closed cases", "", "Nobody needs to look at them now. All of their evidence is in assessment.json.", "", ...closedTable(closed)]
      : []),
    ...untold(readings.length - closed.length - open.length),
    ...appendix(assessment),
    ...footer(assessment),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

const untold = (count: number) => (count > 0 ? [`… and ${counted(count, "more case")}, told in assessment.json only.`, ""] : []);

/** What was not seen, before what was: inputs and records that could not be read. */
function gaps({ inputs, rulesLeftOut }: Assessment): string[] {
  const unread = inputs.filter((input) => input.unread).length;
  const rejected = inputs.reduce((sum, input) => sum + input.rejected, 0);
  const said = [
    ...(unread > 0 ? [`${counted(unread, "input")} could not be read`] : []),
    ...(rejected > 0 ? [`${counted(rejected, "record")} ${rejected === 1 ? "was" : "were"} rejected`] : []),
    ...(rulesLeftOut ? [`${counted(rulesLeftOut.count, "rule")} ${rulesLeftOut.count === 1 ? "was" : "were"} left out`] : []),
  ];
  return said.length > 0 ? [`**Not everything was seen:** ${said.join(", ")}; which and why is under "What was read".`, ""] : [];
}

function headline(assessment: Assessment, readings: readonly CaseReading[]): string {
  const { cases } = assessment;
  const alerts = alertsIn(assessment);
  if (alerts === 0)
    return "**Nothing was raised.** That is not proof of absence: only what these inputs record, and these rules know, could be seen.";
  const escalated = readings.filter((reading) => reading.case.escalated).length;
  const need = escalated === 0 ? "None needs a person." : `**${grouped(escalated)} ${escalated === 1 ? "needs" : "need"} a person.**`;
  return `${counted(alerts, "alert")} → ${counted(cases.length, "case")}. ${need}`;
}

function overview(readings: readonly CaseReading[]): string[] {
  const open = readings.filter((reading) => reading.case.escalated);
  const rows = open.slice(0, casesListedMax).map(({ case: each, priority }) => {
    const { sign, name } = verdictWords[each.verdict];
    return row([
      `**P${priority}** ${priorityWords[priority] ?? ""}`,
      `${sign} ${name}, ${percent(each.maliciousness)}`,
      titled(each.severity),
      `${cell(each.id)} ${cell(each.title, 140)}`,
      momentOf(each.firstTime),
      grouped(alertsOfCase(each)),
    ]);
  });
  const rest = open.length - rows.length;
  const closed = readings.length - open.length;
  return [
    ...(rows.length > 0 ? table(["Priority", "Verdict", "Severity", "Case", "Began (UTC)", "Alerts"], rows) : []),
    ...(rest > 0 ? [`… and ${counted(rest, "more case")} in assessment.json.`, ""] : []),
    ...(closed > 0
      ? [
          `${counted(closed, "case")} ${closed === 1 ? "was" : "were"} closed and ${closed === 1 ? "needs" : "need"} nobody; why is at the end.`,
          "",
        ]
      : []),
  ];
}

function quiet({ inputs }: Assessment): string[] {
  const events = inputs.reduce((sum, input) => sum + input.events, 0);
  const formats = [...new Set(inputs.filter((input) => input.events > 0).map(({ format }) => format))].toSorted();
  return [
    events > 0 ? `${counted(events, "event")} were read, as ${escapeMarkdown(inert(formats.join(", ")))}.` : "No event could be read.",
    "",
  ];
}

function appendix({ accounting, catalogues, inputs, rulesLeftOut }: Assessment): string[] {
  const { accepted, closed, escalated, open, deadLettered } = accounting;
  const agrees = accepted === closed + escalated + open + deadLettered;
  const rows = inputs.slice(0, inputsMax).map(({ path, format, records, events, alerts, rejected, rejections = [], unread }) => {
    if (unread) return row([cell(path), "**not read**", "", "", "", `${cell(unread.problem, 160)}; ${cell(unread.remedy, 160)}`]);
    const reasons = rejections
      .slice(0, 6)
      .map(({ reason, count, example }) => `; ${grouped(count)} × ${cell(reason)}: ${cell(example, 160)}`);
    return row([cell(path), cell(format), grouped(records), grouped(events), grouped(alerts), `${grouped(rejected)}${reasons.join("")}`]);
  });
  return [
    "# What was read",
    "",
    ...(rows.length > 0
      ? table(["Input", "Format", "Records", "Events", "Alerts", "Rejected"], rows)
      : ["Nothing: no input was given or none could be opened.", ""]),
    ...(inputs.length > rows.length ? [`… and ${inputs.length - rows.length} more inputs in assessment.json.`, ""] : []),
    `Alerts: ${grouped(accepted)} accepted ${agrees ? "=" : "≠"} ${grouped(closed)} closed + ${grouped(escalated)} escalated + ${grouped(open)} open + ${grouped(deadLettered)} dead-lettered.${agrees ? "" : " **The sum does not agree: that is itself an alarm.**"}`,
    "",
    `Catalogues: ATT&amp;CK Enterprise ${cell(catalogues.attack)}, rules ${cell(catalogues.rules)}, playbooks ${cell(catalogues.playbooks)}.`,
    "",
    ...(rulesLeftOut ? leftOutLines(rulesLeftOut) : []),
  ];
}

/** Rules that could not be used: what they would have found is not in this report. */
function leftOutLines({ count, first }: NonNullable<Assessment["rulesLeftOut"]>): string[] {
  return [
    `**${counted(count, "rule")} ${count === 1 ? "was" : "were"} left out**, so what they look for was not looked for:`,
    "",
    ...first.map(({ path, problem }) => `- ${cell(path)}: ${cell(problem, 300)}`),
    ...(count > first.length ? [`- … and ${grouped(count - first.length)} more`] : []),
    "",
  ];
}

/** The only line that differs between two runs over the same input. */
function footer({ run, schema }: Assessment): string[] {
  if (!run) return ["---", "", `Watchkeeper, ${schema}`];
  return [
    "---",
    "",
    `Watchkeeper ${cell(run.version)}, ${schema}, made ${cell(run.generatedAt)} in ${(run.durationMs / 1000).toFixed(1)} s; journal of ${grouped(run.journalEntries)} entries, head ${cell(run.journalHead)}`,
  ];
}
