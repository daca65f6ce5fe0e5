import type { z } from "zod";
import { defang, inert, visible } from "../../core/inert/inert.ts";
import { mailsAsText } from "../../formats/mail/as-text.ts";
import type { KeptRecord } from "../../ports/intake.ts";
import type { MailWhole } from "../contract/evidence.ts";

const valueLengthMax = 4_096;

/** A kept record as mail to read. All that leaves is inert: hidden characters are shown and links lead nowhere. */
export async function mailOf({ position, bytes }: Pick<KeptRecord, "position" | "bytes">): Promise<z.input<typeof MailWhole>> {
  const mails = await mailsAsText(bytes);
  return {
    position,
    mails: mails.map(({ carrier, refused, headers, headersTotal, passages, links, attachments }) => ({
      carrier: carrier ?? null,
      refused: refused ?? null,
      headers: headers.map(({ name, value }) => ({ name: inert(name), value: inert(value, valueLengthMax) })),
      headersTotal,
      passages: passages.map(({ text, ...rest }) => ({ ...rest, text: lines(text) })),
      links: links.map(({ shown, target }) => ({ shown: inert(shown), target: inert(target, valueLengthMax) })),
      attachments: attachments.map(({ name, mediaType, ...rest }) => ({ name: inert(name), mediaType: inert(mediaType), ...rest })),
    })),
  };
}

const lines = (text: string) =>
  text
    .split(/\r\n|\r|\n/)
    .map((line) => defang(visible(line)))
    .join("\n");
