import { escapeHtml, inert } from "../../../core/inert/inert.ts";

/** Markup that we wrote. Only the tags below make it, so that text from outside cannot become it. */
export type Html = { readonly markup: string };
/** What may stand in a template: text is made inert and escaped, markup stays, lists are joined, `false` and `undefined` are nothing. */
export type Part = Html | string | number | false | undefined | readonly Part[];

const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** HTML in which every value is inert: html`<td>${says}</td>`. In a sentence, text that runs right to left is kept from turning its neighbours. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return build(texts, parts, (text, inTag) => (!inTag && rightToLeft.test(text) ? `<bdi>${text}</bdi>` : text));
}

/** The same for SVG, where a label stands alone. */
export function svg(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return build(texts, parts, (text) => text);
}

function build(texts: TemplateStringsArray, parts: readonly Part[], place: (text: string, inTag: boolean) => string): Html {
  let markup = texts[0] ?? "";
  let ours = markup;
  parts.forEach((part, index) => {
    // The template's own texts say whether a value stands in an attribute or in content.
    const inTag = ours.lastIndexOf("<") > ours.lastIndexOf(">");
    markup += written(part, (text) => place(text, inTag)) + (texts[index + 1] ?? "");
    ours += texts[index + 1] ?? "";
  });
  return { markup };
}

function written(part: Part, place: (text: string) => string): string {
  if (part === undefined || part === false) return "";
  if (typeof part === "number") return String(part);
  if (typeof part === "string") return place(escapeHtml(inert(part)));
  if ("markup" in part) return part.markup;
  return part.map((each) => written(each, place)).join("");
}

/** Text that is inert already (cut at another length, or an observable): escaped and no more. */
export function ready(text: string): Html {
  return { markup: escapeHtml(text) };
}

/** Markup parts with something of ours between them. */
export function joined(parts: readonly Html[], between: Html): Html {
  return { markup: parts.map(({ markup }) => markup).join(between.markup) };
}

/** The empty markup: what a part gives when it has nothing to show. */
export const nothing: Html = { markup: "" };
