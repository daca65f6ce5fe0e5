// What tickets, chat and mail make of a text: they turn addresses into links and names behind an @ into mentions by themselves, and have markup of their own.

const hidden = /[\u200b-\u200f\ufeff\u{e0000}-\u{e007f}]/u;
const addresses = /\b(?:https?|ftps?|file|javascript|vbscript|data|mailto):(?=\S)[^\s"'<>)\]]*|\bwww\d{0,3}\.[^\s"'<>)\]]+/gi;
/** An @ with something behind it and no bracket of ours before it. */
const mention = /(?<![[\w])@(?=\w)|\w@\w/g;

/** Text that a product shows as it is, but for addresses and mentions. What the same text without hostile words holds is ours. */
export function breachesOfPlain(text: string, clean: string): readonly string[] {
  const own = new Set(clean.match(addresses) ?? []);
  const strange = (text.match(addresses) ?? []).find((address) => !own.has(address));
  const mentions = (text.match(mention) ?? []).length > (clean.match(mention) ?? []).length;
  return [
    ...(hidden.test(text) ? ["a character that hides"] : []),
    ...(strange === undefined ? [] : [`a live address: ${strange.slice(0, shownMax)}`]),
    ...(mentions ? ["somebody is mentioned"] : []),
  ];
}

/** Slack: a mention or a link begins with one bracket, and everything else stands escaped. */
export function breachesOfChat(text: string, clean: string): readonly string[] {
  return [...(/[<>]|&(?!amp;|lt;|gt;)/.test(text) ? ["markup of the chat"] : []), ...breachesOfPlain(text, clean)];
}

/** Nodes that show text and nothing else, and the one button of ours. */
const nodeTypes: ReadonlySet<unknown> = new Set([
  ...["message", "AdaptiveCard", "RichTextBlock", "TextRun", "Action.OpenUrl"],
  ...["doc", "paragraph", "text", "hardBreak"],
]);

/** What names the shape itself. */
const ours: ReadonlySet<string> = new Set(["$schema", "contentType", "type"]);

/** A card of Teams or a document of Jira: a tree of nodes, each with a type, and texts at its leaves. */
export function breachesOfCard(text: string, clean: string): readonly string[] {
  const strange = new Set<unknown>();
  const texts: string[] = [];
  const walk = (node: unknown): void => {
    if (typeof node === "string") return void texts.push(node);
    if (typeof node !== "object" || node === null) return;
    if ("type" in node && !nodeTypes.has(node.type)) strange.add(node.type);
    if ("marks" in node) strange.add("marks");
    for (const [name, value] of Object.entries(node)) if (!ours.has(name)) walk(value);
  };
  walk(JSON.parse(text));
  return [...[...strange].map((type) => `a node of type ${String(type)}`), ...breachesOfPlain(texts.join("\n"), clean)];
}

/** The headers of a notice, each once at most. */
const headersOfOurs: ReadonlySet<string> = new Set([
  ...["from", "to", "subject", "date", "message-id", "auto-submitted", "importance", "x-watchkeeper-key"],
  ...["mime-version", "content-type", "content-transfer-encoding"],
]);

/** A mail: our headers and no other, one part of plain text, and nothing live in it. */
export function breachesOfMail(text: string, clean: string): readonly string[] {
  const { headers, names, body } = partsOf(text);
  const more = names.filter((name, at) => !headersOfOurs.has(name) || names.indexOf(name) !== at);
  return [
    ...(more.length > 0 ? [`a header more: ${more.join(", ").slice(0, shownMax)}`] : []),
    ...(/^text\/plain\b/i.test(headers.get("content-type") ?? "") ? [] : ["something else than plain text"]),
    ...breachesOfPlain(body, clean === "" ? "" : partsOf(clean).body),
  ];
}

function partsOf(text: string) {
  const at = text.indexOf("\r\n\r\n");
  const lines = text
    .slice(0, at < 0 ? text.length : at)
    .replace(/\r\n[ \t]+/g, " ")
    .split("\r\n");
  const headers = new Map(lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]));
  const names = lines.map((line) => line.slice(0, line.indexOf(":")).toLowerCase());
  const body = at < 0 ? "" : text.slice(at + 4);
  return { headers, names, body: decoded(body, (headers.get("content-transfer-encoding") ?? "").toLowerCase()) };
}

/** RFC 2045, as far as our own mails use it. */
function decoded(body: string, encoding: string): string {
  if (encoding === "base64") return utf8(atob(body.replace(/\s+/g, "")));
  if (encoding !== "quoted-printable") return body;
  const joined = body.replace(/=\r\n/g, "");
  return utf8(joined.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))));
}

const utf8 = (binary: string) => new TextDecoder().decode(Uint8Array.from(binary, (letter) => letter.charCodeAt(0)));

const shownMax = 80;
