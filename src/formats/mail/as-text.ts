import { hash } from "node:crypto";
import { decodeWords } from "postal-mime";
import { type MailUnit, mailsWithin } from "./attached.ts";
import { oneLine } from "./header.ts";
import { readHtml, type ShownLink } from "./html.ts";
import { mailLimits } from "./limits.ts";
import { linksInText } from "./link.ts";
import { piecesOf } from "./mbox.ts";
import type { ReadEmail } from "./parse.ts";
import { isMail } from "./recognise.ts";

/** Bounds of one mail that is laid out to be read. */
export const asTextLimits = { headersMax: 200, valueLengthMax: 4_096, textLengthMax: 65_536, linksMax: 100, attachmentsMax: 100 } as const;

/** Text of a mail. "behind-markup" stands in the mail and is not shown where its markup is; "hidden" is in the markup and no reader sees it. */
export type MailPassage = {
  readonly kind: "plain" | "markup" | "behind-markup" | "hidden";
  readonly text: string;
  /** Characters that found no place here. */
  readonly leftOut: number;
  /** Characters without width that stood in the markup's text; they are taken out of it. */
  readonly withoutWidth: number;
};

/** A mail laid out to be read, nothing of it rendered. Everything in it is as it came: whoever shows it makes it inert. */
export type MailAsText = {
  /** The place in the list of the mail that this one is attached to. */
  readonly carrier: number | undefined;
  /** Why it was not taken apart; then it has nothing else. */
  readonly refused: string | undefined;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly headersTotal: number;
  readonly passages: readonly MailPassage[];
  readonly links: readonly ShownLink[];
  /** `digest` is `sha256:…` over the attachment's bytes, decoded. */
  readonly attachments: readonly {
    readonly name: string;
    readonly mediaType: string;
    readonly bytes: number;
    readonly digest: string;
  }[];
};

const headBytes = 65_536;

/** A record as mails to read, the outermost first: of a mailbox its first; none where the record is no mail. Within `mailLimits` and `asTextLimits`; never throws on hostile bytes. */
export async function mailsAsText(record: Uint8Array): Promise<readonly MailAsText[]> {
  if (!isMail(record.subarray(0, headBytes))) return [];
  const [first] = piecesOf(record, 1).pieces;
  return first ? (await mailsWithin(first.bytes)).map(laidOut) : [];
}

const nothing = { headers: [], headersTotal: 0, passages: [], links: [], attachments: [] };

function laidOut({ carrier, parsed }: MailUnit): MailAsText {
  if ("reason" in parsed) return { ...nothing, carrier, refused: parsed.detail };
  const { email, nested, parts } = parsed;
  const read = [email, ...nested].map(readIn);
  return {
    carrier,
    refused: undefined,
    headers: email.headers.slice(0, asTextLimits.headersMax).map(({ key, value }) => ({
      name: key,
      value: oneLine(decodeWords(value.slice(0, asTextLimits.valueLengthMax))) ?? "",
    })),
    headersTotal: email.headers.length,
    passages: read.flatMap(({ passages }) => passages),
    links: read.flatMap(({ links }) => links).slice(0, asTextLimits.linksMax),
    attachments: parts.slice(0, asTextLimits.attachmentsMax).map(({ name, mediaType, bytes }) => ({
      name,
      mediaType,
      bytes: bytes.byteLength,
      digest: `sha256:${hash("sha256", bytes, "hex")}`,
    })),
  };
}

function readIn({ text, html, alternative }: ReadEmail): { passages: MailPassage[]; links: ShownLink[] } {
  const page = html ? readHtml(html) : undefined;
  const seen = page?.text.result();
  const passages = [
    { ...passage("markup", seen?.seen ?? "", seen?.seenLength), withoutWidth: seen?.zeroWidth ?? 0 },
    passage("plain", text ?? ""),
    passage("behind-markup", alternative),
    passage("hidden", seen?.hidden ?? "", seen?.hiddenLength),
  ];
  const written = linksInText(`${text ?? ""}\n${alternative}`.slice(0, mailLimits.htmlLengthMax));
  return { passages: passages.filter((each) => each.text !== ""), links: [...(page?.links ?? []), ...written] };
}

function passage(kind: MailPassage["kind"], whole: string, length = whole.length): MailPassage {
  const text = whole.slice(0, asTextLimits.textLengthMax).trim().toWellFormed();
  return { kind, text, leftOut: Math.max(0, length - whole.slice(0, asTextLimits.textLengthMax).length), withoutWidth: 0 };
}
