import ipaddr from "ipaddr.js";
import { parse } from "tldts";

/** The domain that someone registered (`example.co.uk`), by the public suffix list; undefined for an address or a bare suffix. Lower-case. */
export function organisationOf(host: string | undefined): string | undefined {
  if (!host || host.length > 255) return undefined;
  return parse(host, { allowPrivateDomains: false, validateHostname: true }).domain?.toLowerCase() ?? undefined;
}

/** True when the name ends in a suffix that the public suffix list knows, so that `report.pdf` or `e.g` is not taken for a host. */
export function hasKnownSuffix(host: string): boolean {
  const { isIcann, domain } = parse(host, { allowPrivateDomains: false });
  return isIcann === true && domain !== null;
}

/** True when both names belong to one registered domain. Unknown names agree with nothing. */
export function sameOrganisation(a: string | undefined, b: string | undefined): boolean {
  const own = organisationOf(a);
  return own !== undefined && own === organisationOf(b);
}

/** The lower-case domain of an address; undefined without one. */
export function domainOfAddress(address: string | undefined): string | undefined {
  if (!address) return undefined;
  const domain = address
    .slice(address.lastIndexOf("@") + 1)
    .toLowerCase()
    .replace(/[\s>.]{1,8}$/, "");
  return address.includes("@") && domain !== "" && domain.length <= 255 ? domain : undefined;
}

// RFC 5737 and RFC 3849: in examples and demonstrations these stand for public addresses, so they are read as such.
const documentation = [
  ipaddr.parseCIDR("192.0.2.0/24"),
  ipaddr.parseCIDR("198.51.100.0/24"),
  ipaddr.parseCIDR("203.0.113.0/24"),
  ipaddr.parseCIDR("2001:db8::/32"),
];

/** True for an address that is routed on the public network (not private, link-local, loopback, carrier-grade, reserved). Only plain notations count. */
export function isPublicAddress(address: string): boolean {
  const isFour = /^\d{1,3}(?:\.\d{1,3}){3}$/.test(address);
  if (isFour ? !ipaddr.IPv4.isValidFourPartDecimal(address) : !address.includes(":") || !ipaddr.IPv6.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  return parsed.range() === "unicast" || documentation.some((range) => range[0].kind() === parsed.kind() && parsed.match(range));
}
