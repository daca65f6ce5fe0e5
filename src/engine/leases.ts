import type { Lease } from "../core/observable/lease.ts";
import { observableKey } from "../core/observable/observable.ts";
import type { EventQuery } from "../core/query/query.ts";
import type { World } from "./world.ts";

/** One kind of evidence that a machine has an address: which events, and under which meaning they name the machine. */
export type AddressEvidence = Pick<EventQuery, "dataset" | "where"> & { readonly hostIn: "host" | "src.host" };

/** Machines that one address may have been, one after the other; an address of more is a way out or a terminal server. */
const turnsMax = 6;
/** Addresses whose turns are looked up; each turn is two questions. */
const sharedAddressesMax = 100;

/** From inclusive, to exclusive. */
export type Span = { readonly fromMs: number; readonly toMs: number };

/**
 * Addresses that several machines had one after the other, with the time of each: from the first to the last event in which a machine had it. Where the
 * times overlap it cannot be told whose it was, and nothing is said. Sorted by address and time. `pairs` are addresses with their machines.
 */
export async function leasesOf(
  pairs: readonly (readonly [address: string, host: string])[],
  evidence: AddressEvidence,
  { world, time, keyOf }: { readonly world: Pick<World, "events">; readonly time: Span; readonly keyOf: (host: string) => string },
): Promise<Lease[]> {
  const hosts = new Map<string, string[]>();
  for (const [address, host] of pairs) hosts.set(address, [...(hosts.get(address) ?? []), host]);
  const shared = [...hosts].filter(([, each]) => each.length > 1 && each.length <= turnsMax).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const leases: Lease[] = [];
  for (const [address, each] of shared.slice(0, sharedAddressesMax)) {
    const turns: Lease[] = [];
    for (const host of each.toSorted()) {
      const spanned = await spanOf(address, host, evidence, world, time);
      if (spanned) turns.push({ address: observableKey({ type: "ip", value: address }), host: keyOf(host), ...spanned });
    }
    turns.sort((a, b) => a.fromMs - b.fromMs);
    const overlap = turns.some(({ fromMs }, index) => index > 0 && fromMs <= (turns[index - 1]?.toMs ?? 0));
    if (!overlap) leases.push(...turns);
  }
  return leases;
}

/** When a machine was first and last seen with an address. */
async function spanOf(
  address: string,
  host: string,
  evidence: AddressEvidence,
  world: Pick<World, "events">,
  time: Span,
): Promise<Span | undefined> {
  const { hostIn, where, ...query } = evidence;
  const all = [
    ...(where ? [where] : []),
    { field: "src.ip" as const, op: "eq" as const, value: address },
    { field: hostIn, op: "eq" as const, value: host },
  ];
  const asked = { ...query, time, where: { all }, limit: 1 };
  const [first] = (await world.events.search({ ...asked, sort: "oldest" })).rows;
  const [last] = (await world.events.search({ ...asked, sort: "newest" })).rows;
  return first && last ? { fromMs: first.timeMs, toMs: last.timeMs } : undefined;
}
