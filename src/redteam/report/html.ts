import { inline } from "../../core/report/inline.ts";
import { drillTables } from "./markdown.ts";
import type { RedteamReport } from "./report.ts";
import { cellHead, cellRows, figureRows, headline } from "./words.ts";

const named: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const safe = (text: string) => inline(text, 400).replace(/[&<>"']/g, (mark) => named[mark] ?? "");
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  `<table><thead><tr>${head.map((text) => `<th scope="col">${safe(text)}</th>`).join("")}</tr></thead><tbody>${rows
    .map((texts) => `<tr>${texts.map((text) => `<td>${safe(text)}</td>`).join("")}</tr>`)
    .join("")}</tbody></table>\n`;

const style = `body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
table{border-collapse:collapse;width:100%;margin:1rem 0;display:block;overflow-x:auto}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #d0d7de;vertical-align:top}
@media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}th,td{border-color:#30363d}}`;

/** The report as one page that fetches nothing and runs nothing. */
export function redteamHtml(report: RedteamReport): string {
  const violations = report.firstViolations.map(({ kind, base, surface, payload, says }) => [kind, base, surface, payload, says]);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>Exercise: hostile text</title><style>${style}</style></head><body>
<h1>Exercise: hostile text</h1><p>${safe(headline(report))} Watchkeeper ${safe(report.version)}.</p>
${table(["figure", "value", "what it means"], figureRows(report))}
${violations.length === 0 ? "" : `<h2>Violations</h2><p>${report.violations} in all.</p>${table(["promise", "case", "field", "text", "what was seen"], violations)}`}
${
  report.escalation
    ? drillTables(report.escalation)
        .map(([title, head, rows]) => (rows.length === 0 ? "" : `<h2>${title}</h2>${table(head, rows)}`))
        .join("")
    : ""
}
<h2>By text and field</h2>${table(cellHead, cellRows(report))}</body></html>\n`;
}
