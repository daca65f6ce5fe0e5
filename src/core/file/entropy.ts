/** Shannon entropy of bytes, in bits per byte (0 to 8): above 7.2 they are packed or encrypted. */
export function entropyBitsOf(bytes: Uint8Array): number {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte]!++;
  let bits = 0;
  for (const count of counts) if (count > 0) bits -= (count / bytes.length) * Math.log2(count / bytes.length);
  return bits === 0 ? 0 : bits;
}
