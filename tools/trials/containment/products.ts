import { EffectorOrder } from "../../../src/core/containment/orders.ts";
import { memoryProduct, type ProductCall } from "../../../src/testing/memory-product.ts";
import { startNftNamespace } from "../../../src/testing/real/nft-namespace.ts";
import { type Missing, run } from "../../../src/testing/real/part.ts";
import { startSlapd } from "../../../src/testing/real/slapd.ts";
import { effectorName, type ProductPlan } from "./plan.ts";
import { targetsMax } from "./world.ts";

/** A product of a trial, looked at past the engine and past every client of ours. */
export type TrialProduct = {
  readonly plan: ProductPlan;
  /** What stands at each contained target, by its number; a target that is not there is free. */
  readonly views: () => ReadonlyMap<number, string>;
  /** Contains a target as somebody else would. */
  readonly containByAnother: (number: number) => void;
  /** How often a change that changed something arrived under each effect id; undefined for a product that keeps no count. */
  readonly changes: (() => ReadonlyMap<string, number>) | undefined;
  /** Answers what comes through the pipe of a child; undefined for a product that is reached by itself. */
  readonly call: ((request: ProductCall) => Promise<unknown>) | undefined;
  readonly stop: () => Promise<void>;
};

/** Starts a product with `targetsMax` targets. */
export async function startProduct(kind: ProductPlan["kind"]): Promise<TrialProduct | Missing> {
  if (kind === "memory") return startMemory();
  return kind === "directory" ? startDirectory() : startFirewall();
}

function startMemory(): TrialProduct {
  const numbers = Array.from({ length: targetsMax }, (_, number) => number);
  const product = memoryProduct({
    targets: Object.fromEntries(numbers.map((number) => [`id-${number}`, [`account:p-${number}`]])),
    nowMs: () => Date.now(),
  });
  return {
    plan: { kind: "memory" },
    views: () => new Map(product.contained().map((id) => [Number(id.slice("id-".length)), JSON.stringify(product.viewOf(id))])),
    containByAnother: (number) => product.setByAnother(`id-${number}`, "disable-account", true),
    changes: () => {
      const counts = new Map<string, number>();
      for (const { effectId = "", changed } of product.ledger) if (changed) counts.set(effectId, (counts.get(effectId) ?? 0) + 1);
      return counts;
    },
    call: product.call,
    stop: async () => {},
  };
}

async function startDirectory(): Promise<TrialProduct | Missing> {
  const slapd = await startSlapd({ people: targetsMax });
  if ("missing" in slapd) return slapd;
  const url = `ldap://127.0.0.1:${slapd.port}`;
  const order = EffectorOrder.parse({
    name: effectorName,
    product: "directory-ldap",
    for: ["disable-account"],
    settings: { kind: "openldap", url, base: `ou=people,${slapd.base}`, "bind-dn": slapd.service.dn },
    secrets: { password: { env: "TRIAL_PASSWORD" } },
  });
  const asRoot = ["-x", "-H", url, "-D", slapd.root.dn, "-w", slapd.root.password, "-LLL", "-o", "ldif-wrap=no", "-b", slapd.base];
  return {
    plan: { kind: "directory", order, environment: { TRIAL_PASSWORD: slapd.service.password } },
    views: () => {
      const said = run("/usr/bin/ldapsearch", [...asRoot, "(pwdAccountLockedTime=*)", "pwdAccountLockedTime"]);
      return new Map(
        [...said.matchAll(/^dn: uid=p-(\d+),.*\npwdAccountLockedTime: (.*)$/gm)].map(([, number, value]) => [Number(number), value ?? ""]),
      );
    },
    containByAnother: (number) =>
      slapd.write(`dn: ${slapd.dnOf(`p-${number}`)}\nchangetype: modify\nadd: pwdAccountLockedTime\npwdAccountLockedTime: 000001010000Z\n`),
    changes: undefined,
    call: undefined,
    stop: slapd.stop,
  };
}

async function startFirewall(): Promise<TrialProduct | Missing> {
  const firewall = await startNftNamespace();
  if ("missing" in firewall) return firewall;
  const { table, set4, set6 } = firewall;
  const order = EffectorOrder.parse({
    name: effectorName,
    product: "nftables",
    for: ["block-address"],
    settings: { "network-namespace": firewall.guarded, table, set4, set6 },
  });
  return {
    plan: { kind: "firewall", order, environment: {} },
    views: () => {
      const elements = firewall.nft("list", "set", "inet", table, set4).matchAll(/203\.0\.113\.(\d+)( comment "[^"]*")?/g);
      return new Map([...elements].map(([, last, comment]) => [Number(last) - 1, comment ?? "no comment"]));
    },
    containByAnother: (number) => void firewall.nft("add", "element", "inet", table, set4, `{ 203.0.113.${number + 1} }`),
    changes: undefined,
    call: undefined,
    stop: firewall.stop,
  };
}
