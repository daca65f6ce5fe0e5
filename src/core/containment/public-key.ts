import { createPublicKey, type KeyObject } from "node:crypto";
import { readCoseKey } from "./cose-key.ts";

/** A key that a person signs with, as it was read from the line in the standing orders. */
export type PersonKey =
  | { readonly holder: "file"; readonly algorithm: "ed25519"; readonly bytes: Uint8Array }
  | { readonly holder: "passkey"; readonly algorithm: "ed25519" | "es256"; readonly bytes: Uint8Array };

const filePattern = /^ed25519:([A-Za-z0-9+/]{43}=)$/;
const passkeyPattern = /^webauthn:([A-Za-z0-9+/]{2,1400}={0,2}):([A-Za-z0-9+/]{2,344}={0,2})$/;

/** The longest line of a key, characters. */
export const publicKeyLengthMax = 2_048;

/** Reads `ed25519:<base64 of 32 bytes>` or `webauthn:<base64 of the credential id>:<base64 of the COSE key>`. Undefined for what is neither. */
export function readPublicKey(text: string): PersonKey | undefined {
  if (text.length > publicKeyLengthMax) return undefined;
  const file = filePattern.exec(text)?.[1];
  if (file !== undefined) return { holder: "file", algorithm: "ed25519", bytes: Buffer.from(file, "base64") };
  const key = readCoseKey(Buffer.from(passkeyPattern.exec(text)?.[2] ?? "", "base64"));
  if (key?.kind === "ed25519") return { holder: "passkey", algorithm: "ed25519", bytes: key.x };
  return key && { holder: "passkey", algorithm: "es256", bytes: Buffer.concat([key.x, key.y]) };
}

/**
 * A key as hex digits, so that two spellings of one key are one key, in a file or in a passkey alike: 64 digits of Ed25519, or "es256:" and 128 of a point.
 * Undefined for what is no key.
 */
export function keyBytes(publicKey: string): string | undefined {
  const key = readPublicKey(publicKey);
  if (!key) return undefined;
  const hex = Buffer.from(key.bytes).toString("hex");
  return key.algorithm === "ed25519" ? hex : `es256:${hex}`;
}

/** Whether a line is a key, in the one spelling that it is shown in. */
export function isPublicKey(text: string): boolean {
  if (!keyObjectOf(readPublicKey(text))) return false;
  return text
    .split(":")
    .slice(1)
    .every((part) => Buffer.from(part, "base64").toString("base64") === part);
}

/** The key as node:crypto takes it; undefined for none, and for a point that is not on the curve. */
export function keyObjectOf(key: PersonKey | undefined): KeyObject | undefined {
  if (!key) return undefined;
  const coordinate = (from: number) => Buffer.from(key.bytes.subarray(from, from + 32)).toString("base64url");
  const jwk =
    key.algorithm === "ed25519"
      ? { kty: "OKP", crv: "Ed25519", x: coordinate(0) }
      : { kty: "EC", crv: "P-256", x: coordinate(0), y: coordinate(32) };
  try {
    return createPublicKey({ key: jwk, format: "jwk" });
  } catch {
    return undefined;
  }
}
