import { askedOf, findingOf } from "../../investigate/finding.ts";
import { automationBias } from "../automated.ts";
import { leadOf } from "../lead.ts";
import { type Measure, measuresOf, nothingProposed, targetTypeOf } from "../plan.ts";
import { approvalWords, counted, signed, titled } from "../words.ts";
import { type Html, html, nothing } from "./html.ts";
import { type CasePage, cited, leftOut, observed, references } from "./page.ts";

/** What we conclude and why: one sentence, then the items that decided, each with what it moved. */
export function why(page: CasePage): Html {
  const { decisive, pressing } = page.reading;
  const asked = pressing.filter((item) => !decisive.includes(item)).slice(0, pressingMax);
  return html`<section class="why" id="${page.reading.anchor}-why"><h3>Why</h3>
<p class="lead">${cited(page, leadOf(page.reading))}</p>
<p class="quiet">${automationBias}</p>
<ol class="decisive">${decisive.map((item) => html`<li><span class="weight ${sideOf(item.weight)}" title="natural log-odds: plus speaks for an attack">${signed(item.weight)}</span><span>${cited(page, findingOf(item), 400)} ${references(page, [item.id])}</span></li>`)}</ol>
${
  asked.length > 0 &&
  html`<p class="quiet">Asked because the answer decides what to do:</p>
<ul class="asked-also">${asked.map((item) => html`<li>${cited(page, askedOf(item), 200)} <b>${cited(page, item.says, 200)}</b> ${references(page, [item.id])}</li>`)}</ul>`
}
</section>`;
}

const pressingMax = 4;
const sideOf = (weight: number) => (weight > 0 ? "for" : weight < 0 ? "against" : "even");

/** What stayed unanswered and matters. */
export function unknown(page: CasePage): Html {
  const { case: each, anchor } = page.reading;
  const body =
    each.unknowns.length > 0
      ? html`<ul class="unknowns">${each.unknowns.map((says) => html`<li>${cited(page, says, 400)}</li>`)}</ul>`
      : html`<p class="quiet">No question of the playbook stayed open. That is not the same as knowing everything.</p>`;
  return html`<section class="unknown" id="${anchor}-unknown"><h3>What is unknown</h3>${body}</section>`;
}

/** What to do now: proposals with whom they touch and the way back, then what is left to find out. */
export function doNow(page: CasePage): Html {
  const { case: each, anchor } = page.reading;
  if (each.containment.length === 0 && !each.escalated) return nothing;
  const rows = measuresOf(each).map((measure) => measureRow(page, measure));
  const questions = each.unknowns.length;
  return html`<section class="do" id="${anchor}-do"><h3>What to do now</h3>
${
  rows.length > 0
    ? html`<p class="quiet">Proposed. Nothing has been carried out.</p>
<table class="stack proposals"><thead><tr><th>Do</th><th>On, and whom it touches</th><th>Needs</th><th>Way back</th><th>Because</th></tr></thead><tbody>${rows}</tbody></table>`
    : html`<p>${nothingProposed(each)}</p>`
}
${questions > 0 && html`<p>Then answer the <a href="#${anchor}-unknown">${counted(questions, "open question")}</a>.</p>`}
</section>`;
}

function measureRow(page: CasePage, { action, tier, approvers, undo, proposals, evidence }: Measure): Html {
  const shown = proposals.slice(0, page.detail.listMax);
  const type = targetTypeOf(action);
  const alike = new Set(shown.map(({ blastRadius }) => blastRadius.says)).size === 1;
  const targets = shown.map(
    ({ target, blastRadius }) => html`<li>${observed({ type, value: target })}${!alike && touched(blastRadius)}</li>
`,
  );
  const together = alike && shown[0] ? touched(shown[0].blastRadius) : nothing;
  return html`<tr><td data-label="Do"><b>${titled(action)}</b></td><td data-label="On"><ul class="targets">${targets}</ul>${together}${leftOut(proposals.length - shown.length, "targets")}</td><td data-label="Needs"><span class="tier t${tier}">tier ${tier}</span> ${approvalWords(tier, approvers)}</td><td data-label="Way back">${undo ? titled(undo) : tier === 0 ? "nothing to undo" : html`<b>none: it cannot be undone</b>`}</td><td data-label="Because">${references(page, evidence, 4)}</td></tr>
`;
}

function touched({ says }: CasePage["reading"]["case"]["containment"][number]["blastRadius"]): Html {
  return html`<span class="says">${says}</span>`;
}
