import type { Asset } from "../core/asset/asset.ts";
import type { Lease } from "../core/observable/lease.ts";
import { observableKey, shortHostName } from "../core/observable/observable.ts";
import { queryLimits } from "../core/query/query.ts";
import { type AddressEvidence, leasesOf, type Span } from "./leases.ts";
import type { World } from "./world.ts";

/** What telemetry and the inventory prove of names: pairs of keys as `observableKey` writes them, sorted by the first, and addresses that changed hands. */
export type KnownNames = { readonly names: readonly (readonly [string, string])[]; readonly leases: readonly Lease[] };

/**
 * Which address is which host, under the name that telemetry itself uses: from connections that the hosts reported (Sysmon event 3 names the machine and
 * its own source address), from leases that Zeek saw, and from the inventory, which has the last word; and which security id is which account, from
 * what Windows logged of both, all within a span of time, or ever. Addresses that several hosts used at one time, and names that several assets bear, stay what they are.
 */
export async function namesOf(world: NamedWorld, time?: Span): Promise<KnownNames> {
  return namesWithin(world, time ?? (await span(world)));
}

/** Where names are looked for. */
export type NamedWorld = Pick<World, "events" | "inventory">;

async function namesWithin(world: NamedWorld, time: Span): Promise<KnownNames> {
  const seen = await namesSeen(world, time);
  const names = new Map<string, string>();
  const leases: Lease[] = [];
  // What a client calls itself when it asks for an address weighs less than what machines report of themselves.
  for (const evidence of [leased, reported]) {
    const { ofOne, shared } = await addressesIn(evidence, world, time);
    for (const [address, host] of ofOne) names.set(observableKey({ type: "ip", value: address }), keyOf(host, seen));
    leases.push(...(await leasesOf(shared, evidence, { world, time, keyOf: (host) => keyOf(host, seen) })));
  }
  for (const [key, canonical] of namesListed(world.inventory.inventory.assets, seen)) {
    if (canonical === undefined) names.delete(key);
    else names.set(key, canonical);
  }
  for (const [sid, user] of await securityIds(world, time)) names.set(sid, user);
  return {
    names: [...names].toSorted(([a], [b]) => (a < b ? -1 : 1)),
    leases: leases.filter(({ address }) => !names.has(address)),
  };
}

const reported: AddressEvidence = { dataset: "windows", where: { field: "action", op: "eq", value: "3" }, hostIn: "host" };
const leased: AddressEvidence = { dataset: "zeek", where: { field: "channel", op: "eq", value: "dhcp" }, hostIn: "src.host" };

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

/** The full name of each machine by its short one, as its own events give it; short names that two machines share are left out. */
async function namesSeen(world: NamedWorld, time: Span): Promise<Map<string, string | undefined>> {
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
 * Private addresses that exactly one machine had, and those that several had. A host sees its peers' addresses too, so one that several report is
 * nobody's, unless they had it one after the other. How many report it is asked for itself, because the list of pairs may be cut short.
 */
async function addressesIn(
  { hostIn, ...evidence }: AddressEvidence,
  world: NamedWorld,
  time: Span,
): Promise<{ ofOne: Map<string, string>; shared: [string, string][] }> {
  const asked = { ...evidence, time, sort: "oldest", limit: 1 } as const;
  const { groups: addresses } = await world.events.search({ ...asked, aggregate: { by: ["src.ip"], distinct: hostIn } });
  const hosts = new Map(addresses.map(({ by, distinct }) => [by[0], distinct]));
  const { groups: pairs } = await world.events.search({ ...asked, aggregate: { by: ["src.ip", hostIn] } });
  const ofOne = new Map<string, string>();
  const shared: [string, string][] = [];
  for (const { by } of pairs) {
    const [address, host] = by;
    if (!address || !host || !isPrivate(address)) continue;
    if (hosts.get(address) === 1) ofOne.set(address, host);
    else shared.push([address, host]);
  }
  // Where the list of pairs was cut short, some turn of the address is not in it.
  return { ofOne, shared: shared.filter(([address]) => shared.filter(([other]) => other === address).length === hosts.get(address)) };
}

/** Events that name one account by its name and its id: special logons and started processes. */
const subjectActions = ["4672", "4688"];
const domainSid = /^s-1-5-21-\d+-\d+-\d+-\d+$/;

/** Which security id of a domain is which account; an id of two names, and a name of two ids, prove nothing. */
async function securityIds(world: NamedWorld, time: Span): Promise<[string, string][]> {
  const { groups } = await world.events.search({
    dataset: "windows",
    time,
    where: { field: "action", op: "in", value: subjectActions },
    aggregate: { by: ["user.sid", "user"] },
    sort: "oldest",
    limit: 1,
  });
  if (groups.length >= queryLimits.groupsMax) return [];
  const pairs = groups.flatMap(({ by: [sid = "", user = ""] }): [string, string][] =>
    domainSid.test(sid.toLowerCase()) && user !== "" && !user.endsWith("$") ? [[sid.toLowerCase(), user.toLowerCase()]] : [],
  );
  const timesOf = (at: 0 | 1, name: string) => pairs.filter((pair) => pair[at] === name).length;
  return pairs.flatMap(([sid, user]): [string, string][] =>
    timesOf(0, sid) === 1 && timesOf(1, user) === 1 ? [[`sid:${sid}`, `user:${user}`]] : [],
  );
}

function keyOf(host: string, seen: ReadonlyMap<string, string | undefined>): string {
  return observableKey({ type: "host", value: seen.get(shortHostName(host)) ?? host });
}

const longer = (a: string, b: string) => (a.length >= b.length ? a : b);

async function span(world: NamedWorld): Promise<{ fromMs: number; toMs: number }> {
  const { firstMs, lastMs } = await world.events.totals();
  return { fromMs: firstMs ?? 0, toMs: (lastMs ?? 0) + 1 };
}

const isPrivate = (address: string) => /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|f[cd])/.test(address);
