import type { Assessment } from "../core/assessment/assessment.ts";
import type { AttackCatalogue } from "../core/attack/attack.ts";
import { escapedJson } from "../core/report/escaped-json.ts";
import type { Output } from "../redteam/judge/outputs.ts";
import { navigatorLayer, ocsfFindings, reportHtml, reportMarkdown, stixBundle } from "../stages/report/index.ts";
import { summaryOf } from "./summary.ts";
import { harmless } from "./terminal.ts";

/** An assessment in every form in which `investigate` writes it. */
export function outputsWith(catalogue: AttackCatalogue): (assessment: Assessment) => readonly Output[] {
  return (assessment) => [
    { form: "html", name: "report.html", text: reportHtml(assessment, catalogue) },
    { form: "markdown", name: "report.md", text: reportMarkdown(assessment, catalogue) },
    { form: "json", name: "stix-bundle.json", text: stixBundle(assessment, catalogue) },
    { form: "json", name: "navigator-layer.json", text: navigatorLayer(assessment, catalogue) },
    { form: "json", name: "ocsf-findings.jsonl", text: ocsfFindings(assessment) },
    { form: "json", name: "assessment.json", text: escapedJson(JSON.stringify(assessment)) },
    { form: "terminal", name: "the terminal", text: harmless(summaryOf(assessment, "out")) },
  ];
}
