import type { Lease, Leases } from "../../ports/leases.ts";

/** Who lives among the workers of a watch: each holds a lease of its own name, and a claim of one that holds none is free. */
export type Alive = {
  /** Takes or keeps our own lease; false while it cannot be had. */
  readonly keep: () => Promise<boolean>;
  /** Which of these workers live. */
  readonly among: (workers: Iterable<string>) => Promise<ReadonlySet<string>>;
  readonly end: () => Promise<void>;
};

/** Opens it; nothing is taken yet. */
export function openAlive(leases: Leases): Alive {
  let own: Lease | undefined;
  let taking: Promise<void> | undefined;
  const take = async () => {
    own = await leases.take(keyOf(leases.worker));
  };
  return {
    async keep() {
      if (own && !own.lost.aborted) return true;
      // Of two that ask at once, the second would be told that somebody holds it.
      taking ??= take().finally(() => {
        taking = undefined;
      });
      await taking;
      return own !== undefined;
    },
    async among(workers) {
      const alive = new Set<string>();
      for (const worker of new Set(workers))
        if (worker === leases.worker || (await leases.holderOf(keyOf(worker))) !== undefined) alive.add(worker);
      return alive;
    },
    async end() {
      await own?.letGo();
    },
  };
}

const keyOf = (worker: string) => `watch/worker/${worker}`;
