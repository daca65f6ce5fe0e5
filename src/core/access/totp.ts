import { createHmac, timingSafeEqual } from "node:crypto";

/** Codes as authenticator apps make them (RFC 6238): HMAC-SHA-1, 30 seconds, six digits. */
export const totpStepMs = 30_000;
const digitsDefault = 6;
/** How many steps before and after now are taken for now: clocks of telephones are a little off. */
const stepsAround = 1;
/** The secret's size in bytes (RFC 4226, section 4: at least 128 bits, 160 recommended). */
export const totpSecretBytes = 20;

/** The code of one counter (RFC 4226, section 5.3); `algorithm` and `digits` for the vectors of RFC 6238. */
export function codeOf(secret: Uint8Array, step: number, digits = digitsDefault, algorithm: "sha1" | "sha256" | "sha512" = "sha1"): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac(algorithm, secret).update(counter).digest();
  const offset = mac[mac.length - 1]! & 0x0f;
  const value = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(value % 10 ** digits).padStart(digits, "0");
}

/**
 * The time step that a code is of, when it is one of now: none that is not after `lastStep`, so that a code counts once. Undefined for any other text;
 * takes the same time whichever step fits.
 */
export function stepOfCode(secret: Uint8Array, code: string, nowMs: number, lastStep: number): number | undefined {
  const given = /^\d{6}$/.test(code) ? code : "------";
  const now = Math.floor(nowMs / totpStepMs);
  let found: number | undefined;
  for (let step = now - stepsAround; step <= now + stepsAround; step++) {
    if (step < 0) continue;
    const fits = timingSafeEqual(Buffer.from(codeOf(secret, step)), Buffer.from(given));
    if (fits && step > lastStep && found === undefined) found = step;
  }
  return found;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Base32 (RFC 4648, section 6) without padding, as authenticator apps take a secret. */
export function base32(bytes: Uint8Array): string {
  let text = "";
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet[(held >>> (bits - 5)) & 31];
    held &= 31;
  }
  return bits === 0 ? text : text + alphabet[(held << (5 - bits)) & 31];
}

/** What is shown as a QR code to an authenticator app (the "otpauth" key URI that they all read). */
export function totpUri(secret: Uint8Array, account: string, issuer: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=6&period=30`;
}
