import type { Assessment } from "../../../core/assessment/assessment.ts";
import type { AttackCatalogue } from "../../../core/attack/attack.ts";
import { reportMarkdown } from "../markdown.ts";

/** The assessment as one self-contained page. */
export function reportHtml(assessment: Assessment, catalogue: AttackCatalogue): string {
  const text = reportMarkdown(assessment, catalogue).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'"><title>Watchkeeper report</title></head><body><pre>${text}</pre></body></html>\n`;
}
