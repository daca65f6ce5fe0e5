import { createPrivateKey, createPublicKey, sign } from "node:crypto";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/** What a seed and the key of a user begin with (NATS nkeys): five bits of kind in front of the first letter. */
const seedKind = 18 << 3;
const userKind = 20 << 3;
const keyBytes = 32;
/** An Ed25519 private key in PKCS 8 (RFC 8410) up to the key itself. */
const keyPrefix = Buffer.from("302e020100300506032b657004220420", "hex");

/** The public key of a seed and its signature over what the server asked to be signed; undefined when the text is no seed of a user. */
export function signWithSeed(seed: string, nonce: string): { readonly nkey: string; readonly sig: string } | undefined {
  const bytes = fromBase32(seed.trim());
  if (bytes?.length !== keyBytes + 4 || (bytes[0]! & 0xf8) !== seedKind) return undefined;
  if ((((bytes[0]! & 7) << 5) | (bytes[1]! >> 3)) !== userKind || crcOf(bytes.subarray(0, -2)) !== bytes.readUInt16LE(keyBytes + 2))
    return undefined;
  const key = createPrivateKey({ key: Buffer.concat([keyPrefix, bytes.subarray(2, keyBytes + 2)]), format: "der", type: "pkcs8" });
  const open = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-keyBytes);
  const named = Buffer.concat([Buffer.of(userKind), open]);
  const crc = Buffer.alloc(2);
  crc.writeUInt16LE(crcOf(named));
  return { nkey: toBase32(Buffer.concat([named, crc])), sig: sign(null, Buffer.from(nonce), key).toString("base64url") };
}

/** RFC 4648 without padding. */
function fromBase32(text: string): Buffer | undefined {
  const out: number[] = [];
  let held = 0;
  let bits = 0;
  for (const letter of text) {
    const value = alphabet.indexOf(letter);
    if (value < 0 || out.length > 64) return undefined;
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    out.push((held >> bits) & 0xff);
  }
  return Buffer.from(out);
}

/** As `fromBase32`, the other way. */
export function toBase32(bytes: Uint8Array): string {
  let out = "";
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += alphabet[(held >> bits) & 31];
    }
  }
  return bits > 0 ? out + alphabet[(held << (5 - bits)) & 31] : out;
}

/** CRC-16/XMODEM, as nkeys carry it. */
export function crcOf(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}
