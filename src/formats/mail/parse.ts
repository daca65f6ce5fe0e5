import PostalMime, { type Attachment, type Email } from "postal-mime";
import type { RejectReason } from "../../core/event/event.ts";
import { limits } from "../limits.ts";
import type { Part } from "./attachment.ts";
import { mailLimits } from "./limits.ts";
import { isMail } from "./recognise.ts";

/** A mail taken apart. `attached` are mails of their own; `nested` call themselves mails, have no header of one, and are read with it. */
export type Parsed = {
  readonly email: ReadEmail;
  readonly parts: readonly Part[];
  readonly nested: readonly ReadEmail[];
  readonly attached: readonly Uint8Array[];
};

/** A mail whose `html` and `text` are what a reader sees; `alternative` is the plain text that stands behind markup. */
export type ReadEmail = Email & { readonly alternative: string };
/** Why a mail was not taken apart: the reason to count it under, and a sentence for the reader. */
export type Refusal = { readonly reason: RejectReason; readonly detail: string };

/** Takes a mail apart within `mailLimits`. What a stranger could make expensive is counted before it is parsed. */
export async function parseMail(bytes: Uint8Array): Promise<Parsed | Refusal> {
  const refusal = refusalOf(bytes);
  if (refusal) return refusal;
  try {
    const email = await readEmail(bytes);
    const all = await withNested(email);
    const attachments = all.emails.flatMap((one) => one.attachments);
    if (attachments.length > limits.mailPartsMax)
      return { reason: "too-many", detail: `the mail has ${attachments.length} parts; at most ${limits.mailPartsMax} are read` };
    return {
      email,
      parts: attachments.filter((part) => !isMailPart(part)).map((part, index) => partOf(part, index)),
      nested: all.emails.slice(1),
      attached: all.attached,
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    if (/nesting depth/i.test(message))
      return { reason: "too-deep", detail: `the parts of the mail lie deeper than ${mailLimits.nestingMax} levels` };
    if (/header size/i.test(message))
      return { reason: "too-long", detail: `the header fields are longer than ${mailLimits.headersBytesMax} bytes` };
    return { reason: "malformed", detail: "the parts of the mail cannot be told apart" };
  }
}

type TextItems = readonly { readonly value?: unknown }[];
/** What the parser holds when it joins the text parts: for each place in the mail, its plain and its marked-up text. */
type Joining = {
  readonly textMap: ReadonlyMap<unknown, { readonly plain?: TextItems; readonly html?: TextItems }>;
  readonly textContent: Record<string, string>;
};

/**
 * The parser would turn markup into text and back where a mail mixes both, with patterns that a hostile mail makes slow for minutes.
 * We read markup ourselves, so the parts are joined here as they are. A test with such a mail notices when the parser changes.
 */
async function readEmail(bytes: Uint8Array): Promise<ReadEmail> {
  const parser = new PostalMime({
    forceRfc822Attachments: true,
    maxNestingDepth: mailLimits.nestingMax,
    maxHeadersSize: mailLimits.headersBytesMax,
  });
  let alternative = "";
  const renderTextContent = function (this: Joining) {
    const places = [...this.textMap.values()];
    const join = (items: readonly TextItems[]) =>
      items.flatMap((list) => list.map(({ value }) => (typeof value === "string" ? value : ""))).join("\n");
    this.textContent.html = join(places.map(({ html }) => html ?? []));
    this.textContent.plain = join(places.map(({ html, plain }) => (html ? [] : (plain ?? []))));
    alternative = join(places.map(({ html, plain }) => (html ? (plain ?? []) : [])));
  };
  const email = await Object.assign(parser, { renderTextContent }).parse(bytes);
  return { ...email, alternative };
}

function isMailPart(part: Attachment): boolean {
  return /^message\/(?:rfc822|global)$/.test(part.mimeType) || (part.mimeType !== "text/plain" && /\.eml$/i.test(part.filename ?? ""));
}

/** By these bytes a part is recognised as a mail. */
const headBytes = 65_536;

/** The mail, what is attached as a mail and is none, outermost first, and the mails that are attached. */
async function withNested(email: ReadEmail): Promise<{ emails: ReadEmail[]; attached: Uint8Array[] }> {
  const emails = [email];
  const attached: Uint8Array[] = [];
  for (let index = 0; index < emails.length; index++) {
    for (const part of emails[index]!.attachments.filter(isMailPart)) {
      const bytes = bytesOf(part);
      if (isMail(bytes.subarray(0, headBytes))) attached.push(bytes);
      else if (emails.length <= mailLimits.nestedMailsMax && !refusalOf(bytes)) emails.push(await readEmail(bytes));
    }
  }
  return { emails, attached };
}

function refusalOf(bytes: Uint8Array): Refusal | undefined {
  let lines = 0;
  let dashes = 0;
  let empty = 0;
  let headers = 0;
  let inHeader = true;
  for (let at = 0; at < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, at);
    const end = newline < 0 ? bytes.length : newline;
    lines++;
    const isEmpty = end === at || (end === at + 1 && bytes[at] === 0x0d);
    if (isEmpty) empty++;
    if (isEmpty) inHeader = false;
    if (inHeader && bytes[at] !== 0x20 && bytes[at] !== 0x09) headers++;
    if (bytes[at] === 0x2d && bytes[at + 1] === 0x2d) dashes++;
    at = end + 1;
  }
  if (headers > mailLimits.headersMax)
    return { reason: "too-many", detail: `the mail has ${headers} header fields; at most ${mailLimits.headersMax} are read` };
  if (lines > mailLimits.linesMax)
    return { reason: "too-many", detail: `the mail has ${lines} lines; at most ${mailLimits.linesMax} are read` };
  if (empty > mailLimits.emptyLinesMax)
    return { reason: "too-many", detail: `the mail has ${empty} empty lines; at most ${mailLimits.emptyLinesMax} are read` };
  if (dashes > mailLimits.boundaryLinesMax)
    return { reason: "too-many", detail: `the mail has ${dashes} lines that may part it; at most ${mailLimits.boundaryLinesMax} are read` };
  return undefined;
}

function partOf(part: Attachment, index: number): Part {
  const name = (part.filename ?? "")
    .replace(/\p{Cc}/gu, " ")
    .trim()
    .slice(0, mailLimits.namesLengthMax)
    .toWellFormed();
  return { name: name === "" ? `part-${index + 1}` : name, mediaType: part.mimeType.slice(0, 200).toWellFormed(), bytes: bytesOf(part) };
}

function bytesOf(part: Attachment): Uint8Array {
  return typeof part.content === "string"
    ? Buffer.from(part.content)
    : part.content instanceof Uint8Array
      ? part.content
      : new Uint8Array(part.content);
}
