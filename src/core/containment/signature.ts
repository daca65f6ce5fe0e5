import { createPublicKey, type KeyObject, verify } from "node:crypto";
import type { Person } from "../person/person.ts";
import { canonicalText } from "./digest.ts";

/** What a person's signature says. "break-glass" is a yes to a break-glass action, and no yes to any other. */
export type SignatureKind =
  | "propose"
  | "approve"
  | "break-glass"
  | "reject"
  | "after-action"
  | "undo"
  | "resume"
  | "orders"
  | "reset"
  | "reset-clock";

const domain = "watchkeeper containment signature v1\n";

/**
 * The bytes that a person signs (Ed25519, RFC 8032): a version line, then the canonical JSON (RFC 8785) of kind, subject and name, UTF-8. The subject is the
 * digest of an action, or what `bytesToSign` names it for the rest. A signature for one kind, subject or person is none for another.
 */
export function approvalBytes({ kind, subject, by }: { kind: SignatureKind; subject: string; by: Person }): Uint8Array {
  return new TextEncoder().encode(domain + canonicalText({ by, kind, subject }));
}

const publicKeyPattern = /^ed25519:([A-Za-z0-9+/]{43}=)$/;
const signaturePattern = /^[A-Za-z0-9+/]{86}==$/;

/** The 32 bytes of a public key as hex digits, so that two spellings of one key are one key; undefined for what is none. */
export function keyBytes(publicKey: string): string | undefined {
  const text = publicKeyPattern.exec(publicKey)?.[1];
  return text === undefined ? undefined : Buffer.from(text, "base64").toString("hex");
}

/** Whether this is the signature of whoever holds the private half of that key over those bytes. False for anything malformed; never throws. */
export function isSignedBy(publicKey: string, bytes: Uint8Array, signature: string): boolean {
  const key = keyOf(publicKey);
  if (!key || !signaturePattern.test(signature)) return false;
  return verify(null, bytes, key, Buffer.from(signature, "base64"));
}

function keyOf(publicKey: string): KeyObject | undefined {
  const bytes = keyBytes(publicKey);
  if (bytes === undefined) return undefined;
  const x = Buffer.from(bytes, "hex").toString("base64url");
  try {
    return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  } catch {
    return undefined;
  }
}
