import { SocError } from "../core/soc-error.ts";
import type { Lease, Leases } from "../ports/leases.ts";

/** The leases of all processes of a test. `dies` takes everything from one of them, as when it gives no sign of life any more. */
export type LeaseTable = { readonly forWorker: (worker: string) => Leases; readonly dies: (worker: string) => void };

type Held = { readonly worker: string; readonly epoch: number; readonly lost: AbortController };

/** Leases that live in memory; they keep the promises of ports/leases.ts but for time: nobody dies unless the test says so. */
export function memoryLeases(): LeaseTable {
  const table = new Map<string, Held>();
  let epochs = 0;
  const drop = (worker: string) => {
    for (const [key, held] of table) {
      if (held.worker !== worker) continue;
      table.delete(key);
      held.lost.abort();
    }
  };
  const leaseOf = (key: string, held: Held): Lease => ({
    key,
    epoch: held.epoch,
    lost: held.lost.signal,
    async requireHeld() {
      if (table.get(key) !== held) throw fenced(key);
    },
    async letGo() {
      if (table.get(key) === held) table.delete(key);
      held.lost.abort();
    },
  });
  return {
    dies: drop,
    forWorker: (worker) => ({
      worker,
      async take(key) {
        if (table.has(key)) return undefined;
        const held = { worker, epoch: ++epochs, lost: new AbortController() };
        table.set(key, held);
        return leaseOf(key, held);
      },
      async holderOf(key) {
        const held = table.get(key);
        return held && { worker: held.worker, epoch: held.epoch };
      },
      close: async () => drop(worker),
    }),
  };
}

const fenced = (key: string) =>
  new SocError({
    code: "queue/fenced",
    problem: `"${key}" is held by another worker`,
    remedy: "leave it to the other worker",
    retry: "never",
  });
