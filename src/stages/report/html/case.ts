import { alertsTold, counted, period, titled } from "../words.ts";
import { attack } from "./attack.ts";
import { context, graph } from "./context.ts";
import { evidence, hypotheses } from "./evidence.ts";
import { type Html, html } from "./html.ts";
import { likelihoodMark, priorityMark, severityMark, verdictMark } from "./marks.ts";
import { model } from "./model.ts";
import type { CasePage } from "./page.ts";
import { timeline } from "./timeline.ts";
import { doNow, unknown, why } from "./verdict.ts";

/** One case, in the order in which a reader needs it: verdict and why, what to do, what is unknown; then how we know. */
export function caseArticle(page: CasePage): Html {
  const { case: each, anchor } = page.reading;
  const parts = partsOf(page);
  const now = doNow(page);
  return html`<article class="case ${each.verdict}" id="${anchor}">
${title(page, [["Why"], ...(now.markup === "" ? [] : [["Do now"] as const]), ["What is unknown"], ...parts])}
<div class="pair">${why(page)}${now}${unknown(page)}</div>
${parts.map(([, part]) => part)}${context(page)}
</article>
`;
}

type NamedPart = readonly [name: string, part: Html];

/** How we know, part by part; those with nothing to say are left out. */
function partsOf(page: CasePage): readonly NamedPart[] {
  const parts: readonly NamedPart[] = [
    ["Timeline", timeline(page)],
    ["ATT&CK", attack(page)],
    ["Who and what", graph(page)],
    ["Explanations", hypotheses(page)],
    ["Evidence", evidence(page)],
    ["From a model", model(page)],
  ];
  return parts.filter(([, { markup }]) => markup !== "");
}

/** A case that needs nobody: its first lines, and the rest when asked for. */
export function closedCase(page: CasePage): Html {
  const { case: each, anchor } = page.reading;
  return html`<details class="closed" id="${anchor}"><summary>${verdictMark(each.verdict)} <span class="id">${each.id}</span> <b>${each.title}</b> <span class="when">${period(each.firstTime, each.lastTime)}</span></summary>
<article class="case ${each.verdict}">
<p class="facts">${facts(page)}</p>
<div class="pair">${why(page)}${unknown(page)}</div>
${partsOf(page).map(([, part]) => part)}${context(page)}
</article></details>
`;
}

function title(page: CasePage, named: readonly (readonly [name: string, ...rest: Html[]])[]): Html {
  const { case: each, anchor, priority } = page.reading;
  return html`<header><p class="eyebrow"><span class="id">${each.id}</span> · ${titled(each.category)} · playbook ${each.playbook}</p>
<h2>${each.title}</h2>
<p class="marks">${verdictMark(each.verdict)} ${severityMark(each.severity)} ${likelihoodMark(each.maliciousness)} ${priorityMark(priority, each.escalated)}</p>
<p class="facts">${facts(page)}</p>
<nav aria-label="Parts of ${each.id}">${named.map(([name]) => html`<a href="#${anchor}-${partAnchors.get(name) ?? ""}">${name}</a> `)}</nav></header>`;
}

/** The ids that the parts' sections bear. */
const partAnchors: ReadonlyMap<string, string> = new Map([
  ["Why", "why"],
  ["What is unknown", "unknown"],
  ["Do now", "do"],
  ["Timeline", "timeline"],
  ["ATT&CK", "attack"],
  ["Who and what", "graph"],
  ["Explanations", "odds"],
  ["Evidence", "evidence"],
  ["From a model", "model"],
]);

function facts({ reading: { case: each, alerts, alertsTotal } }: CasePage): string {
  const unknownAssets = each.assets.filter(({ known }) => !known).length;
  const assets =
    each.assets.length > 0
      ? ` · ${counted(each.assets.length, "asset")}${unknownAssets > 0 ? ` (${unknownAssets} not in the inventory)` : ""}`
      : "";
  return `${period(each.firstTime, each.lastTime)} · ${alertsTold(alertsTotal, alerts.length)}${assets} · ${counted(each.evidence.length, "piece")} of evidence`;
}
