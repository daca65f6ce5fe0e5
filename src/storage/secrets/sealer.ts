import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { SocError } from "../../core/soc-error.ts";
import type { Sealer } from "../../ports/sealer.ts";

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
/** Keys that open at a time: the one that seals, and those before it. */
const keysMax = 8;
const sealedLengthMax = 131_072;
const version = "wks1";

type Key = { readonly id: string; readonly bytes: Uint8Array };

/** A new key for sealed secrets, as a file, a variable or a command gives it: 32 bytes in base64. */
export const newSealingKey = (): string => randomBytes(keyBytes).toString("base64");

/**
 * Seals with a key, and opens with it and with those before it: `text` holds them in base64 with commas between them, the newest first. Each secret has a key
 * of its own (AES-256-GCM), which the first of these wraps; both are bound to the purpose. Refuses (`secret/bad-key`).
 */
export function openSealer(text: string): Sealer {
  const keys = text.split(",", keysMax + 1).map((each) => keyOf(each.trim()));
  const [newest] = keys;
  if (!newest || keys.length > keysMax) throw badKey();
  return {
    keyId: newest.id,
    seal(secret, purpose) {
      const data = randomBytes(keyBytes);
      const wrapped = encrypted(newest.bytes, data, ["secret-key-v1", newest.id, purpose]);
      const sealed = encrypted(data, Buffer.from(secret, "utf8"), ["secret-v1", purpose]);
      data.fill(0);
      return [version, newest.id, wrapped.toString("base64url"), sealed.toString("base64url")].join(".");
    },
    open(sealed, purpose) {
      const parts = sealed.length > sealedLengthMax ? [] : sealed.split(".");
      const [said, id, wrapped, body] = parts;
      if (said !== version || wrapped === undefined || body === undefined || parts.length !== 4)
        throw notOpened(purpose, "it is no sealed secret");
      const key = keys.find((each) => each.id === id);
      if (!key) throw notOpened(purpose, "another key sealed it");
      const data = decrypted(key.bytes, wrapped, ["secret-key-v1", key.id, purpose]);
      const secret = data && decrypted(data, body, ["secret-v1", purpose]);
      data?.fill(0);
      if (!secret) throw notOpened(purpose, "it belongs to another connector or name, or was changed");
      return secret.toString("utf8");
    },
  };
}

function keyOf(text: string): Key {
  const bytes = /^[A-Za-z0-9+/]{43}=$/.test(text) ? Buffer.from(text, "base64") : undefined;
  if (bytes?.length !== keyBytes) throw badKey();
  return { id: createHash("sha256").update("watchkeeper-sealing-key").update(bytes).digest("hex").slice(0, 16), bytes };
}

const boundTo = (what: readonly string[]) => Buffer.from(JSON.stringify(what));

function encrypted(key: Uint8Array, plain: Uint8Array, about: readonly string[]): Buffer {
  const nonce = randomBytes(nonceBytes);
  const sealing = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
  sealing.setAAD(boundTo(about));
  return Buffer.concat([nonce, sealing.update(plain), sealing.final(), sealing.getAuthTag()]);
}

function decrypted(key: Uint8Array, text: string, about: readonly string[]): Buffer | undefined {
  const bytes = Buffer.from(text, "base64url");
  // One secret has one text: a spelling that decodes to the same bytes is a change.
  if (bytes.length < nonceBytes + tagBytes || bytes.toString("base64url") !== text) return undefined;
  try {
    const opening = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
    opening.setAAD(boundTo(about));
    opening.setAuthTag(bytes.subarray(-tagBytes));
    return Buffer.concat([opening.update(bytes.subarray(nonceBytes, -tagBytes)), opening.final()]);
  } catch {
    return undefined;
  }
}

const notOpened = (purpose: string, why: string) =>
  new SocError({
    code: "secret/not-opened",
    problem: `the sealed secret for "${purpose.slice(0, 200)}" does not open: ${why}`,
    remedy: 'seal it anew with "watchkeeper secret seal", for this connector and name and with the key that is configured',
    retry: "never",
  });

const badKey = () =>
  new SocError({
    code: "secret/bad-key",
    problem: "the key for sealed secrets is not 32 bytes in base64",
    remedy: 'make one with "watchkeeper secret key FILE"',
    retry: "never",
  });
