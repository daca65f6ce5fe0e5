import type { Assessment } from "../../core/assessment/assessment.ts";
import type { AttackCatalogue } from "../../core/attack/attack.ts";
import { visible } from "./inert.ts";

/** The assessment as Markdown for people. */
export function reportMarkdown(assessment: Assessment, catalogue: AttackCatalogue): string {
  const lines = [
    `# Watchkeeper report`,
    "",
    `${assessment.alerts.length} alerts, ${assessment.cases.length} cases. ATT&CK ${catalogue.version}.`,
    "",
  ];
  for (const each of assessment.cases)
    lines.push(`## ${each.id} ${visible(each.title).replace(/[^\p{L}\p{N} ]/gu, "\\$&")}`, "", `${each.verdict}, ${each.severity}`, "");
  return `${lines.join("\n")}\n`;
}
