import { createHash } from "node:crypto";
import type { TicketFile } from "../../ports/connector.ts";
import { sinkRefused } from "./sink-answer.ts";

/** The largest file that goes into a ticket, in bytes: every product that we know takes more. */
export const fileBytesMax = 1_000_000;

/** A file as a product is given it: plain text, whatever it was made as, so that no browser that opens it there shows a page. */
export type PlainFile = { readonly name: string; readonly type: "text/plain; charset=utf-8"; readonly bytes: Uint8Array };

const namePattern = /^[A-Za-z0-9][A-Za-z0-9.-]{0,79}$/;

/** The file for a product of that name, always under the same name of its own. Refuses (`sink/refused`) what is too large or has a name that is none of ours. */
export function plainFile(product: string, { name, text }: Pick<TicketFile, "name" | "text">): PlainFile {
  if (!namePattern.test(name)) throw sinkRefused(product, "the file has a name that no file of ours has");
  const bytes = Buffer.from(text.toWellFormed());
  if (bytes.byteLength > fileBytesMax)
    throw sinkRefused(product, `the file has ${bytes.byteLength} bytes; at most ${fileBytesMax} go into a ticket`);
  return { name: plainName(name), type: "text/plain; charset=utf-8", bytes };
}

/** What a file of ours is called there: products go by the end of a name, and `report.html.txt` is a text. */
export const plainName = (name: string) => (/\.(?:md|txt)$/.test(name) ? name : `${name}.txt`);

/** A form of one file (RFC 7578). The boundary is made from the bytes, so the same file is the same body, and no file holds its own. */
export function formOf(field: string, { name, type, bytes }: PlainFile): { readonly bytes: Uint8Array; readonly type: string } {
  const boundary = `watchkeeper-${createHash("sha256").update(bytes).digest("hex").slice(0, 48)}`;
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`;
  return {
    bytes: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    type: `multipart/form-data; boundary=${boundary}`,
  };
}
