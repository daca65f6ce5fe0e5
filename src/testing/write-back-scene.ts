import { WriteBackPolicy } from "../core/write-back/policy.ts";
import { openWriteBack, type WriteBackDesk } from "../engine/write-back/desk.ts";
import type { TicketEars } from "../engine/write-back/parts.ts";
import { loadAttackCatalogue } from "../knowledge/attack.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import { memoryJournalStore } from "../storage/memory/memory-journal.ts";
import { fakeClock } from "./fake-clock.ts";
import { type LeaseTable, memoryLeases } from "./memory-leases.ts";
import type { MemoryProduct } from "./memory-sinks.ts";

const catalogue = loadAttackCatalogue();
export const startMs = Date.UTC(2026, 2, 4);
const plain = WriteBackPolicy.parse({ attach: [] });

type World = {
  readonly journal: JournalStore;
  readonly leases: LeaseTable;
  readonly clock: ReturnType<typeof fakeClock>;
  readonly products: readonly MemoryProduct[];
  readonly policy: WriteBackPolicy;
  readonly ears?: TicketEars;
};

export const worldOf = (products: readonly MemoryProduct[], more: Partial<World> = {}): World => ({
  journal: memoryJournalStore(),
  leases: memoryLeases(),
  clock: fakeClock(startMs),
  products,
  policy: plain,
  ...more,
});

export const openIn = ({ products, leases, ears, ...world }: World, worker = "one", journal = world.journal): Promise<WriteBackDesk> =>
  openWriteBack({
    ...world,
    journal,
    tenant: "default",
    leases: leases.forWorker(worker),
    connectors: products.map(({ connector }) => connector),
    catalogue,
    caseUrl: (caseId) => `https://watchkeeper.example.test/cases/${caseId}`,
    ...(ears && { ears }),
  });

/** Works until nothing waits any more, or so much time has passed. */
export async function until(
  { clock }: World,
  desk: WriteBackDesk,
  holds: () => boolean | Promise<boolean>,
  limitMs = 6 * 3_600_000,
): Promise<void> {
  const stop = new AbortController();
  const working = desk.work(stop.signal);
  const endMs = clock.nowMs() + limitMs;
  while (!(await holds()) && clock.nowMs() < endMs) await clock.sleep(500);
  stop.abort();
  await working;
}

export const settle = (world: World, desk: WriteBackDesk, limitMs?: number) =>
  until(world, desk, () => desk.counts().waiting === 0, limitMs);
export const kindsOf = ({ arrived }: MemoryProduct) => arrived.map(({ kind }) => kind).toSorted();
