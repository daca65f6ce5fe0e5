const nodesMax = 10_000;

type Node = { readonly type: string; readonly text?: string; readonly content?: readonly Node[] };
/** A document of Atlassian's format (ADF), version 1. */
export type Document = { readonly version: 1; readonly type: "doc"; readonly content: readonly Node[] };

/** Plain text as a document: text nodes and line breaks, so that nothing in it is markup, a mention or a link of ours. */
export function documentOf(text: string): Document {
  const nodes = text
    .toWellFormed()
    .replace(/\r\n?/g, "\n")
    .split("\n")
    .flatMap((line, index): Node[] => [
      ...(index > 0 ? [{ type: "hardBreak" }] : []),
      ...(line === "" ? [] : [{ type: "text", text: line.replace(/[^\P{Cc}\t]/gu, "") || " " }]),
    ]);
  return { version: 1, type: "doc", content: [{ type: "paragraph", content: nodes }] };
}

const blocks: ReadonlySet<string> = new Set(["paragraph", "heading", "codeBlock", "listItem", "tableRow", "blockquote", "panel", "rule"]);

/** The words of a document that somebody wrote: blocks on lines of their own, mentions and links as the text that is seen. Data for a reader. */
export function textOfDocument(document: unknown): string {
  let [nodes, text] = [0, ""];
  const walk = (node: unknown): void => {
    if (typeof node !== "object" || node === null || ++nodes > nodesMax) return;
    const { type, text: words, content, attrs } = node as Record<string, unknown>;
    if (typeof words === "string") text += words;
    else if (type === "hardBreak") text += "\n";
    else if (typeof attrs === "object" && attrs !== null) text += shownOf(attrs as Record<string, unknown>);
    if (Array.isArray(content)) for (const each of content) walk(each);
    if (typeof type === "string" && blocks.has(type) && !text.endsWith("\n")) text += "\n";
  };
  walk(document);
  return text.replace(/\n+$/, "");
}

/** Mentions and emoji have their text, cards an address. */
function shownOf(attrs: Record<string, unknown>): string {
  const shown = attrs.text ?? attrs.shortName ?? attrs.url;
  return typeof shown === "string" ? shown : "";
}
