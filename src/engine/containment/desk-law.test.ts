import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { memoryJournalStore } from "../../storage/memory/memory-journal.ts";
import { audited, openAuditor } from "../../testing/audited-product.ts";
import { openScene, type Scene } from "../../testing/containment-scene.ts";
import { deskParts, inventoryOf, people, testStopFile } from "../../testing/containment-world.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { memoryEffector } from "../../testing/memory-effector.ts";
import { memoryExecutorLock } from "../../testing/memory-executor-lock.ts";
import { type Fault, memoryProduct, type ProductCall } from "../../testing/memory-product.ts";

const startMs = Date.UTC(2026, 4, 5, 9);
const users = 4;
const hourMs = 3_600_000;
const runs = process.env.WATCHKEEPER_LONG ? 3_000 : 150;
/** Enough passes for every attempt that is allowed, with time to believe what was read. */
const calmPasses = 14;

type Move =
  | { readonly do: "propose"; readonly user: number; readonly releaseAfterMs: number | null }
  | { readonly do: "approve" | "undo"; readonly which: number }
  | { readonly do: "stop" | "touch" | "resume" | "restart" | "lose-lock" | "refuse-checkpoint" }
  | { readonly do: "pass"; readonly both: boolean }
  | { readonly do: "wait"; readonly hours: number }
  | { readonly do: "fault"; readonly call: ProductCall["call"]; readonly fault: Fault }
  | { readonly do: "protect"; readonly user: number };

const nat = (max: number) => fc.nat({ max });
const moves: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant("propose" as const), user: nat(users - 1), releaseAfterMs: fc.constantFrom(null, 600_000) }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom("approve" as const, "undo" as const), which: nat(9) }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant("pass" as const), both: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom("stop" as const, "touch" as const, "restart" as const, "lose-lock" as const, "refuse-checkpoint" as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("resume" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("wait" as const), hours: fc.constantFrom(-24, -1, 0.02, 0.2, 1, 24) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("protect" as const), user: nat(users - 1) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("fault" as const),
      call: fc.constantFrom<ProductCall["call"]>("locate", "observe", "perform", "undo"),
      fault: fc.constantFrom<Fault>(
        { fault: "refuse" },
        { fault: "drop-request" },
        { fault: "drop-answer" },
        { fault: "duplicate" },
        { fault: "late", observations: 3 },
      ),
    }),
  },
);

/** One installation with two processes, and everything that can happen to it. */
async function installation() {
  const clock = fakeClock(startMs);
  const store = memoryJournalStore();
  const publishing = { refused: false };
  const journal = {
    ...store,
    publication: {
      ...store.publication,
      write: (files: Parameters<typeof store.publication.write>[0]) =>
        publishing.refused ? Promise.reject(new Error("ENOSPC")) : store.publication.write(files),
    },
  };
  const product = memoryProduct({
    targets: Object.fromEntries(Array.from({ length: users }, (_, number) => [`d-${number + 1}`, [`account:user-${number + 1}`]])),
    nowMs: clock.nowMs,
  });
  // The last one is contained by somebody else before we come.
  product.setByAnother(`d-${users}`, "disable-account", true);
  const taken = product.viewOf(`d-${users}`);
  const auditor = await openAuditor(store, clock, { stops: true });
  const effector = memoryEffector({ product: audited(product, () => auditor) });
  const stopFile = testStopFile();
  const executorLock = memoryExecutorLock();
  const guarded = new Set<number>();
  const inventory = async () => {
    const identities = Array.from({ length: users }, (_, number) => ({ name: `user-${number + 1}`, protected: guarded.has(number) }));
    return { index: inventoryOf(0, clock.nowMs(), { identities }), digest: `sha256:${[...guarded].join()}` };
  };
  const open = (executor: string) =>
    openScene(deskParts({ effectors: [effector], clock, journal, stopFile, executorLock, inventory, executor }));
  const scenes = [await open("one"), await open("other")];
  await scenes[0]!.adopt();
  return { clock, product, taken, auditor, stopFile, executorLock, guarded, publishing, scenes, open, restarts: 0 };
}

type Installation = Awaited<ReturnType<typeof installation>>;

async function make(move: Move, at: Installation): Promise<void> {
  const [one, other] = at.scenes as [Scene, Scene];
  const ids = [...one.desk.state.actions.keys()];
  const id = "which" in move ? (ids[move.which % Math.max(ids.length, 1)] ?? "c-0") : "c-0";
  switch (move.do) {
    case "propose":
      return void (await one.propose({ user: move.user + 1, caseId: `case-${move.user}`, releaseAfterMs: move.releaseAfterMs }));
    case "approve":
      return void (await one.approve(id, people.omar, people.ines));
    case "undo":
      return void (await one.undo(id));
    case "stop":
      return void (await other.desk.obey({ type: "Stop", scope: "all", by: people.omar.name, because: "something is wrong" }));
    case "touch":
      at.stopFile.stopped = "touched";
      return;
    case "resume":
      at.stopFile.stopped = undefined;
      return one.resume();
    case "restart":
      at.executorLock.lose();
      at.scenes[0] = await at.open(`one, ${++at.restarts} times restarted`);
      return;
    case "lose-lock":
      return at.executorLock.lose();
    case "refuse-checkpoint":
      at.publishing.refused = !at.publishing.refused;
      return;
    case "pass":
      return void (await Promise.all(move.both ? [one.pass(), other.pass()] : [one.pass()]));
    case "wait":
      return at.clock.set(at.clock.nowMs() + move.hours * hourMs);
    case "protect":
      at.guarded.add(move.user);
      return;
    case "fault":
      at.product.fault = once(move.call, move.fault);
  }
}

const once = (call: ProductCall["call"], fault: Fault) => {
  let isOver = false;
  return (request: ProductCall) => {
    if (isOver || request.call !== call) return undefined;
    isOver = true;
    return fault;
  };
};

/** Everything works again, everybody resumes, and time passes until nothing is open. */
async function calmDown(at: Installation): Promise<Scene> {
  at.product.fault = () => undefined;
  at.publishing.refused = false;
  at.stopFile.stopped = undefined;
  const scene = await at.open("calm");
  at.executorLock.lose();
  if (scene.desk.state.stops.size > 0) await scene.resume();
  for (let pass = 0; pass < calmPasses; pass++) {
    await scene.pass();
    at.clock.pass(60_000);
  }
  return scene;
}

function check(at: Installation, scene: Scene): void {
  assert.deepEqual(at.auditor.faults, []);
  const counts = new Map<string, number>();
  for (const { effectId = "", changed } of at.product.ledger) if (changed) counts.set(effectId, (counts.get(effectId) ?? 0) + 1);
  for (const [effectId, count] of counts) assert.equal(count, 1, `"${effectId}" changed something ${count} times`);
  const standing = new Set<string>([`d-${users}`]);
  for (const { action, status, intents, approvals, needs } of scene.desk.state.actions.values()) {
    assert.ok(!["executing", "outcome-unknown", "undoing", "undo-unknown"].includes(status), `${action.id} is still ${status}`);
    if (status === "confirmed" || status === "undo-failed") standing.add(`d-${action.target.id.slice("account:user-".length)}`);
    if (intents.length > 0) assert.ok(approvals.length >= needs.approvers, `${action.id} was begun without its approvals`);
  }
  assert.deepEqual(at.product.contained(), [...standing].toSorted());
  assert.deepEqual(at.product.viewOf(`d-${users}`), at.taken);
}

// Guarantees that, whatever happens in whatever order to people, processes, product, disk and clock: no change reaches the product without an intent that is
// durable, signed for and not stopped; each effect changes something at most once; and in the end the product holds exactly what the record says it holds.
test(`${runs} histories with faults, stops, restarts and a clock that jumps: the record and the product agree`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(moves, { minLength: 5, maxLength: 40 }), async (history) => {
      const at = await installation();
      for (const move of history) await make(move, at).catch(mayRefuse);
      check(at, await calmDown(at));
    }),
    { numRuns: runs },
  );
});

/** What the record does not allow is refused, and nothing else may go wrong. */
function mayRefuse(cause: unknown): void {
  const code = (cause as { code?: string }).code ?? "";
  if (!code.startsWith("containment/") && !String(cause).includes("not proposed")) throw cause;
}
