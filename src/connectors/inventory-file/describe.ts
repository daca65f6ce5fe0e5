import type { Asset, Identity } from "../../core/asset/asset.ts";
import type { InventoryIndex } from "../../core/asset/inventory-index.ts";
import { type Address, addressOf, holds, rangeOf } from "../../core/indicator/address.ts";
import type { Observable } from "../../core/observable/observable.ts";

export const assetAnswers = [
  "critical",
  "server",
  "domain-controller",
  "admin-workstation",
  "workstation",
  "scanner",
  "backup",
  "security-tool",
  "build-machine",
  "other",
  "unknown",
] as const;
export const identityAnswers = ["administrator-usual-host", "administrator-other-host", "service-account", "employee", "unknown"] as const;
export const relationAnswers = ["own", "partner", "external", "unknown"] as const;

/** What a role in words comes to. The first pattern that fits counts; a special role says more than how critical the machine is. */
const roles: readonly [RegExp, (typeof assetAnswers)[number]][] = [
  [/domain[- ]?controller|^dc$/, "domain-controller"],
  [/scanner/, "scanner"],
  [/backup/, "backup"],
  [/\bbuild|compiler|developer/, "build-machine"],
  [/security|siem|\bedr\b|sensor|antivirus/, "security-tool"],
  [/admin|jump|bastion|privileged/, "admin-workstation"],
];
const plainRoles: readonly [RegExp, (typeof assetAnswers)[number]][] = [
  [/workstation|laptop|desktop|client|notebook/, "workstation"],
  [/server|database|hypervisor|cluster|gateway|appliance|proxy/, "server"],
];

/** The word for an asset; "critical" when nothing special is known of it but that much depends on it. */
export function assetWord(asset: Asset | undefined): (typeof assetAnswers)[number] {
  if (!asset) return "unknown";
  const role = asset.role.toLowerCase();
  const special = roles.find(([pattern]) => pattern.test(role))?.[1];
  if (special) return special;
  return asset.criticality === "critical" ? "critical" : (plainRoles.find(([pattern]) => pattern.test(role))?.[1] ?? "other");
}

/** The asset that a host name or an address belongs to; of ranges the narrowest counts. */
export function assetFor(index: InventoryIndex, value: string): Asset | undefined {
  const named = index.assetOf(value);
  const address = addressOf(value.trim());
  if (named || !address) return named;
  const fitting = index.inventory.assets.flatMap((asset) =>
    asset.addresses.flatMap((text) => {
      const range = rangeOf(text);
      return range && holds(range, address) ? [{ asset, prefix: range.prefix }] : [];
    }),
  );
  return fitting.sort((a, b) => b.prefix - a.prefix || (a.asset.name < b.asset.name ? -1 : 1))[0]?.asset;
}

/**
 * The word for an account on these hosts. An administrator counts as on a usual host when one of the hosts is listed for the account, and no
 * workstation among them is somebody else's: a stolen password is mostly used from a machine that its owner never uses.
 */
export function identityWord(
  index: InventoryIndex,
  identity: Identity | undefined,
  hosts: readonly string[],
): (typeof identityAnswers)[number] {
  if (!identity) return "unknown";
  const role = identity.role.toLowerCase();
  if (role.includes("service")) return "service-account";
  if (!identity.privileged && !/admin/.test(role)) return "employee";
  const usual = new Set(identity["usual-hosts"].map((host) => plainHost(index, host)));
  const known = hosts.map((host) => ({ name: plainHost(index, host), word: assetWord(assetFor(index, host)) }));
  const stranger = known.some(({ name, word }) => word === "workstation" && !usual.has(name));
  return known.some(({ name }) => usual.has(name)) && !stranger ? "administrator-usual-host" : "administrator-other-host";
}

/** The inventory's name for a host, or its own first label, lower-case. */
export function plainHost(index: InventoryIndex, host: string): string {
  const asset = assetFor(index, host);
  return (asset?.name ?? host.trim().split(".")[0] ?? "").toLowerCase();
}

/**
 * Whose an address, domain, URL or sender is. Private addresses are our own; a partner is an asset whose role is "partner", by its name, aliases (domains) and
 * addresses. "unknown" when the inventory names nothing of our own to compare with.
 */
export function relationWord(index: InventoryIndex, { type, value }: Pick<Observable, "type" | "value">): (typeof relationAnswers)[number] {
  const { inventory } = index;
  const host = hostOf(type, value);
  const address = addressOf(host);
  if (address) {
    if (isWithin(address, privateRanges) || isWithin(address, inventory["own-addresses"])) return "own";
    const asset = assetFor(index, host);
    if (asset) return isPartner(asset) ? "partner" : "own";
    return inventory["own-addresses"].length > 0 || inventory.assets.length > 0 ? "external" : "unknown";
  }
  if (inventory["own-domains"].some((domain) => isBelow(host, domain)) || (!host.includes(".") && index.assetOf(host))) return "own";
  if (
    inventory.assets.some(
      (asset) => isPartner(asset) && [asset.name, ...asset.aliases].some((name) => name.includes(".") && isBelow(host, name)),
    )
  )
    return "partner";
  return inventory["own-domains"].length > 0 && host.includes(".") ? "external" : "unknown";
}

const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "fc00::/7", "fe80::/10", "::1"];

function isPartner({ role }: Asset): boolean {
  return /partner|supplier|customer/.test(role.toLowerCase());
}

function isWithin(address: Address, ranges: readonly string[]): boolean {
  return ranges.some((text) => {
    const range = rangeOf(text);
    return range !== undefined && holds(range, address);
  });
}

function isBelow(host: string, domain: string): boolean {
  const own = domain
    .toLowerCase()
    .replace(/^\*?\./, "")
    .replace(/\.$/, "");
  return host === own || host.endsWith(`.${own}`);
}

function hostOf(type: Observable["type"], value: string): string {
  const text = value.trim().toLowerCase();
  if (type === "email") return text.slice(text.lastIndexOf("@") + 1);
  if (type === "url")
    return (
      /^[a-z][a-z0-9+.-]{0,30}:\/\/(?:[^/?#@]{0,512}@)?(\[[0-9a-f:.]{2,45}\]|[^/?#:]{1,255})/.exec(text)?.[1]?.replace(/^\[|\]$/g, "") ??
      text
    );
  return text.replace(/\.$/, "");
}
