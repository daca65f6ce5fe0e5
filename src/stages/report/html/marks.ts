import type { Severity } from "../../../core/alert/severity.ts";
import type { Verdict } from "../../../core/verdict/verdict.ts";
import { likelihoodWords, percent, priorityWords, severitySteps, titled, verdictWords } from "../words.ts";
import { type Html, html } from "./html.ts";

/** A verdict as a sign and a word; its colour only repeats them. */
export function verdictMark(verdict: Verdict): Html {
  const { name, sign, means } = verdictWords[verdict];
  return html`<span class="mark verdict ${verdict}" title="${means}"><i aria-hidden="true">${sign}</i> ${name}</span>`;
}

const steps = 5;

/** A severity as a word and a meter of five. */
export function severityMark(severity: Severity): Html {
  const full = severitySteps[severity];
  return html`<span class="mark severity ${severity}"><i class="meter" aria-hidden="true">${"■".repeat(full)}${"□".repeat(steps - full)}</i> ${titled(severity)}</span>`;
}

const barWidth = 64;

/** A probability as a bar, a number and words. */
export function likelihoodMark(probability: number, words: boolean = true): Html {
  const filled = Math.round(probability * barWidth);
  return html`<span class="likelihood"><svg class="bar" width="${barWidth}" height="8" viewBox="0 0 ${barWidth} 8" aria-hidden="true"><rect class="track" width="${barWidth}" height="8" rx="2"/><rect class="fill" width="${filled}" height="8" rx="2"/></svg> <b>${percent(probability)}</b>${words && html` <span>${likelihoodWords(probability)}</span>`}</span>`;
}

/** How soon a person should look; a closed case waits for nobody. */
export function priorityMark(priority: number, escalated: boolean): Html {
  if (!escalated) return html`<span class="priority"><span>closed</span></span>`;
  return html`<span class="priority p${priority}"><b>P${priority}</b> <span>${priorityWords[priority] ?? ""}</span></span>`;
}
