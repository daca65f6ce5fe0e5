import type { Assessment } from "../../../core/assessment/assessment.ts";
import { counted, grouped } from "../words.ts";
import { type Html, html, nothing, ready } from "./html.ts";
import { leftOut } from "./page.ts";

const inputsMax = 200;

/** What was read, whether the ledgers agree, and with what knowledge. */
export function appendix(assessment: Assessment): Html {
  const { accounting, catalogues, inputs, rulesLeftOut } = assessment;
  const { accepted, closed, escalated, open, deadLettered } = accounting;
  const agrees = accepted === closed + escalated + open + deadLettered;
  return html`<section class="appendix"><h2>What was read</h2>
${inputTable(inputs)}
<h3>Accounting of alerts</h3>
<p>${grouped(accepted)} accepted ${agrees ? "=" : "≠"} ${grouped(closed)} closed + ${grouped(escalated)} escalated + ${grouped(open)} open + ${grouped(deadLettered)} dead-lettered.${agrees ? "" : html` <b>The sum does not agree: that is itself an alarm.</b>`}</p>
<h3>Catalogues</h3>
<p>ATT&amp;CK Enterprise ${catalogues.attack} · rules <span class="digest">${catalogues.rules}</span> · playbooks <span class="digest">${catalogues.playbooks}</span></p>
${rulesLeftOut ? leftOutRules(rulesLeftOut) : nothing}</section>`;
}

/** Rules that could not be used: what they would have found is not in this report. */
function leftOutRules({ count, first }: NonNullable<Assessment["rulesLeftOut"]>): Html {
  const items = first.map(
    ({ path, problem }) => html`<li>${path}: ${problem}</li>
`,
  );
  return html`<h3>Rules left out</h3>
<p><b>${counted(count, "rule")}</b> could not be used, so what they look for was not looked for.</p>
<ul>${items}</ul>${leftOut(count - first.length, "rules")}
`;
}

function inputTable(inputs: Assessment["inputs"]): Html {
  if (inputs.length === 0) return html`<p>Nothing: no input was given or none could be opened.</p>`;
  const rows = inputs.slice(0, inputsMax).map(({ path, format, records, events, alerts, rejected, rejections = [], unread }) => {
    if (unread)
      return html`<tr><td data-label="Input">${path}</td><td data-label="Format"><b>not read</b></td><td data-label="Why" colspan="4">${unread.problem}<span class="asked">${unread.remedy}</span></td></tr>
`;
    const reasons = rejections
      .slice(0, 6)
      .map(({ reason, count, example }) => html`<span class="asked">${grouped(count)} × ${reason}: ${example}</span>`);
    return html`<tr><td data-label="Input">${path}</td><td data-label="Format">${format}</td><td class="n" data-label="Records">${grouped(records)}</td><td class="n" data-label="Events">${grouped(events)}</td><td class="n" data-label="Alerts">${grouped(alerts)}</td><td class="n" data-label="Rejected">${rejected > 0 ? html`<b>${grouped(rejected)}</b>` : "0"}${reasons}</td></tr>
`;
  });
  return html`<table class="stack"><thead><tr><th>Input</th><th>Format</th><th class="n">Records</th><th class="n">Events</th><th class="n">Alerts</th><th class="n">Rejected</th></tr></thead><tbody>${rows}</tbody></table>${leftOut(inputs.length - rows.length, "inputs")}`;
}

/** When nothing was raised: what that does and does not mean. */
export function quiet({ inputs }: Assessment): Html {
  const events = inputs.reduce((sum, input) => sum + input.events, 0);
  const formats = [...new Set(inputs.filter((input) => input.events > 0).map(({ format }) => format))].toSorted();
  const rejected = inputs.reduce((sum, input) => sum + input.rejected, 0);
  return html`<section class="empty"><p class="lead">Nothing was raised. That is not proof of absence: only what these inputs record, and these rules know, could be seen.</p>
<p>${events > 0 ? html`${counted(events, "event")} were read, as ${formats.join(", ")}.` : "No event could be read."}${rejected > 0 ? html` <b>${counted(rejected, "record")} could not be read</b>; the reasons are below.` : nothing}</p></section>`;
}

/** The only part that differs between two runs over the same input. */
export function footer({ run, schema }: Assessment): Html {
  if (!run) return html`<footer><p>Watchkeeper · ${ready(schema)}</p></footer>`;
  return html`<footer><p>Watchkeeper ${run.version} · ${ready(schema)} · made ${run.generatedAt} in ${(run.durationMs / 1000).toFixed(1)} s · journal of ${grouped(run.journalEntries)} entries, head <span class="digest">${run.journalHead}</span></p></footer>`;
}
