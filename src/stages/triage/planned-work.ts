import type { Alert } from "../../core/alert/alert.ts";
import type { InventoryIndex } from "../../core/asset/inventory-index.ts";
import { isNobody } from "../../core/observable/nobody.ts";
import { observableKey } from "../../core/observable/observable.ts";
import { observablesOf } from "./bonds.ts";

/** Changes looked at for one machine; a calendar with more at one machine is no plan. */
const changesPerAssetMax = 1_000;

type Planned = {
  readonly id: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly assets: ReadonlySet<string>;
  readonly accounts: ReadonlySet<string>;
};

/**
 * The approved change that an alert may belong to, by its id: it names accounts, the alert lies in its time, every machine that acts is one of its
 * machines, and every person's account is one of its accounts. Says what belongs together, not that it is allowed: that is asked of the calendar later.
 */
export function openPlannedWork(inventory: InventoryIndex): (alert: Alert) => string | undefined {
  const assetName = (name: string) => inventory.assetOf(name)?.name.toLowerCase();
  const accountName = (name: string) => (inventory.identityOf(name)?.name ?? name.slice(name.lastIndexOf("\\") + 1)).trim().toLowerCase();
  const byAsset = new Map<string, Planned[]>();
  for (const { id, from, to, assets, identities } of inventory.inventory.changes) {
    if (identities.length === 0) continue;
    const named = new Set(assets.flatMap((name) => assetName(name) ?? []));
    const planned = { id, fromMs: Date.parse(from), toMs: Date.parse(to), assets: named, accounts: new Set(identities.map(accountName)) };
    for (const name of named) {
      const known = byAsset.get(name);
      if (!known) byAsset.set(name, [planned]);
      else if (known.length < changesPerAssetMax) known.push(planned);
    }
  }
  if (byAsset.size === 0) return () => undefined;
  return (alert) => {
    const observables = observablesOf(alert);
    const acting = observables
      .filter(({ type, role }) => (type === "host" || type === "ip") && isActing.has(role ?? ""))
      .map(({ value }) => value);
    const machines = new Set(acting.map(assetName));
    const accounts = observables
      .filter((each) => each.type === "user" && !isNobody(observableKey(each)))
      .map(({ value }) => accountName(value));
    const [first] = machines;
    if (first === undefined) return undefined;
    return byAsset
      .get(first)
      ?.find(
        (change) =>
          change.fromMs <= alert.timeMs &&
          alert.timeMs <= change.toMs &&
          [...machines].every((name) => name !== undefined && change.assets.has(name)) &&
          accounts.every((name) => change.accounts.has(name)),
      )?.id;
  };
}

const isActing: ReadonlySet<string> = new Set(["actor", "source", "client"]);
