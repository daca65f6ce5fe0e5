import type { Asset } from "../core/asset/asset.ts";
import { observableKey, shortHostName } from "../core/observable/observable.ts";
import type { World } from "./world.ts";

/**
 * Which address is which host, under the name that telemetry itself uses: from connections that the hosts reported (Sysmon event 3 names the machine and
 * its own source address), and from the inventory, which has the last word. Addresses that several hosts used, and names that several assets bear, stay
 * what they are. Pairs of keys as `observableKey` writes them, sorted by the first.
 */
export async function namesOf(world: World): Promise<readonly (readonly [string, string])[]> {
  const time = await span(world);
  const seen = await namesSeen(world, time);
  const names = new Map<string, string>();
  for (const [address, host] of await addressesReported(world, time))
    names.set(observableKey({ type: "ip", value: address }), keyOf(host, seen));
  for (const [key, canonical] of namesListed(world.inventory.inventory.assets, seen)) {
    if (canonical === undefined) names.delete(key);
    else names.set(key, canonical);
  }
  return [...names].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** What the inventory calls each address and alias; undefined for what it lists with two assets. */
function namesListed(assets: readonly Asset[], seen: ReadonlyMap<string, string | undefined>): Map<string, string | undefined> {
  const listed = new Map<string, string | undefined>();
  const put = (key: string, canonical: string) => listed.set(key, listed.has(key) && listed.get(key) !== canonical ? undefined : canonical);
  for (const asset of assets) {
    const canonical = keyOf(asset.name, seen);
    for (const address of asset.addresses) if (!address.includes("/")) put(observableKey({ type: "ip", value: address }), canonical);
    for (const alias of [asset.name, ...asset.aliases]) {
      const key = observableKey({ type: "host", value: alias });
      if (key !== canonical) put(key, canonical);
    }
  }
  return listed;
}

type Span = { readonly fromMs: number; readonly toMs: number };

/** The full name of each machine by its short one, as its own events give it; short names that two machines share are left out. */
async function namesSeen(world: World, time: Span): Promise<Map<string, string | undefined>> {
  const { groups } = await world.events.search({ time, aggregate: { by: ["host"] }, sort: "oldest", limit: 1 });
  const seen = new Map<string, string | undefined>();
  for (const { by } of groups.toSorted((a, b) => ((a.by[0] ?? "") < (b.by[0] ?? "") ? -1 : 1))) {
    const host = by[0]?.toLowerCase();
    if (!host) continue;
    const short = shortHostName(host);
    const held = seen.get(short);
    seen.set(
      short,
      held === undefined && !seen.has(short) ? host : held === short || host === short ? longer(held ?? host, host) : undefined,
    );
  }
  return seen;
}

/**
 * Private addresses that exactly one machine reported as its own. A host sees its peers' addresses too, so one that several report is nobody's. How many
 * report it is asked for itself, because the list of pairs may be cut short.
 */
async function addressesReported(world: World, time: Span): Promise<Map<string, string>> {
  const reported = {
    dataset: "windows",
    time,
    where: { all: [{ field: "action", op: "eq", value: "3" }] },
    sort: "oldest",
    limit: 1,
  } as const;
  const { groups: addresses } = await world.events.search({ ...reported, aggregate: { by: ["src.ip"], distinct: "host" } });
  const ofOne = new Set(addresses.filter(({ distinct }) => distinct === 1).map(({ by }) => by[0]));
  const { groups: pairs } = await world.events.search({ ...reported, aggregate: { by: ["src.ip", "host"] } });
  const hosts = new Map<string, string>();
  for (const { by } of pairs) {
    const [address, host] = by;
    if (address && host && ofOne.has(address) && isPrivate(address)) hosts.set(address, host);
  }
  return hosts;
}

function keyOf(host: string, seen: ReadonlyMap<string, string | undefined>): string {
  return observableKey({ type: "host", value: seen.get(shortHostName(host)) ?? host });
}

const longer = (a: string, b: string) => (a.length >= b.length ? a : b);

async function span(world: World): Promise<{ fromMs: number; toMs: number }> {
  const { firstMs, lastMs } = await world.events.totals();
  return { fromMs: firstMs ?? 0, toMs: (lastMs ?? 0) + 1 };
}

const isPrivate = (address: string) => /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|f[cd])/.test(address);
