import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { Inventory } from "../../core/asset/asset.ts";
import type { Clock } from "../../ports/clock.ts";
import type { InventorySource } from "../../ports/connector.ts";
import { mergeInventories } from "./merge-inventories.ts";
import { problemOf, within } from "./within.ts";

/** How long one reading of an inventory may take. */
const readMsMax = 300_000;
/** A source that was not read for this many of its own intervals is stale. */
const staleIntervals = 3;
const pauseMsMin = 5_000;
const pauseMsMax = 600_000;

/** How a source of the inventory fares. */
export type InventoryHealth = {
  readonly source: string;
  readonly readAtMs: number | undefined;
  readonly ageMs: number | undefined;
  readonly stale: boolean;
  readonly problem: string | undefined;
  readonly assets: number;
  readonly identities: number;
};

export type KeeperParts<Loaded> = {
  /** What the files say, read anew whenever asked. */
  readonly files: () => Promise<Inventory>;
  readonly sources: readonly InventorySource[];
  readonly clock: Clock;
  /** How an inventory becomes what the engine asks; called when something changed. */
  readonly load: (inventory: Inventory, digest: string) => Loaded;
  readonly told?: (health: InventoryHealth) => void;
};

/** Keeps the inventory of a tenant: files and sources as one, each source read on its own schedule. The last good reading of a source stays until the next. */
export type InventoryKeeper<Loaded> = {
  readonly current: () => Loaded;
  readonly health: () => readonly InventoryHealth[];
  /** Reads on and on until told to stop. */
  readonly work: (signal: AbortSignal) => Promise<void>;
  /** Reads the files anew. Refuses what cannot be used of them (`inventory/…`). */
  readonly look: () => Promise<void>;
  /** Reads all once; a source that fails is in `health` and keeps nobody from going on. */
  readonly readAll: (signal: AbortSignal) => Promise<void>;
};

type Kept = { readonly inventory: Inventory; readonly readAtMs: number };

/** Opens with the files alone. Refuses what cannot be used of them (`inventory/…`). */
export async function openInventoryKeeper<Loaded>({
  files,
  sources,
  clock,
  load,
  told,
}: KeeperParts<Loaded>): Promise<InventoryKeeper<Loaded>> {
  let own = await files();
  const kept = new Map<string, Kept>();
  const problems = new Map<string, string>();
  const openedAtMs = clock.nowMs();
  let standing = "";
  let current: Loaded;

  function settle(): void {
    const merged = mergeInventories([own, ...sources.flatMap(({ name }) => kept.get(name)?.inventory ?? [])]);
    const now = `${merged["as-of"] ?? ""} ${digestOf(merged)}`;
    if (now === standing) return;
    standing = now;
    current = load(merged, digestOf(merged));
  }
  settle();

  const healthOf = (source: InventorySource) =>
    healthWith(source, { held: kept.get(source.name), problem: problems.get(source.name), nowMs: clock.nowMs(), openedAtMs });

  async function readOne(source: InventorySource, signal: AbortSignal): Promise<boolean> {
    try {
      const said = await within({ clock, answerMs: readMsMax }, source.name, (late) => source.read(AbortSignal.any([late, signal])));
      kept.set(source.name, { inventory: dated(Inventory.parse(said), clock.nowMs()), readAtMs: clock.nowMs() });
      problems.delete(source.name);
      settle();
    } catch (cause) {
      if (signal.aborted) return false;
      problems.set(source.name, problemOf(cause));
    }
    told?.(healthOf(source));
    return !problems.has(source.name);
  }

  const again = async () => {
    own = await files();
    settle();
  };
  const readAll = async (signal: AbortSignal) => void (await Promise.all(sources.map((source) => readOne(source, signal))));
  const work = async (signal: AbortSignal) => {
    await Promise.all([keepFiles(clock, again, signal), ...sources.map((source) => keepReading(clock, source, readOne, signal))]);
  };
  return { current: () => current, health: () => sources.map(healthOf), look: again, readAll, work };
}

type Seen = { readonly held: Kept | undefined; readonly problem: string | undefined; readonly nowMs: number; readonly openedAtMs: number };

function healthWith({ name, everyMs }: InventorySource, { held, problem, nowMs, openedAtMs }: Seen): InventoryHealth {
  const ageMs = held === undefined ? undefined : Math.max(0, nowMs - held.readAtMs);
  const stale = (ageMs ?? nowMs - openedAtMs) > staleIntervals * everyMs;
  const counts = { assets: held?.inventory.assets.length ?? 0, identities: held?.inventory.identities.length ?? 0 };
  return { source: name, readAtMs: held?.readAtMs, ageMs, stale, problem, ...counts };
}

const filesEveryMs = 60_000;

async function keepFiles(clock: Clock, again: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(filesEveryMs, signal).catch(() => undefined);
    // A file that is being written, or was broken by hand, leaves what was read before.
    if (!signal.aborted) await again().catch(() => undefined);
  }
}

type ReadOne = (source: InventorySource, signal: AbortSignal) => Promise<boolean>;

async function keepReading(clock: Clock, source: InventorySource, readOne: ReadOne, signal: AbortSignal): Promise<void> {
  let pauseMs = pauseMsMin;
  while (!signal.aborted) {
    const isRead = await readOne(source, signal);
    await clock.sleep(isRead ? source.everyMs : pauseMs, signal).catch(() => undefined);
    pauseMs = isRead ? pauseMsMin : Math.min(pauseMsMax, pauseMs * 2);
  }
}

/** Over what it says, not when: an inventory that is read anew and says the same is the same. */
function digestOf({ "as-of": _asOf, ...content }: Inventory): string {
  return `sha256:${createHash("sha256")
    .update(canonicalize(content) ?? "", "utf8")
    .digest("hex")}`;
}

/** What a source read just now is true now, unless it says itself how old it is. */
function dated(inventory: Inventory, nowMs: number): Inventory {
  return inventory["as-of"] === undefined ? { ...inventory, "as-of": new Date(nowMs).toISOString() } : inventory;
}
