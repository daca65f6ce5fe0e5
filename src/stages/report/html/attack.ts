import { attackStrip, type LitTechnique, type TacticColumn } from "../attack-strip.ts";
import { percent } from "../words.ts";
import { type Html, html, nothing } from "./html.ts";
import { type CasePage, references } from "./page.ts";

/** Shades of confidence; the number stands beside them. */
const shades = 5;
/** Techniques of a tactic that are open; the less sure ones are folded. */
const cellsMax = 6;

/** The matrix of the case: the tactics that were seen, in matrix order with their techniques; the others are named below. */
export function attack(page: CasePage): Html {
  const { columns, elsewhere } = attackStrip(page.reading.case, page.catalogue);
  const lit = columns.filter(isLit).length;
  if (lit === 0 && elsewhere.length === 0) return nothing;
  return html`<section class="attack" id="${page.reading.anchor}-attack"><h3>ATT&amp;CK <span class="count">${lit} of ${columns.length} tactics, Enterprise ${page.catalogue.version}</span></h3>
<div class="strip">${columns.filter(isLit).map((column) => litColumn(page, column))}</div>
<p class="quiet">Not seen: ${columns.flatMap((column) => (isLit(column) ? [] : [column.name])).join(", ") || "no tactic is missing"}.</p>
${elsewhere.length > 0 && html`<p class="quiet">Not in this catalogue: ${elsewhere.map((technique) => html`<span class="technique">${technique.id}</span> ${percent(technique.confidence)} ${references(page, technique.evidence, 3)} `)}</p>`}
${actors(page)}</section>`;
}

const isLit = ({ seen, techniques }: TacticColumn) => seen || techniques.length > 0;

function litColumn(page: CasePage, { id, name, techniques }: TacticColumn): Html {
  const cells = techniques.map((technique) => cell(page, technique));
  const rest = cells.slice(cellsMax);
  return html`<div class="tactic lit"><h4>${name}<span>${id}</span></h4>${cells.length > 0 ? cells.slice(0, cellsMax) : html`<p class="quiet">named by alerts, no technique</p>`}${rest.length > 0 && html`<details class="fold"><summary>${rest.length} less sure</summary>${rest}</details>`}</div>`;
}

function cell(page: CasePage, { id, name, confidence, evidence }: LitTechnique): Html {
  const shade = Math.max(1, Math.ceil(confidence * shades));
  return html`<div class="cell s${shade}"><p><b>${id}</b> <span class="confidence">${percent(confidence)}</span></p><span class="name">${name}</span>${references(page, evidence, 4)}</div>`;
}

function actors(page: CasePage): Html {
  const { actors: found } = page.reading.case;
  const consistent = found.filter(({ consistentWith }) => consistentWith);
  if (consistent.length === 0) return nothing;
  const named = consistent
    .slice(0, 5)
    .map(({ id, name, score }) => html`<li><b>${name}</b> <span class="id">${id}</span> agreement ${percent(score)}</li>`);
  return html`<div class="actors"><h4>Consistent with</h4><ul>${named}</ul><p class="quiet">Agreement of techniques and tools, corrected for what every group does. Agreement is not attribution.</p></div>`;
}
