import { fromBase64 } from "../transparency/base64.ts";
import { type VerifierKey, verifierKeyOf } from "../transparency/verifier-key.ts";

/** The most times that a key of one log was rotated, as far as a verifier follows. */
export const successionsMax = 10_000;

/** The bytes that an old key signs to name the new one. Keys are raw Ed25519 in base64. */
export function successionBytes(from: string, to: string): Uint8Array {
  return Buffer.from(`watchkeeper journal key succession v1\n${from}\n${to}\n`);
}

/** One key's word for the next. */
export type Succession = { readonly from: string; readonly to: string; readonly signature: string };

/**
 * The keys that a trusted key vouches for, itself first: whoever trusts one follows each succession that the key before it signed. One that nobody of
 * them signed is passed over. `check` says whether a raw signature over bytes is this key's (`isSignedBy`).
 */
export function keysFrom(
  trusted: VerifierKey,
  successions: readonly Succession[],
  check: (key: VerifierKey, bytes: Uint8Array, signature: Uint8Array) => boolean,
): readonly VerifierKey[] {
  const keys = [trusted];
  for (const { from, to, signature } of successions.slice(0, successionsMax)) {
    const [raw, signed] = [fromBase64(to), fromBase64(signature)];
    const before = keys.find(({ publicKey }) => Buffer.from(publicKey).toString("base64") === from);
    if (!before || !raw || raw.length !== 32 || !signed || !check(before, successionBytes(from, to), signed)) continue;
    keys.push(verifierKeyOf({ name: trusted.name, publicKey: raw }, "note"));
  }
  return keys;
}
