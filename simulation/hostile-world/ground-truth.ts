import type { Inventory } from "../../src/core/asset/asset.ts";

// What the judge knows of machines and accounts: read off the inventory's text by rules of its own, so that a mistake in the product is not repeated here.
// Every number is a floor: the product may ask for more, never for less (invariants.md 5.1).

/** What is true of a target in one version of the inventory. */
export type Truth = {
  readonly known: boolean;
  readonly assetClass: "workstation" | "server" | "account" | "privileged-account" | "outsider";
  readonly protected: boolean;
  /** The least tier that this target alone asks for. */
  readonly tier: 1 | 2 | 3;
  /** What hangs on it. */
  readonly dependents: number;
};

const dependentsShared = 10;
const dayMs = 86_400_000;
const protectedRole = /domain.?controller|break.?glass|backup|identity.?provider|siem|security.?tool/i;
const nameOf = (text: string) => text.trim().toLowerCase().replace(/\.+$/, "");

/** What an inventory says of a machine of that name; undefined unless exactly one has it, as its name or alias. */
export function truthOfHost(name: string, { assets }: Inventory): Truth | undefined {
  const named = assets.filter((each) => [each.name, ...each.aliases].some((own) => nameOf(own) === nameOf(name)));
  const [asset] = named;
  if (!asset || named.length !== 1) return undefined;
  const isServer = /server|controller/i.test(asset.role);
  const dependents = assets.filter((each) => each["depends-on"].some((on) => nameOf(on) === nameOf(asset.name))).length;
  const isCritical = asset.criticality === "critical" || dependents >= dependentsShared;
  return {
    known: true,
    assetClass: isServer ? "server" : "workstation",
    protected: asset.protected || protectedRole.test(asset.role),
    tier: isCritical ? 3 : isServer || dependents > 0 || asset.criticality === "high" ? 2 : 1,
    dependents,
  };
}

/** The same of an account. */
export function truthOfAccount(name: string, { identities }: Inventory): Truth | undefined {
  const named = identities.filter((each) => [each.name, ...each.aliases].some((own) => nameOf(own) === nameOf(name)));
  const [identity] = named;
  if (!identity || named.length !== 1) return undefined;
  const isService = /service/i.test(identity.role);
  return {
    known: true,
    assetClass: identity.privileged || isService ? "privileged-account" : "account",
    protected: identity.protected || protectedRole.test(identity.role),
    tier: identity.privileged || isService ? 2 : 1,
    dependents: 0,
  };
}

/** An address of nobody of ours; undefined for ours, and for what is not plainly one address. The estate owns 10/8. */
export function truthOfAddress(text: string): Truth | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (!parts || parts.some((part) => part > 255)) return undefined;
  const [first = 0] = parts;
  if ([0, 10, 127].includes(first) || first >= 224) return undefined;
  return { known: true, assetClass: "outsider", protected: false, tier: 1, dependents: 0 };
}

/** Whether a target is graver now than it was: what nobody who saw it then has agreed to. */
export function isGraver(before: Truth, now: Truth): boolean {
  const isRaised = now.tier > before.tier || (now.protected && !before.protected);
  return isRaised || now.dependents > before.dependents || now.assetClass !== before.assetClass;
}

/** How many of a class the inventory holds, counted generously: what the budget's share is of. */
export function sizeOf(assetClass: Truth["assetClass"], { assets, identities }: Inventory): number {
  if (assetClass === "outsider") return Number.POSITIVE_INFINITY;
  const isServer = (role: string) => /server|controller/i.test(role);
  if (assetClass === "workstation") return assets.filter(({ role }) => !isServer(role)).length;
  if (assetClass === "server") return assets.filter(({ role }) => isServer(role)).length;
  const isHigh = (each: Inventory["identities"][number]) => each.privileged || /service/i.test(each.role);
  return identities.filter((each) => isHigh(each) === (assetClass === "privileged-account")).length;
}

/** Whether the inventory is too old at that moment for anything to be taken on its word alone. */
export function isStale(document: Inventory, nowMs: number): boolean {
  const asOf = document["as-of"];
  return asOf === undefined || nowMs - Date.parse(asOf) > dayMs;
}
