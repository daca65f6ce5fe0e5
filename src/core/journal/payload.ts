import { createCipheriv, createDecipheriv, hash } from "node:crypto";
import { hmacSha256 } from "./hmac.ts";
import type { JournalEntry } from "./journal.ts";
import { boundText, type SealedHeader } from "./record.ts";

/** Bytes of a stream's key, of the key of one entry that is derived from it, and of its salt. */
export const keyBytes = 32;
/** Bytes of the nonce and of the tag of AES-256-GCM (NIST SP 800-38D). */
export const nonceBytes = 12;
const tagBytes = 16;
const cipher = "aes-256-gcm";

/** The longest text of one event, characters: a fact that is longer is a fault of ours, not something to keep. */
export const eventCharactersMax = 512 * 1024 * 1024;

/** What opens one entry and nothing else: what an evidence pack discloses. Both are 32 bytes. */
export type Disclosure = { readonly salt: Uint8Array; readonly key: Uint8Array };

/**
 * The key and salt of one entry under a stream's key: HKDF-SHA-256 (RFC 5869) with the salt "watchkeeper-journal-v2" and the info "payload " and
 * `boundText` gives the key, and `saltOf` the salt. So a payload opens in the very record that it was sealed for, at its place behind the entry before,
 * with its time: whoever has no key moves none and changes none. Whoever destroys the stream's key destroys both.
 */
export function disclosureOf(streamKey: Uint8Array, header: Omit<SealedHeader, "commitment">): Disclosure {
  const extracted = extractions.get(streamKey) ?? hmacSha256(extractionSalt, streamKey);
  extractions.set(streamKey, extracted);
  // One block of HKDF-Expand is as long as a key.
  const key = hmacSha256(extracted, `payload ${boundText(header)}\x01`);
  return { salt: saltOf(key), key };
}

const extractionSalt = Buffer.from("watchkeeper-journal-v2");
// The same for every entry of a stream; gone with the key that it belongs to.
const extractions = new WeakMap<Uint8Array, Uint8Array>();

/**
 * The salt that belongs to the key of an entry: HMAC-SHA-256 under the key. It makes the commitment bind the key too: AES-GCM alone would let whoever
 * writes a record make one payload that two keys open to two texts, and disclose the one that suits. A verifier checks it (`transparency/pack.ts`).
 */
export const saltOf = (key: Uint8Array): Uint8Array => hmacSha256(key, "watchkeeper-journal-v2 salt");

/** `sha256:` and 64 hex digits over salt and sealed payload: what a record says of its payload. */
export function commitmentOf(salt: Uint8Array, payload: Uint8Array): string {
  const size = salt.length + payload.length;
  const bytes = size <= scratch.length ? scratch.subarray(0, size) : new Uint8Array(size);
  bytes.set(salt);
  bytes.set(payload, salt.length);
  return `sha256:${hash("sha256", bytes, "hex")}`;
}

// Used again and again, so that each entry of a long record does not make a buffer of its own. What is left in it is in the store too.
const scratch = new Uint8Array(16_384);

/**
 * Seals a text (nonce, AES-256-GCM ciphertext, tag) and commits to it. The nonce is fresh chance, because a journal that was rolled back may come to
 * one sequence twice.
 */
export function sealPayload(
  text: string,
  { key, salt }: Disclosure,
  nonce: Uint8Array,
): { readonly payload: Uint8Array; readonly commitment: string } {
  if (text.length > eventCharactersMax) throw new Error(`an event of ${text.length} characters is too long to keep`);
  const sealing = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes });
  const payload = Buffer.concat([nonce, sealing.update(text, "utf8"), sealing.final(), sealing.getAuthTag()]);
  return { payload, commitment: commitmentOf(salt, payload) };
}

/** The text that was sealed; undefined when the payload or the key is not the one. Never throws on what comes from a store. */
export function openPayload(payload: Uint8Array, { key }: Disclosure): string | undefined {
  if (payload.length < nonceBytes + tagBytes || key.length !== keyBytes) return undefined;
  try {
    const opening = createDecipheriv(cipher, key, payload.subarray(0, nonceBytes), { authTagLength: tagBytes });
    opening.setAuthTag(payload.subarray(payload.length - tagBytes));
    const bytes = Buffer.concat([opening.update(payload.subarray(nonceBytes, payload.length - tagBytes)), opening.final()]);
    return bytes.toString("utf8");
  } catch {
    return undefined;
  }
}

/** Whether an entry's payload is the one that its record commits to. */
export function isCommitted({ payload }: Pick<JournalEntry, "payload">, { commitment }: SealedHeader, { salt }: Disclosure): boolean {
  return commitmentOf(salt, payload) === commitment;
}
