import type { InventoryIndex } from "../../core/asset/inventory-index.ts";
import type { TargetKind } from "../../core/containment/handle.ts";
import { addressOf } from "../../core/indicator/address.ts";
import { inline } from "../../core/report/inline.ts";
import { type Measured, nothingCounted, type Standing } from "./measured.ts";
import { radiusOfHost } from "./radius-host.ts";
import { sharingOf } from "./shared-domains.ts";
import type { Floor } from "./tier.ts";

/** What blocking an outsider's address or domain, or setting one mail aside, would touch. What the inventory lists under that name is weighed as what it is. */
export function radiusOfOutsider(kind: TargetKind, name: string, inventory: InventoryIndex, contained: Standing): Measured {
  if (kind === "mail") return outsider("one message, kept where it can be restored from", []);
  const address = addressOf(name);
  const listed = address ? inventory.exact().assetsHolding(address) : inventory.exact().assetsNamed(name);
  const [asset] = listed;
  if (asset) {
    const radius = radiusOfHost(asset, name, inventory, contained);
    const because = `the inventory lists it as "${inline(asset.name, 80)}"`;
    return { ...radius, floors: [...radius.floors, { tier: 2, because }] };
  }
  const what = "everyone who talks to it; none of our own machines is known to live there";
  if (address) return outsider(what, []);
  const sharing = sharingOf(name);
  if (sharing === "everyone")
    return outsider("everyone who uses that provider", [{ tier: 3, because: "people and programs everywhere use the domain" }]);
  if (sharing === "hosted") return outsider(what, [{ tier: 2, because: "the name belongs to a host that many share" }]);
  return outsider(what, []);
}

const outsider = (what: string, floors: readonly Floor[]): Measured => ({
  blast: { ...nothingCounted, criticality: "low", known: true },
  assetClass: "outsider",
  what,
  floors,
});
