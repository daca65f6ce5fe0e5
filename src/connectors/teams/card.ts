import type { Notice } from "../../ports/connector.ts";

/** Teams takes messages of up to 28 KB; what a line is wrapped in counts as well. */
const [titleLengthMax, lineLengthMax, textLengthMax, linesMax, urlLengthMax] = [200, 500, 6_000, 60, 1_000];

const oneLine = (text: string) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();

/** Text as Teams shows it: in runs, which know no Markdown, and without entities, without which nobody is mentioned. */
const run = (text: string, more: Readonly<Record<string, string>> = {}) => ({
  type: "RichTextBlock",
  inlines: [{ type: "TextRun", text: text.toWellFormed() || " ", ...more }],
});

/** A notice as a Workflows webhook takes it: one adaptive card of plain text, with one button that opens sign-in. */
export function cardOf({ title, text, url }: Notice) {
  const lines = text.slice(0, textLengthMax).split(/\r\n?|\n/);
  const isLink = url !== undefined && url.length <= urlLengthMax && /^https?:\/\//.test(url);
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body: [
      run(oneLine(title).slice(0, titleLengthMax) || "Watchkeeper", { weight: "Bolder" }),
      ...lines.slice(0, linesMax).map((line) => run(oneLine(line).slice(0, lineLengthMax))),
      ...(lines.length > linesMax ? [run("…")] : []),
      ...(isLink ? [run("The button leads to sign-in; nothing is approved by opening it.")] : []),
    ],
    ...(isLink && { actions: [{ type: "Action.OpenUrl", title: "Open in Watchkeeper", url }] }),
  };
  return { type: "message", attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content }] };
}
