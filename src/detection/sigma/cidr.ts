import ipaddr from "ipaddr.js";

/** An address block. Version 4 addresses mapped into version 6 are taken as version 4. */
export type AddressBlock = { readonly bytes: readonly number[]; readonly bits: number };

/** The block that `192.0.2.0/24` or `2001:db8::/32` names; a lone address is a block of one; undefined when it names none. */
export function blockOf(text: string): AddressBlock | undefined {
  const [address, bits, ...rest] = text.trim().split("/");
  const bytes = bytesOf(address ?? "");
  if (!bytes || rest.length > 0) return undefined;
  if (bits === undefined) return { bytes, bits: bytes.length * 8 };
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > bytes.length * 8) return undefined;
  return { bytes, bits: Number(bits) };
}

/** True when the text is an address of the block. Anything else, a name or an address with a port, is not. */
export function inBlock({ bytes, bits }: AddressBlock, text: string): boolean {
  const subject = bytesOf(text);
  if (!subject || subject.length !== bytes.length) return false;
  for (let bit = 0; bit < bits; bit += 8) {
    const mask = bits - bit >= 8 ? 0xff : (0xff00 >> (bits - bit)) & 0xff;
    if (((subject[bit / 8]! ^ bytes[bit / 8]!) & mask) !== 0) return false;
  }
  return true;
}

const addressLengthMax = 64;

function bytesOf(text: string): readonly number[] | undefined {
  if (text.length > addressLengthMax) return undefined;
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text).toByteArray();
  if (!ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? address.toIPv4Address().toByteArray() : address.toByteArray();
}
