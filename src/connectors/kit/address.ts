import ipaddr from "ipaddr.js";

/** Gives every address of a name; the system's resolver, or a test's own. */
export type Resolve = (name: string) => Promise<readonly string[]>;

/** Addresses in ordinary ranges that answer for the machine's own cloud: they hand out its credentials. */
export const metadataAddresses = ["100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254"];
const metadata = new Set(metadataAddresses.map((address) => ipaddr.process(address).toNormalizedString()));

/** What a product inside the company's network may have beside public addresses. Link-local is in neither list, so metadata services are out of reach. */
const internalRanges = new Set(["private", "loopback", "uniqueLocal", "carrierGradeNat"]);

/** Whether we may connect to an address: public ones, and where the product is called internal the company's own. Anything unreadable is refused. */
export function mayConnect(address: string, internal: boolean): boolean {
  if (address.includes("%") || !ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (metadata.has(parsed.toNormalizedString())) return false;
  const range = parsed.range();
  return range === "unicast" || (internal && internalRanges.has(range));
}

/** Whether an address is this machine's own. */
export function isLoopback(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === "loopback";
}
