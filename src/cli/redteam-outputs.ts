import type { Assessment } from "../core/assessment/assessment.ts";
import type { AttackCatalogue } from "../core/attack/attack.ts";
import { escapedJson } from "../core/report/escaped-json.ts";
import { type Told, toldOf } from "../engine/write-back/told.ts";
import type { Output } from "../redteam/judge/outputs.ts";
import { reportDocument } from "../stages/report/document.ts";
import { navigatorLayer, ocsfFindings, reportHtml, reportMarkdown, stixBundle } from "../stages/report/index.ts";
import { readingsOf } from "../stages/report/reading.ts";
import { summaryOf } from "./summary.ts";
import type { System } from "./system.ts";
import { harmless } from "./terminal.ts";

/** An assessment in every form in which it leaves: as `investigate` writes it, as PDF and DOCX are made of it, and as it is written back to tickets, chat and mail. */
export function outputsWith(
  catalogue: AttackCatalogue,
  { messagesOf }: Pick<System["exercise"], "messagesOf">,
): (assessment: Assessment) => Promise<readonly Output[]> {
  return async (assessment) => {
    const told = toldOf(assessment);
    const messages = await Promise.all(told.map((each, at) => messagesOf(each, `${at + 1}`)));
    return [...written(assessment, catalogue), ...told.flatMap(writtenBack), ...messages.flat()];
  };
}

const written = (assessment: Assessment, catalogue: AttackCatalogue): readonly Output[] => [
  { form: "html", name: "report.html", text: reportHtml(assessment, catalogue) },
  { form: "markdown", name: "report.md", text: reportMarkdown(assessment, catalogue) },
  { form: "json", name: "stix-bundle.json", text: stixBundle(assessment, catalogue) },
  { form: "json", name: "navigator-layer.json", text: navigatorLayer(assessment, catalogue) },
  { form: "json", name: "ocsf-findings.jsonl", text: ocsfFindings(assessment) },
  { form: "json", name: "assessment.json", text: escapedJson(JSON.stringify(assessment)) },
  { form: "terminal", name: "the terminal", text: harmless(summaryOf(assessment, "out")) },
  ...readingsOf(assessment).map(
    (reading, at): Output => ({
      form: "plain",
      name: `the document of case ${at + 1}`,
      text: textsIn(reportDocument(reading, catalogue)).join("\n"),
    }),
  ),
];

const writtenBack = ({ ticket, comment, closing, reason, notice }: Told, at: number): readonly Output[] =>
  Object.entries({ title: ticket.title, body: ticket.body, comment, closing, reason, notice: `${notice.title}\n${notice.text}` }).map(
    ([name, text]): Output => ({ form: "plain", name: `the ${name} of ticket ${at + 1}`, text }),
  );

/** Every text of a tree. */
function textsIn(node: unknown): readonly string[] {
  if (typeof node === "string") return [node];
  return typeof node === "object" && node !== null ? Object.values(node).flatMap(textsIn) : [];
}
