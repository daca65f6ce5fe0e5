import type { Asset, Identity } from "../../core/asset/asset.ts";
import type { InventoryIndex } from "../../core/asset/inventory-index.ts";
import { isNobody } from "../../core/observable/nobody.ts";
import { observableKey } from "../../core/observable/observable.ts";
import { accountId, hostId } from "./handle-id.ts";
import type { Resolved } from "./resolved.ts";

/** A machine of the inventory, by any of its exact names or plain addresses. */
export function resolveHost(value: string, inventory: InventoryIndex): Resolved {
  const [asset, ...others] = inventory.exact().assetsNamed(value);
  if (!asset) return { because: "the inventory knows no machine of that name" };
  if (others.length > 0) return { because: "the inventory knows several machines of that name" };
  if (!isOnlyOne(asset.name, hostId(asset), inventory.exact().assetsNamed, hostId))
    return { because: `"${asset.name}" is the name of several machines in the inventory` };
  return { handle: { kind: "host", id: hostId(asset), name: asset.name, knownTo: "inventory", aliases: aliasesOfHost(asset) } };
}

/** An account of the inventory, by any of its exact names; one of the system or of a machine is nobody's. */
export function resolveAccount(value: string, inventory: InventoryIndex): Resolved {
  if (isNobody(observableKey({ type: "user", value }))) return { because: "the account is the system's own, which is on every machine" };
  const [identity, ...others] = inventory.exact().identitiesNamed(value);
  if (!identity) return { because: "the inventory knows no account of that name in that domain" };
  if (others.length > 0) return { because: "the inventory knows several accounts of that name" };
  if (!isOnlyOne(identity.name, accountId(identity), inventory.exact().identitiesNamed, accountId))
    return { because: `"${identity.name}" is the name of several accounts in the inventory` };
  const aliases = aliasesOfAccount(identity);
  return { handle: { kind: "account", id: accountId(identity), name: identity.name, knownTo: "inventory", aliases } };
}

/** A handle is looked up by its name later on, so the name must lead back to it alone. */
function isOnlyOne<Entry>(name: string, id: string, named: (name: string) => readonly Entry[], idOf: (entry: Entry) => string): boolean {
  const found = named(name);
  return found.length === 1 && found[0] !== undefined && idOf(found[0]) === id;
}

/** Every other name and address of a machine, sorted, each once. */
export const aliasesOfHost = ({ aliases, addresses }: Asset): readonly string[] => [...new Set([...aliases, ...addresses])].toSorted();
const aliasesOfAccount = ({ aliases }: Identity): readonly string[] => [...new Set(aliases)].toSorted();
