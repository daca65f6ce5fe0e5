import { observableKey } from "../core/observable/observable.ts";
import type { World } from "./world.ts";

/** Pairs of address and host that telemetry may teach us; more is not an organisation but noise. */
const pairsMax = 1_000;
/** An address seen with more hosts than this in one run is shared (a gateway), and names none of them. */
const hostsPerAddressMax = 1;

/**
 * Which address is which host: from the inventory first, then from connections that the hosts themselves reported (Sysmon event 3 names the machine and
 * its own source address). Addresses that several hosts used stay addresses.
 */
export async function namesOf(world: World): Promise<readonly (readonly [string, string])[]> {
  const names = new Map<string, string>();
  const { fromMs, toMs } = await span(world);
  const { groups } = await world.events.search({
    dataset: "windows",
    time: { fromMs, toMs },
    where: { all: [{ field: "action", op: "eq", value: "3" }] },
    aggregate: { by: ["src.ip", "host"] },
    sort: "oldest",
    limit: pairsMax,
  });
  const hostsOf = new Map<string, Map<string, number>>();
  for (const { by, count } of groups) {
    const [address, host] = by;
    if (!address || !host || !isPrivate(address)) continue;
    const hosts = hostsOf.get(address) ?? new Map<string, number>();
    hosts.set(host, (hosts.get(host) ?? 0) + count);
    hostsOf.set(address, hosts);
  }
  for (const [address, hosts] of hostsOf) {
    const [host] = hosts.keys();
    // A host sees its peers' addresses as source of what they send to it, so only an address that one host alone reports is its own.
    if (hosts.size <= hostsPerAddressMax && host)
      names.set(observableKey({ type: "ip", value: address }), observableKey({ type: "host", value: shortName(host) }));
  }
  for (const asset of world.inventory.inventory.assets) {
    const canonical = observableKey({ type: "host", value: shortName(asset.name) });
    for (const address of asset.addresses) if (!address.includes("/")) names.set(observableKey({ type: "ip", value: address }), canonical);
    for (const alias of [asset.name, ...asset.aliases]) names.set(observableKey({ type: "host", value: alias }), canonical);
  }
  return [...names].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

async function span(world: World): Promise<{ fromMs: number; toMs: number }> {
  const { firstMs, lastMs } = await world.events.totals();
  return { fromMs: firstMs ?? 0, toMs: (lastMs ?? 0) + 1 };
}

const shortName = (host: string) => host.split(".")[0]?.toLowerCase() ?? host;
const isPrivate = (address: string) => /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|f[cd])/.test(address);
