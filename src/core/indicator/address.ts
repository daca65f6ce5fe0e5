/** An IP address as a number; the family keeps 4 and 6 apart. */
export type Address = { readonly family: 4 | 6; readonly bits: bigint };

/** Reads a plain IPv4 (four decimal parts without leading zeros) or IPv6 address (RFC 4291 section 2.2); undefined for anything else. IPv4 inside IPv6 (`::ffff:a.b.c.d`) is IPv4. */
export function addressOf(text: string): Address | undefined {
  if (text.length > 45) return undefined;
  const four = fourOf(text);
  if (four !== undefined) return { family: 4, bits: four };
  return text.includes(":") ? sixOf(text.toLowerCase()) : undefined;
}

/** A range `address/prefix` with its host bits cleared; a plain address is a range of one. */
export type Range = Address & { readonly prefix: number };

/** Reads `address` or `address/prefix` (RFC 4632, RFC 4291 section 2.3); undefined for anything else, also when the prefix is too long. */
export function rangeOf(text: string): Range | undefined {
  const [host = "", prefixText, ...rest] = text.split("/");
  const address = addressOf(host);
  if (!address || rest.length > 0) return undefined;
  const width = address.family === 4 ? 32 : 128;
  if (prefixText === undefined) return { ...address, prefix: width };
  if (!/^\d{1,3}$/.test(prefixText) || Number(prefixText) > width) return undefined;
  const prefix = Number(prefixText);
  return { family: address.family, bits: maskedTo(address, prefix), prefix };
}

/** The address with everything behind the prefix cleared. */
export function maskedTo({ family, bits }: Address, prefix: number): bigint {
  const hostBits = BigInt((family === 4 ? 32 : 128) - prefix);
  return (bits >> hostBits) << hostBits;
}

/** True when the range holds the address. */
export function holds(range: Range, address: Address): boolean {
  return range.family === address.family && maskedTo(address, range.prefix) === range.bits;
}

function fourOf(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) return undefined;
  return parts.reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);
}

function sixOf(text: string): Address | undefined {
  const lastColon = text.lastIndexOf(":");
  const tail = fourOf(text.slice(lastColon + 1));
  const plain = tail === undefined ? text : `${text.slice(0, lastColon + 1)}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`;
  const halves = plain.split("::");
  if (halves.length > 2) return undefined;
  const [left, right] = halves.map((half) => (half === "" ? [] : half.split(":"))) as [string[], string[] | undefined];
  const missing = 8 - left.length - (right?.length ?? 0);
  if (right === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...new Array<string>(right === undefined ? 0 : missing).fill("0"), ...(right ?? [])];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return undefined;
  const bits = groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
  return bits >> 32n === 0xffffn ? { family: 4, bits: bits & 0xffffffffn } : { family: 6, bits };
}
