import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** The size of every secret that we hand out, in bytes: 256 bits. */
export const secretBytes = 32;

/** What every token begins with, so that a scanner of repositories finds one that was left there. */
const tokenPrefix = "wk_";

/** A token as it is shown once: the prefix, its tenant, and 64 hex digits. */
export const tokenText = (tenant: string, secretHex: string) => `${tokenPrefix}${tenant}_${secretHex}`;

/** The tenant that a token names; undefined for what can be no token. */
export const tenantOfToken = (text: string): string | undefined => /^wk_([a-z0-9][a-z0-9-]{0,62})_[0-9a-f]{64}$/.exec(text)?.[1];
/** Whether a text can be the secret of a session or a link. */
export const isSecretText = (text: string) => /^[0-9a-f]{64}$/.test(text);

/** What is stored instead of a secret: SHA-256 (hex). No salt: 256 bits of chance are not guessed. */
export const hashOfSecret = (secret: string) => createHash("sha256").update(secret, "utf8").digest("hex");

/** HMAC-SHA-256 (hex) of a text under a key, with a word that says what for: no two uses have a code in common. */
export function codeFor(key: Uint8Array, use: string, text: string): string {
  return createHmac("sha256", key)
    .update(JSON.stringify([use, text]), "utf8")
    .digest("hex");
}

/** Whether two texts are the same, in a time that does not tell where they differ. */
export function isSameText(a: string, b: string): boolean {
  const [left, right] = [createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest()];
  return timingSafeEqual(left, right);
}

const recoveryLetters = "abcdefghjkmnpqrstuvwxyz23456789";
/** How many recovery codes somebody is given. */
export const recoveryCodesCount = 10;
/** How many letters a recovery code has, and fresh bytes it is made of. */
export const recoveryLettersCount = 20;

/** A recovery code out of `recoveryLettersCount` fresh bytes: five groups of four letters, 99 bits, so that nobody finds it from its hash. */
export function recoveryCode(bytes: Uint8Array): string {
  // 256 is no multiple of 31: the first eight letters come 1/256 more often, which costs less than a tenth of a bit in all.
  const letters = Array.from(bytes.subarray(0, recoveryLettersCount), (byte) => recoveryLetters[byte % recoveryLetters.length]!);
  return [0, 4, 8, 12, 16].map((from) => letters.slice(from, from + 4).join("")).join("-");
}

/** What is stored instead of a recovery code; spelled with or without its hyphens and capitals it is the same. */
export function hashOfRecoveryCode(code: string, account: string): string {
  return hashOfSecret(`${account} ${code.toLowerCase().replace(/[^a-z0-9]/g, "")}`);
}
