import { canonicalText, digestOfText } from "../containment/digest.ts";
import { isSignedBy } from "../containment/signature.ts";
import type { Person } from "../person/person.ts";
import type { GrantSigning, GrantText } from "./grant.ts";

const domain = "watchkeeper autonomy signature v1\n";

/** The proposal as it is signed: canonical JSON (RFC 8785). */
export const canonicalGrant = (text: GrantText): string => canonicalText(text);

/** SHA-256 over the UTF-8 of the canonical text, `sha256:<64 hex digits>`. */
export const grantDigest = (text: GrantText): string => digestOfText(canonicalGrant(text));

/**
 * The bytes that a person signs (Ed25519 or a passkey): a version line, then the canonical JSON of who and which digest, UTF-8. They are no bytes of
 * containment or of a handover: a signature for one is none for the other.
 */
export function grantBytes({ digest, by }: { readonly digest: string; readonly by: Person }): Uint8Array {
  return new TextEncoder().encode(domain + canonicalText({ by, digest }));
}

/** Whether a signature still fits the text that stands here, and its key made it. Never throws. */
export function signingHolds(text: GrantText, { by, digest, key, origins, signature }: GrantSigning): boolean {
  try {
    return digest === grantDigest(text) && isSignedBy(key, grantBytes({ digest, by }), signature, origins);
  } catch {
    // What has no canonical form is not what was signed.
    return false;
  }
}
