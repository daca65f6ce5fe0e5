/** Bytes that the browser's own functions take. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** What does not hold, in words. */
export class Unproven extends Error {}

/** UTF-8. */
export const utf8 = (text: string): Bytes => new TextEncoder().encode(text);

/** One after the other. */
export function joined(...parts: readonly Uint8Array[]): Bytes {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** SHA-256, by the browser. */
export const sha256 = async (bytes: Bytes): Promise<Bytes> => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

/** The bytes of standard base64 with padding (RFC 4648, section 4); undefined where the text is not its one spelling. */
export function fromBase64(text: string): Bytes | undefined {
  try {
    const bytes = Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
    return toBase64(bytes) === text ? bytes : undefined;
  } catch {
    return undefined;
  }
}

const toBase64 = (bytes: Bytes): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

/** Whether two are the same bytes. */
export const same = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, at) => byte === other[at]);

/** "sha256:…" */
export const digestText = (hash: Uint8Array): string => `sha256:${Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
