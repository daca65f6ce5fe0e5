import { memoryJournalStore } from "../storage/memory/memory-journal.ts";
import { audited, openAuditor } from "./audited-product.ts";
import { openScene, type Scene } from "./containment-scene.ts";
import { deskParts, people, testStopFile, type WorldChoice } from "./containment-world.ts";
import { fakeClock } from "./fake-clock.ts";
import { memoryEffector } from "./memory-effector.ts";
import { memoryExecutorLock } from "./memory-executor-lock.ts";
import { type Fault, memoryProduct, type ProductCall } from "./memory-product.ts";

// Where actions are carried out: one desk, one product in memory, an auditor between them.

export const startMs = Date.UTC(2026, 4, 5, 9);
const users = 20;

export const targets = Object.fromEntries(
  Array.from({ length: users }, (_, index) => index + 1).flatMap((number) => [
    [`d-${number}`, [`account:user-${number}`]],
    [`h-${number}`, [`host:ws-${number}.example.test`]],
  ]),
);

/** A world in memory with an auditor at the product; whatever a test does, no change may arrive without its intent. */
export async function office(choice: Partial<WorldChoice> = {}) {
  const clock = fakeClock(startMs);
  const journal = choice.journal ?? memoryJournalStore();
  const product = memoryProduct({ targets, nowMs: clock.nowMs });
  const auditor = await openAuditor(journal, clock, { stops: true });
  const effector = memoryEffector({ product: audited(product, () => auditor), limitMs: 60_000 });
  const stopFile = testStopFile();
  const executorLock = memoryExecutorLock();
  const open = (executor = "test:1") =>
    openScene(deskParts({ effectors: [effector], clock, stopFile, executorLock, ...choice, journal, executor }));
  const scene = await open();
  await scene.adopt();
  return { clock, journal, product, auditor, stopFile, executorLock, scene, open };
}

type Office = Awaited<ReturnType<typeof office>>;

/** The n-th call of a kind meets a fault. */
export const faultAt = (call: ProductCall["call"], fault: Fault, at = 1) => {
  let calls = 0;
  return (request: ProductCall) => (request.call === call && ++calls === at ? fault : undefined);
};

export const changes = ({ product }: Office) =>
  product.ledger.filter(({ changed }) => changed).map(({ call, located }) => `${call} ${located}`);

export async function approved(scene: Scene, user = 1): Promise<string> {
  const id = await scene.propose({ user });
  await scene.approve(id, people.omar, people.ines);
  return id;
}
