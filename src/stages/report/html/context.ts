import { entityGraph } from "../entity-graph.ts";
import { graphDrawing } from "../svg/graph.ts";
import { alertsTold, clockOf, counted, momentOf, percent, titled } from "../words.ts";
import { type Html, html, nothing } from "./html.ts";
import { severityMark } from "./marks.ts";
import { type CasePage, leftOut, observed } from "./page.ts";

/** Who and what is in the case, drawn; left out when nothing is tied to anything. */
export function graph(page: CasePage): Html {
  if (!page.detail.drawings) return nothing;
  const found = entityGraph(page.reading);
  if (found.ties.length === 0) return nothing;
  const left = [
    found.sightsLeftOut > 0 && counted(found.sightsLeftOut, "more kind of alert", "more kinds of alert"),
    found.entitiesLeftOut > 0 && counted(found.entitiesLeftOut, "more value"),
  ].filter((part) => part !== false);
  return html`<section class="graph" id="${page.reading.anchor}-graph"><h3>Who and what</h3>
<figure><div class="scroll">${graphDrawing(found, page.reading.anchor)}</div>
<figcaption>A line means that the alert’s own words, its evidence or the reason it joined this case name the value; a thicker line, more alerts. In the middle what was seen, in order of time; squares are severity. ✕ marks what intelligence knows as hostile.${left.length > 0 && html` Not drawn: ${left.join(", ")}.`}</figcaption></figure></section>`;
}

/** The lists behind a case: machines, values, alerts with the reasons they are here. Folded. */
export function context(page: CasePage): Html {
  return html`${assets(page)}${observables(page)}${alerts(page)}`;
}

function assets({ reading: { case: each }, detail }: CasePage): Html {
  if (each.assets.length === 0) return nothing;
  const rows = each.assets.slice(0, detail.listMax).map(({ name, role, criticality, owner, known, observables: values }) => {
    const seen = values.slice(0, 4).map((value) => html`${observed(value, 60)} `);
    return html`<tr><td data-label="Asset">${observed({ type: "host", value: name })}</td><td data-label="Role">${known ? role : html`<b>not in the inventory</b>`}</td><td data-label="Criticality">${criticality}</td><td data-label="Owner">${owner ?? "–"}</td><td data-label="Seen as">${seen}</td></tr>
`;
  });
  return html`<details class="fold"><summary>Assets <span class="count">${each.assets.length}</span></summary><table class="stack"><thead><tr><th>Asset</th><th>Role</th><th>Criticality</th><th>Owner</th><th>Seen as</th></tr></thead><tbody>${rows}</tbody></table>${leftOut(each.assets.length - rows.length, "assets")}</details>`;
}

function observables({ reading: { case: each }, detail }: CasePage): Html {
  if (each.observables.length === 0) return nothing;
  const shown = each.observables.slice(0, detail.listMax);
  const rows = shown.map(
    (
      observable,
    ) => html`<li><span class="type">${titled(observable.type)}${observable.role && html` · ${observable.role}`}</span> ${observed(observable, 240)}</li>
`,
  );
  return html`<details class="fold"><summary>Observables <span class="count">${each.observables.length}</span></summary><ul class="observables">${rows}</ul>${leftOut(each.observables.length - rows.length, "observables")}</details>`;
}

function unlisted({ alerts, alertsTotal }: CasePage["reading"]): Html {
  return alertsTotal > alerts.length
    ? html`<p class="cut">${alertsTold(alertsTotal, alerts.length)}; the others are in the console</p>`
    : nothing;
}

function alerts({ reading, detail }: CasePage): Html {
  const joined = new Map(reading.case.correlation.map(({ alert, because }) => [alert, because]));
  const rows = reading.alerts.slice(0, detail.listMax).map((alert) => {
    const repeats = alert.duplicateOf && html`<span class="asked">repeats ${alert.duplicateOf.alert}: ${alert.duplicateOf.because}</span>`;
    const because = joined.get(alert.id);
    return html`<tr><td data-label="Time" class="when" title="${momentOf(alert.time)}">${clockOf(alert.time)}</td><td data-label="Severity">${severityMark(alert.severity)}</td><td data-label="Alert"><span class="id">${alert.id}</span> ${alert.title}<span class="asked">${alert.source.product}${alert.source.rule && html` · ${alert.source.rule}`} · ${alert.source.path} #${alert.source.record}</span>${repeats}</td><td data-label="First sight">${percent(alert.maliciousness)}<span class="asked">${alert.because.slice(0, 4).join(" · ")}</span></td><td data-label="Here because"><span class="asked">${because ?? ""}</span></td></tr>
`;
  });
  if (rows.length === 0) return nothing;
  return html`<details class="fold"><summary>Alerts, and why they belong together <span class="count">${reading.alertsTotal}</span></summary><table class="stack"><thead><tr><th>Time</th><th>Severity</th><th>Alert</th><th>Malicious?</th><th>Here because</th></tr></thead><tbody>${rows}</tbody></table>${leftOut(reading.alerts.length - rows.length, "alerts")}${unlisted(reading)}</details>`;
}
