import { defang, escapeMarkdown } from "../../core/inert/inert.ts";
import type { HandoverBlock, HandoverDocument, ProofWord, ShownSignature } from "./document.ts";
import { urgencyWords } from "./headings.ts";
import { moment } from "./words.ts";

/** A handover as Markdown (CommonMark), in which no text from outside or of people is markup. Ends in a line break. */
export function handoverMarkdown({ blocks }: HandoverDocument): string {
  return `${blocks.flatMap(linesOf).join("\n").trimEnd()}\n`;
}

const safe = (text: string) => escapeMarkdown(defang(text));

function linesOf(block: HandoverBlock): string[] {
  switch (block.block) {
    case "heading":
      return [`${"#".repeat(block.level)} ${safe(block.text)}`, ""];
    case "paragraph":
      return [safe(block.text), ""];
    case "facts":
      return [...block.rows.map(({ name, value }) => `- ${safe(name)}: ${safe(value)}`), ""];
    case "note":
      return [`> ${safe(block.by)}, ${moment(Date.parse(block.at))}:`, ...quotedLines(block.text), ""];
    case "signature":
      return [`- ${block.role === "outgoing" ? "Handed over" : "Taken over"}: ${signed(block.signature)}`];
    case "list":
      return [...block.items.flatMap(itemLines), ""];
  }
}

const quotedLines = (text: string) => text.split("\n").map((line) => `> ${safe(line)}`.trimEnd());

function itemLines({ urgency, text, next, note, cites }: Extract<HandoverBlock, { block: "list" }>["items"][number]): string[] {
  const rests = cites.map(({ kind, id }) => `${kind} ${id.replace(/#(\d+)$/, " $1")}`).join(", ");
  return [
    `- **${urgencyWords[urgency]}** ${safe(text)}${rests === "" ? "" : ` (${safe(rests)})`}`,
    ...(next === null ? [] : [`  - Next: ${safe(next)}`]),
    ...(note === null ? [] : note.split("\n").map((line, at) => (at === 0 ? `  - Note: ${safe(line)}` : `    ${safe(line)}`.trimEnd()))),
  ];
}

function signed(signature: ShownSignature | null): string {
  if (!signature) return "not signed";
  const { by, at, digest, proof, holds } = signature;
  const how = proofWords[proof];
  return `${safe(by)}, ${moment(Date.parse(at))}, ${how}, ${digest}${holds ? "" : " (THE SIGNATURE DOES NOT FIT THIS TEXT)"}`;
}

const proofWords: Readonly<Record<ProofWord, string>> = {
  passkey: "with a passkey",
  key: "with a key in a file",
  session: "by the word of a session with a second factor",
  demo: "signed in the demo, no second factor",
};
