import type { ContainmentVerb } from "../core/containment/action.ts";
import type { Handle } from "../core/containment/handle.ts";
import type { Double, Seen } from "./doubles/double.ts";
import type { VendorScene } from "./vendor-contract.ts";

// What the scenes of all vendors share: how targets are called, and what can be done to one double.

/** How long a call may take where a product falls silent. */
export const silentLimitMs = 500;

const handleOf = (kind: Handle["kind"], name: string, knownTo: Handle["knownTo"], aliases: readonly string[]): Handle => ({
  kind,
  id: `${kind}:${name}`,
  name,
  knownTo,
  aliases,
});
export const account = (name: string, aliases: readonly string[] = []) => handleOf("account", name, "inventory", aliases);
export const host = (name: string, aliases: readonly string[] = []) => handleOf("host", name, "inventory", aliases);
export const address = (name: string) => handleOf("address", name, "evidence", []);

/** An approved effect on a target whose id is known, for as long as nobody ends it. */
export const orderOn = <Verb extends ContainmentVerb>(verb: Verb, target: Handle, located: string) =>
  ({ effectId: "c-1.1", verb, target, located, parameters: {}, releaseAfterMs: null }) as const;

/** One double: what becomes of its answers, and how it ends. `isChange` tells the requests that change something. */
export function onDouble(double: Double, isChange: (seen: Seen) => boolean) {
  return {
    loseAnswer: async () => {
      double.fault = (seen) => (isChange(seen) ? "lose" : undefined);
    },
    fallSilent: async () => {
      double.fault = () => "silent";
    },
    silenceMsMax: silentLimitMs,
    pass: async () => undefined,
    close: double.close,
    doubles: [double],
    canaries: /canary/,
  } satisfies Partial<VendorScene>;
}
