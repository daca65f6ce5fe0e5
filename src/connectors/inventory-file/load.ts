import { createHash } from "node:crypto";
import type { Inventory } from "../../core/asset/asset.ts";
import { loadInventory } from "../kit/inventory-text.ts";

export { loadInventory } from "../kit/inventory-text.ts";

/** A file of the inventory as it was read: its name for messages, and its text. */
export type InventoryText = { readonly path: string; readonly text: string };

/** Several files as one inventory, in the order of their names, with a digest over all of them. */
export function joinInventories(texts: readonly InventoryText[]): { inventory: Inventory; digest: string } {
  const sorted = texts.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const parts = sorted.map(({ path, text }) => loadInventory(text, path));
  const hash = createHash("sha256");
  for (const { path, text } of sorted) hash.update(JSON.stringify([path, text]));
  const asOf = oldest(parts);
  const inventory: Inventory = {
    ...(asOf === undefined ? {} : { "as-of": asOf }),
    assets: parts.flatMap(({ assets }) => assets),
    identities: parts.flatMap(({ identities }) => identities),
    changes: parts.flatMap(({ changes }) => changes),
    accepted: parts.flatMap(({ accepted }) => accepted),
    "own-domains": parts.flatMap((part) => part["own-domains"]),
    "own-addresses": parts.flatMap((part) => part["own-addresses"]),
  };
  return { inventory, digest: `sha256:${hash.digest("hex")}` };
}

/** Files that are joined are as old as the oldest of those that hold machines or accounts; when one of these does not say, nobody knows. */
function oldest(parts: readonly Inventory[]): string | undefined {
  const telling = parts.filter(({ assets, identities }) => assets.length > 0 || identities.length > 0).map((part) => part["as-of"]);
  return telling.reduce(
    (old, each) => (old === undefined || each === undefined ? undefined : Date.parse(each) < Date.parse(old) ? each : old),
    telling[0],
  );
}
