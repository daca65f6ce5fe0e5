import type { TestContext } from "node:test";
import { nftablesOver } from "../connectors/nftables/effector.ts";
import { type RunNft, runNft } from "../connectors/nftables/run-nft.ts";
import type { Handle } from "../core/containment/handle.ts";
import type { EffectOrder, Effector } from "../ports/effector.ts";
import { ifThere } from "./real/if-there.ts";
import { type NftNamespace, nftRuleset, startNftNamespace } from "./real/nft-namespace.ts";
import { openEffector } from "./real/open-effector.ts";

// A firewall of the kernel in a network namespace of its own, and the effector over it.

export const address = (name: string): Handle => ({ kind: "address", id: `address:${name}`, name, knownTo: "evidence", aliases: [] });

export function open({ guarded }: Pick<NftNamespace, "guarded">, run: RunNft = runNft(), limitMs = 10_000): Effector {
  return openEffector(nftablesOver(run), { name: "edge-firewall", settings: { "network-namespace": guarded }, limitMs });
}

/** What the set holds, without the seconds that run down. */
export function elementsOf(firewall: NftNamespace): readonly string[] {
  return [...firewall.nft("list", "table", "inet", "soc").matchAll(/elements = \{([^}]*)\}/g)].flatMap(([, held = ""]) =>
    held
      .split(",")
      .map((element) => element.replace(/ expires \S+/, "").trim())
      .sort(),
  );
}

export async function withFirewall(
  t: TestContext,
  body: (firewall: NftNamespace, effector: Effector) => Promise<void>,
  ruleset = nftRuleset,
): Promise<void> {
  await ifThere(t, await startNftNamespace({ ruleset }), (firewall) => body(firewall, open(firewall)));
}

export async function orderOn(effector: Effector, name: string, releaseAfterMs: number | null = null): Promise<EffectOrder> {
  const target = address(name);
  return {
    effectId: "c-1.0a1b2c3d",
    verb: "block-address",
    target,
    located: await effector.locate(target, "block-address"),
    parameters: {},
    releaseAfterMs,
  };
}
