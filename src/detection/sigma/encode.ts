/**
 * The byte encodings of Sigma's `wide`, `utf16le`, `utf16be`, `utf16`, `base64` and `base64offset` modifiers.
 * Bytes travel as a text of units 0 to 255, so that one modifier can follow another.
 */

/** The UTF-8 bytes of a text, as a text of units 0 to 255. */
export function utf8Bytes(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** The UTF-16 bytes of a text, little or big end first; `utf16` puts the little-endian byte order mark before them. */
export function utf16Bytes(text: string, order: "utf16le" | "utf16be" | "utf16"): string {
  const bytes = Buffer.from(order === "utf16" ? `\ufeff${text}` : text, "utf16le");
  return (order === "utf16be" ? bytes.swap16() : bytes).toString("latin1");
}

/** Base64 (RFC 4648, section 4) of bytes, with padding. */
export function base64Of(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("base64");
}

/**
 * The three texts of which one appears wherever base64 encodes something that contains these bytes: one per position of
 * the first byte modulo three, without the characters that also depend on the neighbours.
 */
export function base64Offsets(bytes: string): string[] {
  return [0, 1, 2].map((offset) => {
    const encoded = base64Of("\0".repeat(offset) + bytes).replace(/=+$/, "");
    const skipped = [0, 2, 3][offset]!;
    const dependent = (offset + bytes.length) % 3 === 0 ? 0 : 1;
    return encoded.slice(skipped, encoded.length - dependent);
  });
}
