import { hash } from "node:crypto";
import { mailsWithin } from "./attached.ts";
import { mailLimits } from "./limits.ts";
import { piecesOf } from "./mbox.ts";

/**
 * The attachment with this SHA-256 (64 lower-case hex digits) in the mail at `record` (counted from 1) of an input's bytes, or in a mail that it carries; undefined
 * when it is not there. A record behind the last mail is one that another carries: all that may are looked through.
 */
export async function attachmentBytes(input: Uint8Array, record: number, sha256: string): Promise<Uint8Array | undefined> {
  const { pieces } = piecesOf(input, mailLimits.mailsMax);
  const isCarried = record > pieces.length;
  const candidates = isCarried ? pieces.filter(({ bytes }) => mayCarry(bytes)) : pieces.slice(record - 1, record);
  for (const { bytes } of candidates) {
    for (const { parsed, carrier } of await mailsWithin(bytes)) {
      if ("reason" in parsed || (isCarried && carrier === undefined)) continue;
      const found = parsed.parts.find((part) => hash("sha256", part.bytes, "hex") === sha256);
      if (found) return found.bytes;
    }
  }
  return undefined;
}

const mayCarry = (bytes: Uint8Array): boolean =>
  /message\/(?:rfc822|global)|\.eml/i.test(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1"));
