import { hash } from "node:crypto";
import { mailLimits } from "./limits.ts";
import { piecesOf } from "./mbox.ts";
import { parseMail } from "./parse.ts";

/** The attachment with this SHA-256 (64 lower-case hex digits) in the mail at `record` (counted from 1) of an input's bytes; undefined when it is not there. */
export async function attachmentBytes(input: Uint8Array, record: number, sha256: string): Promise<Uint8Array | undefined> {
  const piece = piecesOf(input, mailLimits.mailsMax).pieces[record - 1];
  const parsed = piece && (await parseMail(piece.bytes));
  if (!parsed || "reason" in parsed) return undefined;
  return parsed.parts.find(({ bytes }) => hash("sha256", bytes, "hex") === sha256)?.bytes;
}
