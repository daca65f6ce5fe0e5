import { leadOf } from "../lead.ts";
import { approvalWords, counted, signed, titled } from "../words.ts";
import { type Html, html, nothing } from "./html.ts";
import { type CasePage, cited, observed, references } from "./page.ts";

/** What we conclude and why: one sentence, then the items that decided, each with what it moved. */
export function why(page: CasePage): Html {
  const { decisive } = page.reading;
  return html`<section class="why" id="${page.reading.anchor}-why"><h3>Why</h3>
<p class="lead">${cited(page, leadOf(page.reading))}</p>
<ol class="decisive">${decisive.map((item) => html`<li><span class="weight ${sideOf(item.weight)}">${signed(item.weight)}</span><span>${cited(page, item.says, 300)} ${references(page, [item.id])}</span></li>`)}</ol>
</section>`;
}

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
  const rows = each.containment.slice(0, page.detail.listMax).map((proposal) => proposalRow(page, proposal));
  const questions = each.unknowns.length;
  return html`<section class="do" id="${anchor}-do"><h3>What to do now</h3>
${
  rows.length > 0
    ? html`<p class="quiet">Proposed. Nothing has been carried out.</p>
<table class="stack proposals"><thead><tr><th>Do</th><th>Needs</th><th>Touches</th><th>Way back</th><th>Because</th></tr></thead><tbody>${rows}</tbody></table>`
    : html`<p>Nothing is proposed: the verdict does not support a change. A person decides.</p>`
}
${questions > 0 && html`<p>Then answer the <a href="#${anchor}-unknown">${counted(questions, "open question")}</a>.</p>`}
</section>`;
}

function proposalRow(
  page: CasePage,
  { action, target, tier, approvers, blastRadius, undo, evidence }: CasePage["reading"]["case"]["containment"][number],
): Html {
  const type = action === "block-address" ? "ip" : action === "block-domain" ? "domain" : "other";
  return html`<tr><td data-label="Do"><b>${titled(action)}</b> ${observed({ type, value: target })}</td><td data-label="Needs"><span class="tier t${tier}">tier ${tier}</span> ${approvalWords(tier, approvers)}</td><td data-label="Touches">${touched(blastRadius)}</td><td data-label="Way back">${undo ? titled(undo) : tier === 0 ? "nothing to undo" : html`<b>none: it cannot be undone</b>`}</td><td data-label="Because">${references(page, evidence, 4)}</td></tr>
`;
}

function touched({
  hosts,
  identities,
  dependents,
  criticality,
  protected: kept,
  says,
}: CasePage["reading"]["case"]["containment"][number]["blastRadius"]): Html {
  const counts = [
    hosts > 0 && counted(hosts, "host"),
    identities > 0 && counted(identities, "account"),
    dependents > 0 && counted(dependents, "dependent asset"),
    `criticality ${criticality}`,
    kept && "protected",
  ];
  return html`${counts.filter((count) => count !== false).join(" · ")}<span class="says">${says}</span>`;
}
