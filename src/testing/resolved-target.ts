import { Inventory } from "../core/asset/asset.ts";
import { indexInventory } from "../core/asset/inventory-index.ts";
import type { ContainmentVerb } from "../core/containment/action.ts";
import type { ObservableType } from "../core/observable/observable.ts";
import { resolveTarget } from "../stages/contain/resolve.ts";

export const inventory = indexInventory(
  Inventory.parse({
    "own-domains": ["example.test", "*.corp.example.org"],
    "own-addresses": ["198.51.100.0/25", "2001:db8:1::/48"],
    assets: [
      { name: "WS-1", aliases: ["desk-1.example.test"], addresses: ["10.0.0.5", "10.1.0.0/16"] },
      { name: "vpn.cloud-host.test", addresses: ["203.0.113.10"] },
      { name: "billing.partner.test", role: "partner", addresses: ["203.0.113.64/28"] },
      { name: "twin-a", aliases: ["twin"] },
      { name: "twin-b", aliases: ["twin"] },
    ],
    identities: [{ name: "Mara", aliases: ["mara@example.test"] }],
  }),
);

export function resolved(verb: ContainmentVerb, type: ObservableType, value: string, host?: string) {
  return resolveTarget({ verb, observable: { type, value }, host, inventory, evidence: ["e-1"] });
}
export const idOf = (...given: Parameters<typeof resolved>) => {
  const result = resolved(...given);
  return "handle" in result ? result.handle.id : undefined;
};
