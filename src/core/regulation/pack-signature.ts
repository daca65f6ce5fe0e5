import { createPublicKey, verify } from "node:crypto";
import { canonicalText, digestOfText } from "../containment/digest.ts";
import { refusedRegulation } from "./refusal.ts";

const domain = "watchkeeper rule pack signature v1\n";

/** The bytes that the maker of a pack signs (Ed25519): a version line, then its canonical JSON (RFC 8785), UTF-8. Throws a RangeError for what is no JSON. */
export const packBytes = (pack: unknown): Uint8Array => new TextEncoder().encode(domain + canonicalText(pack));

/** SHA-256 over the canonical JSON of a pack, `sha256:<64 hex digits>`. */
export const packDigest = (pack: unknown): string => digestOfText(canonicalText(pack));

/** The signature beside a pack: one line, `ed25519 <key> <signature>`, both raw in base64. */
export const signatureLineOf = (key: string, signature: string): string => `ed25519 ${key} ${signature}\n`;

const line = /^ed25519 ([A-Za-z0-9+/]{43}=) ([A-Za-z0-9+/]{86}==)\n?$/;

/**
 * Which of the keys that are trusted signed exactly this pack. `keys` are raw Ed25519 in base64. Refuses (`regulation/pack-not-signed`) a pack that none of
 * them signed, or that was changed since; `place` is named in the refusal.
 */
export function signerOf(pack: unknown, signature: string | undefined, keys: ReadonlySet<string>, place: string): string {
  const [, key = "", made = ""] = line.exec(signature ?? "") ?? [];
  if (key === "") throw refusedRegulation("regulation/pack-not-signed", `${place} has no signature beside it that can be read`);
  if (!keys.has(key)) throw refusedRegulation("regulation/pack-not-signed", `${place} is signed by a key that is not trusted here`);
  if (!verify(null, packBytes(pack), publicKeyOf(key), Buffer.from(made, "base64")))
    throw refusedRegulation("regulation/pack-not-signed", `${place} is not what its signature was made over`);
  return key;
}

const publicKeyOf = (key: string) =>
  createPublicKey({ format: "jwk", key: { kty: "OKP", crv: "Ed25519", x: Buffer.from(key, "base64").toString("base64url") } });
