import { modelTold, proseNotice } from "../model-of-case.ts";
import { type Html, html, nothing } from "./html.ts";
import { type CasePage, cited, references } from "./page.ts";

/** What a language model added, apart from all that the verdict rests on. */
export function model(page: CasePage): Html {
  const { case: each, anchor } = page.reading;
  const told = modelTold(each);
  if (!told) return nothing;
  const { marks, prose, items } = told;
  return html`<section class="model" id="${anchor}-model"><h3>From a language model</h3>
${prose.length > 0 && html`<p class="quiet"><b>${proseNotice}</b></p>`}
${prose.map(({ heading, sentences }) => html`<h4>${heading}</h4><ul>${sentences.map(({ text, evidence }) => html`<li>${text} ${references(page, evidence)}</li>`)}</ul>`)}
${items.length > 0 && html`<h4>What it led to</h4><ul>${items.map(({ id, question, says, answer }) => html`<li><span class="ref">${id}</span> ${question} <b>${answer}</b> ${cited(page, says, 420)}</li>`)}</ul>`}
<ul class="quiet">${marks.map((mark) => html`<li>${mark}</li>`)}</ul></section>`;
}
