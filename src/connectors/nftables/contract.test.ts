import { setTimeout as sleep } from "node:timers/promises";
import { type EffectorScene, testEffector } from "../../testing/effector-contract.ts";
import { address, elementsOf, open } from "../../testing/nftables-scene.ts";
import { startNftNamespace } from "../../testing/real/nft-namespace.ts";
import { type RunNft, runNft } from "./run-nft.ts";

/** The same firewall, behind a command that a test can cut off or take the rights of. */
function troubled() {
  let trouble: "none" | "lose" | "silent" | "powerless" = "none";
  const powerless = runNft(["/usr/bin/setpriv", "--reuid=65534", "--clear-groups", "--bounding-set=-all", "--inh-caps=-all"]);
  const run: RunNft = async (call) => {
    if (trouble === "silent") return new Promise(() => {});
    if (trouble === "powerless") return powerless(call);
    const end = await runNft()(call);
    return trouble === "lose" && call.changes ? { kind: "cut-off", why: "it was ended from outside" } : end;
  };
  let readMs = 0;
  const slow: RunNft = async (call) => {
    if (!call.changes && readMs > 0) await sleep(readMs);
    return run(call);
  };
  const slowReads = async (delayMs: number) => {
    readMs = delayMs;
  };
  const set = (next: typeof trouble) => {
    trouble = next;
  };
  return { run: slow, set, slowReads };
}

function contractOn(family: "4" | "6"): void {
  testEffector(`nftables, IPv${family}`, async (): Promise<EffectorScene | { missing: string }> => {
    const firewall = await startNftNamespace();
    if ("missing" in firewall) return firewall;
    const { peer4, peer6, bystander4 } = firewall.addresses;
    const [target, bystander] = family === "4" ? [peer4, bystander4] : [peer6, "2001:db8:77::3"];
    const trouble = troubled();
    return {
      effector: open(firewall, trouble.run, 1_500),
      verb: "block-address",
      target: address(target),
      unknown: address(`${target}/24`),
      bystander: address(bystander),
      releaseAfterMs: 3_600_000,
      viewOf: async ({ name }) => ({
        held: elementsOf(firewall).filter((element) => element.split(" ")[0] === name),
        connects: name === target && firewall.connects(name),
      }),
      containByAnother: async () =>
        void firewall.nft("add", "element", "inet", "soc", `blocked${family}`, `{ ${target} comment "by hand" }`),
      refuse: async () => trouble.set("powerless"),
      loseAnswer: async () => trouble.set("lose"),
      fallSilent: async () => trouble.set("silent"),
      slowReads: trouble.slowReads,
      silenceMsMax: 1_500,
      pass: async () => trouble.set("none"),
      close: firewall.stop,
    };
  });
}

contractOn("4");

contractOn("6");
