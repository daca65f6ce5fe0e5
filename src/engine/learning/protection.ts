import type { Alert } from "../../core/alert/alert.ts";
import type { InventoryIndex } from "../../core/asset/inventory-index.ts";
import { observableKey } from "../../core/observable/observable.ts";
import type { RunState } from "../../core/run/run.ts";
import { observablesOf } from "../../stages/triage/bonds.ts";

/**
 * Whether any machine or account that an alert names is one that nothing learned may quiet: protected in the inventory, or a machine of critical
 * importance. An address counts as the machine that it was resolved to.
 */
export function isProtectedAlert(
  alert: Alert,
  { inventory, names }: { readonly inventory: InventoryIndex; readonly names: RunState["names"] },
): boolean {
  if (inventory.isEmpty) return false;
  const values = new Set([alert.host, alert.user].filter((value) => value !== undefined));
  for (const observable of observablesOf(alert)) {
    values.add(observable.value);
    const resolved = names.get(observableKey(observable));
    if (resolved) values.add(resolved.slice(resolved.indexOf(":") + 1));
  }
  return [...values, ...alert.observables.map(({ value }) => value)].some((value) => {
    const asset = inventory.assetOf(value);
    return asset?.protected === true || asset?.criticality === "critical" || inventory.identityOf(value)?.protected === true;
  });
}
