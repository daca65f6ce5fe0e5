import { verify } from "node:crypto";
import type { Person } from "../person/person.ts";
import { canonicalText } from "./digest.ts";
import { isSignedByPasskey } from "./passkey-signature.ts";
import { keyObjectOf, readPublicKey } from "./public-key.ts";

export { keyBytes } from "./public-key.ts";

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
 * The bytes that a person signs (Ed25519, RFC 8032, or a passkey): a version line, then the canonical JSON (RFC 8785) of kind, subject and name, UTF-8. The
 * subject is the digest of an action, or what `bytesToSign` names it for the rest. A signature for one kind, subject or person is none for another.
 */
export function approvalBytes({ kind, subject, by }: { kind: SignatureKind; subject: string; by: Person }): Uint8Array {
  return new TextEncoder().encode(domain + canonicalText({ by, kind, subject }));
}

const signaturePattern = /^[A-Za-z0-9+/]{86}==$/;

/**
 * Whether this is the signature of whoever holds the private half of that key over those bytes: Ed25519 in base64 of a key in a file, or what a passkey
 * answered on a page of one of these origins (`isSignedByPasskey`). False for anything malformed; never throws.
 */
export function isSignedBy(publicKey: string, bytes: Uint8Array, signature: string, origins: readonly string[] = []): boolean {
  const key = readPublicKey(publicKey);
  if (key?.holder === "passkey") return isSignedByPasskey(key, bytes, signature, origins);
  const object = keyObjectOf(key);
  if (!object || !signaturePattern.test(signature)) return false;
  return verify(null, bytes, object, Buffer.from(signature, "base64"));
}
