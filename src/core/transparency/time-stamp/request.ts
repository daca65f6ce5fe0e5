import { hash } from "node:crypto";
import { tags, writeDer, writeInteger, writeOid } from "./der.ts";

/** Digests that are understood, by object identifier (RFC 5754): what node:crypto calls them. */
export const digests: ReadonlyMap<string, string> = new Map([
  ["2.16.840.1.101.3.4.2.1", "sha256"],
  ["2.16.840.1.101.3.4.2.2", "sha384"],
  ["2.16.840.1.101.3.4.2.3", "sha512"],
]);

/** The digest that a stamp is asked over. */
export const imprintDigest = "2.16.840.1.101.3.4.2.1";

/** Bytes of chance in a request, so that an answer to another cannot be given for it. */
export const stampNonceBytes = 16;

/**
 * The DER bytes of a request for a time stamp over some bytes (RFC 3161, section 2.4.1): SHA-256 of them, the nonce, and that the authority send its
 * certificate along.
 */
export function timeStampRequest(over: Uint8Array, nonce: Uint8Array): Uint8Array {
  const algorithm = writeDer(tags.sequence, writeOid(imprintDigest), writeDer(tags.null));
  const imprint = writeDer(tags.sequence, algorithm, writeDer(tags.bytes, hash("sha256", over, "buffer")));
  return writeDer(tags.sequence, writeInteger(Uint8Array.of(1)), imprint, writeInteger(nonce), writeDer(tags.boolean, Uint8Array.of(0xff)));
}
