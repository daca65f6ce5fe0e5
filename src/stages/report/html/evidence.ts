import type { AssessmentCase } from "../../../core/assessment/assessment.ts";
import type { EvidenceItem } from "../reading.ts";
import { waterfall } from "../svg/waterfall.ts";
import { titled, weightWords } from "../words.ts";
import { type Html, html, nothing } from "./html.ts";
import { likelihoodMark } from "./marks.ts";
import { type CasePage, cited, leftOut, references } from "./page.ts";

/** The explanations side by side, and how the evidence moved the odds between them. */
export function hypotheses(page: CasePage): Html {
  const { case: each, anchor, balance } = page.reading;
  if (each.hypotheses.length === 0) return nothing;
  return html`<section class="hypotheses" id="${anchor}-odds"><h3>Explanations</h3>
<ul class="claims">${each.hypotheses.map((hypothesis) => claim(page, hypothesis))}</ul>
${page.detail.drawings && balance.steps.length > 0 && html`<figure><div class="scroll">${waterfall(balance, anchor)}</div><figcaption>How each piece of evidence moved the odds, strongest first. Right is towards malicious. The scale is log-odds; the marks say the probability.${!balance.startExact && " The start is the usual base rate: so near to certainty it cannot be worked back."}</figcaption></figure>`}
</section>`;
}

function claim(page: CasePage, { claim: says, maliciousness, for: up, against: down }: AssessmentCase["hypotheses"][number]): Html {
  return html`<li><b>${says}</b> ${likelihoodMark(maliciousness, false)}<span class="sides">${up.length} for ${references(page, up, 6)} · ${down.length} against ${references(page, down, 6)}</span></li>`;
}

/** Every recorded answer: what was asked of whom, what it says, what it weighs, and the bytes that it leads back to. */
export function evidence(page: CasePage): Html {
  const { case: each, anchor } = page.reading;
  if (each.evidence.length === 0) return nothing;
  return html`<section class="evidence" id="${anchor}-evidence"><h3>Evidence <span class="count">${each.evidence.length}</span></h3>
<table class="stack"><thead><tr><th>Id</th><th>What it says</th><th>Answer</th><th class="n">Weight</th><th>Where from</th></tr></thead>
<tbody>${page.shown.map((item) => row(page, item))}</tbody></table>
${leftOut(each.evidence.length - page.shown.length, "items")}</section>`;
}

function row(page: CasePage, item: EvidenceItem): Html {
  const covered = page.reading.balance.coveredBy.get(item.id);
  const side = item.weight > 0 ? "for" : item.weight < 0 ? "against" : "even";
  return html`<tr id="${page.anchorOf.get(item.id) ?? ""}"><td data-label="Id"><span class="ref">${item.id}</span></td><td data-label="Says"><span class="says">${cited(page, item.says, 420)}</span><span class="asked">${item.question}</span></td><td data-label="Answer">${item.answer}</td><td class="n" data-label="Weight"><span class="weight ${side}">${weightWords(item)}</span>${covered && html`<span class="asked">the same fact as ${references(page, [covered])}</span>`}</td><td data-label="From" class="from">${from(item)}</td></tr>
`;
}

const recordsMax = 3;

function from({ tool, source, digest, trust }: EvidenceItem): Html {
  const records = source.kind === "record" ? [source] : source.records.slice(0, recordsMax);
  const total = source.kind === "record" ? 1 : source.recordsTotal;
  const places = records.map(
    ({ path, record, digest: recorded }) => html`<span class="record" title="${recorded}">${path} <b>#${record}</b></span> `,
  );
  return html`<span class="tool"><b>${tool}</b> · ${titled(trust).toLowerCase()}</span>${source.kind === "answer" && html`<code class="query">${source.query}</code>`}${places}${total > records.length && html`<span class="asked">${total} records in all</span>`}<span class="digest" title="${digest}">${digest.slice(0, 19)}…</span>`;
}
