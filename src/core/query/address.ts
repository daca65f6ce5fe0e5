/** An address or range as bytes: 4 or 16 of them, and how many leading bits count. */
export type AddressRange = { readonly bytes: readonly number[]; readonly bits: number };

const ipv4 = /^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/;
const ipv6Characters = /^[0-9a-f:]*:[0-9a-f:]*(?:\d+\.\d+\.\d+\.\d+)?$/i;
const addressLengthMax = 45;

/** The bytes of one strictly written IPv4 or IPv6 address (RFC 4291 section 2.2; no zone, no leading zeros in IPv4); undefined otherwise. */
export function addressBytes(text: string): readonly number[] | undefined {
  if (text.length > addressLengthMax) return undefined;
  if (ipv4.test(text)) return ipv4Bytes(text);
  return ipv6Characters.test(text) ? ipv6Bytes(text) : undefined;
}

/** A range as `192.0.2.0/24`, or one address; undefined when it is neither. Bits beyond the prefix are ignored. */
export function addressRange(text: string): AddressRange | undefined {
  const [address, prefix, ...more] = text.split("/");
  const bytes = addressBytes(address ?? "");
  if (!bytes || more.length > 0) return undefined;
  if (prefix === undefined) return { bytes, bits: bytes.length * 8 };
  if (!/^(?:0|[1-9]\d{0,2})$/.test(prefix) || Number(prefix) > bytes.length * 8) return undefined;
  return { bytes, bits: Number(prefix) };
}

/** Whether the address lies in the range; an IPv4 address never lies in an IPv6 range. */
export function isWithin(address: readonly number[], range: AddressRange): boolean {
  if (address.length !== range.bytes.length) return false;
  for (let bit = 0; bit < range.bits; bit += 8) {
    const mask = range.bits - bit >= 8 ? 0xff : (0xff << (8 - (range.bits - bit))) & 0xff;
    if (((address[bit / 8]! ^ range.bytes[bit / 8]!) & mask) !== 0) return false;
  }
  return true;
}

function ipv4Bytes(text: string): number[] | undefined {
  const bytes = text.split(".").map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

function ipv6Bytes(text: string): number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(groupsOf);
  if (!head || (halves.length === 2 && !tail)) return undefined;
  if (!tail) return head.length === 16 ? head : undefined;
  const missing = 16 - head.length - tail.length;
  return missing < 2 ? undefined : [...head, ...new Array<number>(missing).fill(0), ...tail];
}

/** The bytes of one side of "::"; a dotted IPv4 address may stand last. */
function groupsOf(text: string): number[] | undefined {
  if (text === "") return [];
  const bytes: number[] = [];
  for (const [index, group] of text.split(":").entries()) {
    if (group.includes(".")) {
      const last = index === text.split(":").length - 1 && ipv4.test(group) ? ipv4Bytes(group) : undefined;
      if (!last) return undefined;
      bytes.push(...last);
    } else if (/^[0-9a-f]{1,4}$/i.test(group)) bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff);
    else return undefined;
  }
  return bytes;
}
