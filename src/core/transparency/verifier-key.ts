import { createPublicKey, hash, type KeyObject, verify } from "node:crypto";
import { SocError } from "../soc-error.ts";
import { fromBase64, toBase64 } from "./base64.ts";

/** What a key signs: the note itself, or a witness's cosignature of a checkpoint (C2SP signed-note, signature types). */
export type KeyUse = "note" | "cosignature";

/** A key that signatures are checked with. `name` and `id` together say which line of a note is its own. */
export type VerifierKey = {
  readonly name: string;
  /** The first four bytes of SHA-256(name, LF, type, public key), big-endian. */
  readonly id: number;
  readonly use: KeyUse;
  /** Raw Ed25519 public key (RFC 8032), 32 bytes. */
  readonly publicKey: Uint8Array;
};

/** Whoever signs notes: `ports/log-key.ts` has this shape. */
export type NoteSigner = {
  readonly name: string;
  /** Raw Ed25519 public key, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** Raw Ed25519 signature, 64 bytes. */
  readonly sign: (bytes: Uint8Array) => Uint8Array;
};

/** The longest name of a key, in characters. */
export const keyNameLengthMax = 255;

const typeBytes: Readonly<Record<KeyUse, number>> = { note: 1, cosignature: 4 };
const publicKeyBytes = 32;
const verifierKeyLengthMax = 1_024;

/** Whether a name can stand in a signature line: not empty, no space of any kind, no control character, no "+". */
export function isKeyName(name: string): boolean {
  return name.length > 0 && name.length <= keyNameLengthMax && name.isWellFormed() && !/[\s\p{Cc}+]/u.test(name);
}

/** The verifier key of a signer, for the use it is put to. A name that no note can hold is a programmer's mistake. */
export function verifierKeyOf({ name, publicKey }: Pick<NoteSigner, "name" | "publicKey">, use: KeyUse): VerifierKey {
  if (!isKeyName(name) || publicKey.length !== publicKeyBytes) throw new Error(`"${name}" cannot sign notes`);
  const digest = hash("sha256", Buffer.concat([Buffer.from(`${name}\n`), Uint8Array.of(typeBytes[use]), publicKey]), "buffer");
  return { name, id: digest.readUInt32BE(0), use, publicKey };
}

/** The text of a verifier key, `name+id+base64` (C2SP signed-note), as Go's sumdb/note reads it too. */
export function formatVerifierKey({ name, id, use, publicKey }: VerifierKey): string {
  return `${name}+${id.toString(16).padStart(8, "0")}+${toBase64(Buffer.concat([Uint8Array.of(typeBytes[use]), publicKey]))}`;
}

/** Reads `name+id+base64`. Refuses (`transparency/malformed`) what is not one, and an id that is not that of its name and key. */
export function parseVerifierKey(text: string): VerifierKey {
  const [, name = "", id = "", encoded = ""] = (text.length <= verifierKeyLengthMax && /^([^+]+)\+([0-9a-f]{8})\+(\S+)$/u.exec(text)) || [];
  const bytes = fromBase64(encoded);
  const use = bytes?.[0] === typeBytes.note ? "note" : bytes?.[0] === typeBytes.cosignature ? "cosignature" : undefined;
  if (!bytes || !use || bytes.length !== 1 + publicKeyBytes || !isKeyName(name)) throw malformedKey(text);
  const key = verifierKeyOf({ name, publicKey: bytes.subarray(1) }, use);
  if (key.id !== Number.parseInt(id, 16)) throw malformedKey(text);
  return key;
}

// The bytes of SubjectPublicKeyInfo before a raw Ed25519 key (RFC 8410, section 4).
const spkiPrefix = Buffer.from("302a300506032b6570032100", "hex");
const keyObjects = new WeakMap<VerifierKey, KeyObject>();

/** Whether a raw signature over these bytes is this key's. */
export function isSignedBy(key: VerifierKey, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== 64) return false;
  try {
    const known = keyObjects.get(key) ?? createPublicKey({ key: Buffer.concat([spkiPrefix, key.publicKey]), format: "der", type: "spki" });
    keyObjects.set(key, known);
    return verify(null, bytes, known, signature);
  } catch {
    // A point that is not on the curve is no key.
    return false;
  }
}

const malformedKey = (text: string) =>
  new SocError({
    code: "transparency/malformed",
    problem: `"${text.slice(0, 120)}" is not a verifier key`,
    remedy: "give the whole line that the log or the witness printed: name+id+base64, Ed25519",
    retry: "never",
  });
