import type { Assessment } from "../../../core/assessment/assessment.ts";
import { inert } from "../../../core/inert/inert.ts";
import type { Told } from "../for-people.ts";
import { alertsIn, alertsOfCase, type CaseReading } from "../reading.ts";
import { counted, grouped, lasting, momentOf } from "../words.ts";
import { type Html, html, nothing, ready } from "./html.ts";
import { likelihoodMark, priorityMark, severityMark, verdictMark } from "./marks.ts";

const rowsMax = 200;
const titleLengthMax = 140;

/** The first screen: what came in, what came of it, and the cases in the order of work. */
export function head({ assessment, folder }: Told, readings: readonly CaseReading[], hasPage: (reading: CaseReading) => boolean): Html {
  const { accounting } = assessment;
  const escalated = readings.filter((reading) => reading.case.escalated);
  return html`<header class="top">
<p class="brand"><span aria-hidden="true">◉</span> Watchkeeper <span>investigation report</span></p>
<h1>${headline(assessment, escalated.length)}</h1>
<dl class="figures">
${figure("cases", readings.length)}${figure("escalated", escalated.length)}${figure("alerts accepted", accounting.accepted)}${figure("in escalated cases", accounting.escalated)}${figure("in closed cases", accounting.closed)}${accounting.open > 0 && figure("open", accounting.open)}${accounting.deadLettered > 0 && figure("dead-lettered", accounting.deadLettered)}
</dl>
<p class="note">All times are UTC. Links and names from evidence are written so that nothing can be followed; hidden characters are shown as ⟦U+…⟧. Actors are named only as “consistent with”.${folder !== "" && ` Paths begin in ${folder}`}</p>
</header>
${readings.length > 0 ? caseTable(readings, hasPage) : nothing}`;
}

function headline(assessment: Assessment, escalated: number): Html {
  const { cases } = assessment;
  const alerts = alertsIn(assessment);
  if (alerts === 0) return html`Nothing was raised.`;
  const became = html`${counted(alerts, "alert")} → ${counted(cases.length, "case")}.`;
  if (escalated === 0) return html`${became} <em>None needs a person.</em>`;
  return html`${became} <em>${grouped(escalated)} ${escalated === 1 ? "needs" : "need"} a person.</em>`;
}

function figure(name: string, value: number): Html {
  return html`<div><dt>${name}</dt><dd>${grouped(value)}</dd></div>`;
}

function caseTable(readings: readonly CaseReading[], hasPage: (reading: CaseReading) => boolean): Html {
  const rows = readings.slice(0, rowsMax).map((reading) => caseRow(reading, hasPage(reading)));
  const rest = readings.length - rows.length;
  return html`<section class="cases" aria-label="Cases"><table class="stack">
<thead><tr><th>Priority</th><th>Verdict</th><th>Severity</th><th>Malicious?</th><th>Case</th><th>When (UTC)</th><th class="n">Alerts</th></tr></thead>
<tbody>${rows}</tbody></table>
${rest > 0 && html`<p class="cut">… and ${rest} more cases, all in assessment.json</p>`}</section>`;
}

function caseRow({ case: each, anchor, priority }: CaseReading, linked: boolean): Html {
  const said = ready(inert(each.title, titleLengthMax));
  const title = linked ? html`<a href="#${anchor}">${said}</a>` : said;
  return html`<tr class="${each.escalated ? "escalated" : "closed"}"><td data-label="Priority">${priorityMark(priority, each.escalated)}</td><td data-label="Verdict">${verdictMark(each.verdict)}</td><td data-label="Severity">${severityMark(each.severity)}</td><td data-label="Malicious?">${likelihoodMark(each.maliciousness, false)}</td><td class="title" data-label="Case"><span class="id">${each.id}</span> ${title}</td><td data-label="When" class="when">${momentOf(each.firstTime)}<span class="asked">${lasting(each.firstTime, each.lastTime)}</span></td><td class="n" data-label="Alerts">${grouped(alertsOfCase(each))}</td></tr>
`;
}
