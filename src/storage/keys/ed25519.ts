import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import type { LogKey } from "../../ports/log-key.ts";

/** An Ed25519 key as it is kept: raw public key and PKCS #8, both base64. */
export type KeptKey = { readonly publicKey: string; readonly privateKey: string };

const rawBytes = 32;

/** A new key pair. */
export function newKey(): KeptKey {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  // The last 32 bytes of SubjectPublicKeyInfo are the raw key (RFC 8410).
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-rawBytes);
  return { publicKey: raw.toString("base64"), privateKey: privateKey.export({ format: "der", type: "pkcs8" }).toString("base64") };
}

/** Signs under a name. The private half stays in this closure. */
export function logKeyOf(name: string, kept: KeptKey): LogKey {
  const key = createPrivateKey({ key: Buffer.from(kept.privateKey, "base64"), format: "der", type: "pkcs8" });
  return { name, publicKey: Buffer.from(kept.publicKey, "base64"), sign: (bytes) => sign(null, bytes, key) };
}
