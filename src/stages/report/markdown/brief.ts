import type { AssessmentCase } from "../../../core/assessment/assessment.ts";
import { askedOf, findingOf } from "../../investigate/finding.ts";
import { automationBias } from "../automated.ts";
import { leadOf } from "../lead.ts";
import { type Measure, measuresOf, nothingProposed, targetTypeOf } from "../plan.ts";
import type { CaseReading } from "../reading.ts";
import { alertsTold, approvalWords, likelihoodWords, percent, period, titled, verdictWords } from "../words.ts";
import { cell, observedCell } from "./text.ts";

const unknownsMax = 6;
const pressingMax = 4;
const targetsMax = 8;
/** From this tier on a reader must know whom an action touches before reading on. */
const graveTier = 3;

/** One case on one page: what we conclude and why, what to do now, what is not known. */
export function caseBrief(reading: CaseReading): string[] {
  return [...opening(reading), ...why(reading), ...actions(reading.case), ...unknowns(reading.case)];
}

/** The case's heading and what it comes to. */
export function opening({ case: each, alerts, alertsTotal }: CaseReading): string[] {
  const { sign, name, means } = verdictWords[each.verdict];
  return [
    `## ${cell(each.id)} ${cell(each.title)}`,
    "",
    `**${sign} ${name}** (${means}) · **${titled(each.severity)}** · ${percent(each.maliciousness)}, ${likelihoodWords(each.maliciousness)}`,
    "",
    `${titled(each.category)} · ${period(each.firstTime, each.lastTime)} · ${alertsTold(alertsTotal, alerts.length)} · playbook ${cell(each.playbook)}`,
    "",
  ];
}

function why(reading: CaseReading): string[] {
  const { decisive, pressing } = reading;
  const asked = pressing.filter((item) => !decisive.includes(item)).slice(0, pressingMax);
  return [
    "### Why",
    "",
    cell(leadOf(reading), 900),
    "",
    `*${automationBias}*`,
    "",
    ...decisive.map((item, index) => `${index + 1}. ${cell(findingOf(item), 400)} (${item.id})`),
    "",
    ...(asked.length > 0
      ? [
          "Asked because the answer decides what to do:",
          "",
          ...asked.map((item) => `- ${cell(askedOf(item), 200)} **${cell(item.says, 200)}** (${item.id})`),
          "",
        ]
      : []),
  ];
}

function actions(each: AssessmentCase): string[] {
  const measures = measuresOf(each);
  if (measures.length === 0 && !each.escalated) return [];
  const lines = measures.map((measure, index) => `${index + 1}. ${measureLine(measure)}`);
  const proposed = lines.length > 0 ? ["Proposed; nothing has been carried out.", "", ...lines] : [nothingProposed(each)];
  return ["### What to do now", "", ...proposed, ""];
}

function measureLine({ action, tier, approvers, undo, proposals }: Measure): string {
  const type = targetTypeOf(action);
  const named = proposals.slice(0, targetsMax).map(({ target }) => observedCell({ type, value: target }, 120));
  const more = proposals.length > named.length ? ` and ${proposals.length - named.length} more` : "";
  const back = undo ? `way back: ${titled(undo).toLowerCase()}` : tier === 0 ? "nothing to undo" : "**it cannot be undone**";
  const touched =
    tier >= graveTier
      ? ` Touches: ${[...new Set(proposals.map(({ blastRadius }) => cell(blastRadius.says, 200)))].slice(0, 2).join("; ")}.`
      : "";
  return `**${titled(action)}** ${named.join(", ")}${more}. ${titled(approvalWords(tier, approvers))}${tier === 0 ? "." : `, tier ${tier}; ${back}.`}${touched}`;
}

function unknowns({ unknowns: open }: AssessmentCase): string[] {
  const shown = open.slice(0, unknownsMax).map((says) => `- ${cell(says, 400)}`);
  const rest = open.length - shown.length;
  const body =
    open.length === 0
      ? ["No question of the playbook stayed open. That is not the same as knowing everything."]
      : [...shown, ...(rest > 0 ? [`- and ${rest} more, in assessment.json`] : [])];
  return ["### What is unknown", "", ...body, ""];
}
