import { createHash } from "node:crypto";
import type { Assessment } from "../../../core/assessment/assessment.ts";
import type { AttackCatalogue } from "../../../core/attack/attack.ts";
import { forPeople, type Told } from "../for-people.ts";
import { type CaseReading, readingsOf } from "../reading.ts";
import { counted } from "../words.ts";
import { appendix, footer, quiet } from "./appendix.ts";
import { caseArticle, closedCase } from "./case.ts";
import { head } from "./head.ts";
import { type Html, html, nothing } from "./html.ts";
import { casePage, type Detail, fullDetail, shortDetail } from "./page.ts";
import { style } from "./style.ts";

/** Characters of markup after which cases are told shortly, and after which they are only listed. */
const fullLengthMax = 600_000;
const lengthMax = 1_000_000;

/**
 * The assessment as one page for people: no script, no request, no link to anything from evidence; works from disk, in light and dark, on a phone
 * and on paper. The same assessment gives the same bytes. Long assessments are cut with visible marks, at about 1.2 MB.
 */
export function reportHtml(whole: Assessment, catalogue: AttackCatalogue): string {
  const { assessment, folder } = forPeople(whole);
  const readings = readingsOf(assessment);
  const pages = new Map<CaseReading, Html>();
  let length = 0;
  for (const reading of readings) {
    if (length > lengthMax) break;
    const detail: Detail = length > fullLengthMax ? shortDetail : fullDetail;
    const page = casePage(reading, catalogue, detail);
    const told = reading.case.escalated ? caseArticle(page) : closedCase(page);
    pages.set(reading, told);
    length += told.markup.length;
  }
  return document({ assessment, folder }, readings, pages).markup;
}

function document({ assessment, folder }: Told, readings: readonly CaseReading[], pages: ReadonlyMap<CaseReading, Html>): Html {
  const told = (escalated: boolean) =>
    readings.filter((reading) => reading.case.escalated === escalated).map((reading) => pages.get(reading));
  const closed = told(false);
  const untold = readings.length - pages.size;
  const policy = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no"><meta name="color-scheme" content="light dark">
<title>Watchkeeper report: ${counted(assessment.cases.length, "case")}</title>
<style>${raw(style)}</style></head>
<body><main>
${head({ assessment, folder }, readings, (reading) => pages.has(reading))}
${assessment.alerts.length === 0 && quiet(assessment)}
${told(true)}
${closed.some((page) => page !== undefined) && html`<section class="rest"><h2>Closed cases</h2>${closed}</section>`}
${untold > 0 ? html`<p class="cut">${untold} further cases are listed above and told in assessment.json only: this page would be too long to read.</p>` : nothing}
${appendix(assessment)}
</main>${footer(assessment)}</body></html>
`;
}

/** Text of ours that stands as it is: the policy and the style, never anything from outside. */
const raw = (markup: string): Html => ({ markup });
