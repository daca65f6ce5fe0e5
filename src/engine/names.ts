import { observableKey } from "../core/observable/observable.ts";
import type { World } from "./world.ts";

/** Pairs of address and host that telemetry may teach us; more is not an organisation but noise. */
const pairsMax = 1_000;
/**
 * Which address is which host, under the name that telemetry itself uses: from connections that the hosts reported (Sysmon event 3 names the machine and
 * its own source address), and from the inventory, which has the last word. Addresses that several hosts used stay addresses.
 */
export async function namesOf(world: World): Promise<readonly (readonly [string, string])[]> {
  const time = await span(world);
  const seen = await namesSeen(world, time);
  const names = new Map<string, string>();
  for (const [address, host] of await addressesReported(world, time))
    names.set(observableKey({ type: "ip", value: address }), keyOf(host, seen));
  for (const asset of world.inventory.inventory.assets) {
    const canonical = keyOf(asset.name, seen);
    for (const address of asset.addresses) if (!address.includes("/")) names.set(observableKey({ type: "ip", value: address }), canonical);
    for (const alias of [asset.name, ...asset.aliases]) {
      const key = observableKey({ type: "host", value: alias });
      if (key !== canonical) names.set(key, canonical);
    }
  }
  return [...names].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

type Span = { readonly fromMs: number; readonly toMs: number };

/** The full name of each machine by its short one, as its own events give it; short names that two machines share are left out. */
async function namesSeen(world: World, time: Span): Promise<Map<string, string | undefined>> {
  const { groups } = await world.events.search({ time, aggregate: { by: ["host"] }, sort: "oldest", limit: pairsMax });
  const seen = new Map<string, string | undefined>();
  for (const { by } of groups.toSorted((a, b) => ((a.by[0] ?? "") < (b.by[0] ?? "") ? -1 : 1))) {
    const host = by[0]?.toLowerCase();
    if (!host) continue;
    const short = shortName(host);
    const held = seen.get(short);
    seen.set(
      short,
      held === undefined && !seen.has(short) ? host : held === short || host === short ? longer(held ?? host, host) : undefined,
    );
  }
  return seen;
}

/** Private addresses that exactly one machine reported as its own. A host sees its peers' addresses too, so one that several report is nobody's. */
async function addressesReported(world: World, time: Span): Promise<Map<string, string>> {
  const { groups } = await world.events.search({
    dataset: "windows",
    time,
    where: { all: [{ field: "action", op: "eq", value: "3" }] },
    aggregate: { by: ["src.ip", "host"] },
    sort: "oldest",
    limit: pairsMax,
  });
  const hostsOf = new Map<string, Set<string>>();
  for (const { by } of groups) {
    const [address, host] = by;
    if (address && host && isPrivate(address)) hostsOf.set(address, (hostsOf.get(address) ?? new Set()).add(host));
  }
  return new Map([...hostsOf].flatMap(([address, [host]]) => (host && hostsOf.get(address)?.size === 1 ? [[address, host]] : [])));
}

function keyOf(host: string, seen: ReadonlyMap<string, string | undefined>): string {
  return observableKey({ type: "host", value: seen.get(shortName(host)) ?? host });
}

const longer = (a: string, b: string) => (a.length >= b.length ? a : b);

async function span(world: World): Promise<{ fromMs: number; toMs: number }> {
  const { firstMs, lastMs } = await world.events.totals();
  return { fromMs: firstMs ?? 0, toMs: (lastMs ?? 0) + 1 };
}

const shortName = (host: string) => host.split(".")[0]?.toLowerCase() ?? host;
const isPrivate = (address: string) => /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|f[cd])/.test(address);
