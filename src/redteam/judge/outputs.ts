import { breachesOfCard, breachesOfChat, breachesOfMail, breachesOfPlain } from "./messages.ts";
import { formulaIn } from "./table.ts";

/** How a text is read where it arrives: `plain` by a ticket system or a document, `chat` by Slack's markup, `card` as JSON of nodes, `mail` as RFC 5322. */
export type OutputForm = "html" | "markdown" | "json" | "terminal" | "csv" | "plain" | "chat" | "card" | "mail";

/** One text that leaves the product for people or programs, by its form. */
export type Output = { readonly form: OutputForm; readonly name: string; readonly text: string };

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u;
const liveTags = /<\s*\/?\s*(?:script|img|iframe|object|embed|base|link|meta\s+http-equiv|form|video|audio|source|frame)\b[^>]*/gi;
const handlers = /<[a-z][^>]*\son[a-z]+\s*=/i;
const outwards = /\b(?:href|src|srcset|action|formaction|background|poster)\s*=\s*["']?\s*(?:javascript:|data:text|https?:\/\/collect)/i;

/** What of an output would become active where it is opened, one phrase each; empty where nothing would. `clean` is the same output without hostile text. */
export function breachesOf(output: Output, clean?: Output): string[] {
  const { form, text } = output;
  const control = controls.exec(text);
  const breaches = control ? [`a raw ${codeOf(control[0])}`] : [];
  if (form === "html") return [...breaches, ...markupIn(text, clean?.text ?? "")];
  if (form === "markdown") return [...breaches, ...markdownIn(text)];
  return [...breaches, ...(readersOf[form]?.(text, clean?.text ?? "") ?? [])];
}

/** What each reader of plain forms would make of a text; `clean` is the same without hostile text. */
const readersOf: Partial<Readonly<Record<OutputForm, (text: string, clean: string) => readonly string[]>>> = {
  csv: formulaIn,
  plain: breachesOfPlain,
  chat: breachesOfChat,
  card: breachesOfCard,
  mail: breachesOfMail,
};

function markupIn(text: string, clean: string): string[] {
  const own = new Set(clean.match(liveTags) ?? []);
  const strange = (text.match(liveTags) ?? []).find((tag) => !own.has(tag));
  return [
    ...(strange === undefined ? [] : [`a live tag: ${strange.slice(0, shownMax)}`]),
    ...(handlers.test(text) ? ["an attribute that runs a script"] : []),
    ...(outwards.test(text) ? ["a live address of the text"] : []),
  ];
}

/** Markdown that a viewer would draw as a picture, as a link to the text's own address, or as markup. */
function markdownIn(text: string): string[] {
  const shapes: readonly (readonly [RegExp, string])[] = [
    [/(?<!\\)!\[[^\]]*(?<!\\)\]\((?!#)/, "a picture that is fetched"],
    [/(?<!\\)\]\(\s*(?:javascript:|https?:\/\/collect)/i, "a live address of the text"],
    [/(?<!\\)<(?:script|img|svg|iframe|style|base|a)\b/i, "live markup"],
  ];
  const plain = text.replace(/(`+)[\s\S]*?\1/g, "");
  return shapes.filter(([shape]) => shape.test(plain)).map(([, says]) => says);
}

const shownMax = 80;
const codeOf = (mark: string) => `U+${(mark.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
