import type { Asset, Identity } from "./asset.ts";

/** The classes that containment counts shares of; whatever is not ours is `outsider`, and what the inventory does not know has a class of its own. */
export const assetClasses = [
  "workstation",
  "server",
  "account",
  "privileged-account",
  "outsider",
  "unknown-host",
  "unknown-account",
] as const;
/** One word of `assetClasses`. */
export type AssetClass = (typeof assetClasses)[number];

const serverRoles =
  /server|controller|backup|gateway|firewall|proxy|database|hypervisor|cluster|appliance|router|switch|storage|resolver|identity/;
const serviceRoles = /service|daemon|robot|application/;
/**
 * What no approval below break-glass touches, by its role (invariants.md 3.7): domain controllers, identity providers, backups, the security tools
 * themselves, accounts that open the glass, and Watchkeeper's own machines and accounts.
 */
const protectedRoles =
  /domain-controller|^dc$|^rodc$|identity-provider|^idp$|single-sign-on|certificate-authority|backup|security-tool|siem|^edr\b|break-glass|watchkeeper/;

/** A role as the patterns spell it, however the inventory did: "Domain Controller" is "domain-controller". */
const plainRole = (role: string) =>
  role
    .normalize("NFKC")
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, "-");

/** The class of a machine: whatever serves others is a server, all else a workstation. */
export function classOfAsset({ role }: Asset): "server" | "workstation" {
  return serverRoles.test(plainRole(role)) ? "server" : "workstation";
}

/** The class of an account. One that services run under counts with the privileged: more than one person feels its loss. */
export function classOfIdentity(identity: Identity): "account" | "privileged-account" {
  return identity.privileged || isServiceAccount(identity) ? "privileged-account" : "account";
}

/** True for an account that programs sign in with, by its role. */
export function isServiceAccount({ role }: Identity): boolean {
  return serviceRoles.test(plainRole(role));
}

/** True when the inventory marks it as protected, or its role is one that always is. */
export function isProtectedEntry({ role, protected: marked }: Pick<Asset | Identity, "role" | "protected">): boolean {
  return marked || protectedRoles.test(plainRole(role));
}
