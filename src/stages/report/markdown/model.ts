import type { AssessmentCase } from "../../../core/assessment/assessment.ts";
import { modelTold, proseNotice } from "../model-of-case.ts";
import { cell } from "./text.ts";

/** What a language model added, apart from all that the verdict rests on. */
export function model(each: AssessmentCase): string[] {
  const told = modelTold(each);
  if (!told) return [];
  const { marks, prose, items } = told;
  return [
    "### From a language model",
    "",
    ...(prose.length > 0 ? [`**${proseNotice}**`, ""] : []),
    ...prose.flatMap(({ heading, sentences }) => [
      `**${heading}**`,
      "",
      ...sentences.map(({ text, evidence }) => `- ${cell(text, 400)} (${evidence.map((id) => cell(id)).join(", ")})`),
      "",
    ]),
    ...(items.length > 0
      ? [
          "**What it led to**",
          "",
          ...items.map(({ id, question, answer, says }) => `- ${cell(id)} ${cell(question, 300)} **${cell(answer)}** ${cell(says, 420)}`),
          "",
        ]
      : []),
    ...marks.map((mark) => `- ${cell(mark, 400)}`),
    "",
  ];
}
