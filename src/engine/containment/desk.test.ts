import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { audited, openAuditor } from "../../testing/audited-product.ts";
import { openScene, type Scene } from "../../testing/containment-scene.ts";
import { deskParts, inventoryOf, people, testRevision, testStopFile, type WorldChoice } from "../../testing/containment-world.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { memoryEffector } from "../../testing/memory-effector.ts";
import { memoryExecutorLock } from "../../testing/memory-executor-lock.ts";
import { type Fault, memoryProduct, type ProductCall } from "../../testing/memory-product.ts";
import { memoryJournalStore } from "../../testing/memory-stores.ts";

const startMs = Date.UTC(2026, 4, 5, 9);
const users = 20;
const targets = Object.fromEntries(
  Array.from({ length: users }, (_, index) => index + 1).flatMap((number) => [
    [`d-${number}`, [`account:user-${number}`]],
    [`h-${number}`, [`host:ws-${number}.example.test`]],
  ]),
);

/** A world in memory with an auditor at the product; whatever a test does, no change may arrive without its intent. */
async function office(choice: Partial<WorldChoice> = {}) {
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
const faultAt = (call: ProductCall["call"], fault: Fault, at = 1) => {
  let calls = 0;
  return (request: ProductCall) => (request.call === call && ++calls === at ? fault : undefined);
};

const changes = ({ product }: Office) => product.ledger.filter(({ changed }) => changed).map(({ call, located }) => `${call} ${located}`);

async function approved(scene: Scene, user = 1): Promise<string> {
  const id = await scene.propose({ user });
  await scene.approve(id, people.omar, people.ines);
  return id;
}

describe("carrying out", () => {
  test("what was approved is done once, read back and put back as it was when a person asks", async () => {
    const at = await office();
    const id = await approved(at.scene);
    assert.deepEqual(at.product.contained(), []);
    await at.scene.pass();
    assert.equal(at.scene.statusOf(id), "confirmed");
    assert.deepEqual(at.product.contained(), ["d-1"]);
    await at.scene.pass();
    await at.scene.undo(id);
    await at.scene.pass();
    assert.equal(at.scene.statusOf(id), "undone");
    assert.deepEqual(at.product.contained(), []);
    assert.deepEqual(changes(at), ["perform d-1", "undo d-1"]);
    assert.deepEqual(at.auditor.faults, []);
  });

  test("what nobody approved is not done", async () => {
    const at = await office();
    const id = await at.scene.propose({ user: 1 });
    await at.scene.pass();
    assert.equal(at.scene.statusOf(id), "proposed");
    assert.deepEqual(at.product.ledger, []);
  });

  test("what standing orders let run by itself runs, and is released when its time is over", async () => {
    const at = await office();
    const id = await at.scene.propose({ user: 2, releaseAfterMs: 600_000 });
    await at.scene.pass();
    assert.equal(at.scene.statusOf(id), "confirmed");
    at.clock.pass(599_000);
    await at.scene.pass();
    assert.deepEqual(at.product.contained(), ["d-2"]);
    at.clock.pass(2_000);
    await at.scene.pass();
    assert.equal(at.scene.statusOf(id), "undone");
    assert.deepEqual(at.product.contained(), []);
    assert.deepEqual(at.auditor.faults, []);
  });

  test("what stood contained before us is left alone, also when it is undone", async () => {
    const at = await office();
    at.product.setByAnother("d-1", "disable-account", true);
    const id = await approved(at.scene);
    await at.scene.pass();
    assert.equal(at.scene.statusOf(id), "already-so");
    await assert.rejects(at.scene.undo(id), { code: "containment/nothing-to-undo" });
    await at.scene.pass();
    assert.deepEqual(changes(at), []);
    assert.deepEqual(at.product.contained(), ["d-1"]);
  });

  test("a target that the product does not know ends the action, with the reason on the record", async () => {
    const at = await office({ users: 21 });
    const id = await approved(at.scene, 21);
    await at.scene.pass();
    assert.equal(at.scene.statusOf(id), "refused");
    assert.match(at.scene.desk.state.actions.get(id)?.refusal?.says ?? "", /knows no "user-21"/);
  });

  test("a product that cannot be asked keeps the action waiting", async () => {
    const at = await office();
    const id = await approved(at.scene);
    at.product.fault = faultAt("locate", { fault: "drop-request" });
    const { troubles } = await at.scene.pass();
    assert.deepEqual(
      troubles.map((trouble) => trouble.id),
      [id],
    );
    assert.equal(at.scene.statusOf(id), "proposed");
    await at.scene.pass();
    assert.equal(at.scene.statusOf(id), "confirmed");
  });
});

describe("answers that are lost, late or doubled", () => {
  const faults: [string, Fault, string][] = [
    ["a lost answer is found by reading back", { fault: "drop-answer" }, "confirmed"],
    [
      "a call that never ends is given up, and made again once it surely is not there",
      { fault: "hang", until: new Promise(() => {}) },
      "confirmed",
    ],
    ["a request that arrives twice changes nothing more", { fault: "duplicate" }, "confirmed"],
    ["what takes hold later is waited for", { fault: "late", observations: 4 }, "confirmed"],
    ["a clear no is a failure", { fault: "refuse" }, "failed"],
    ["a request that never arrives is sent again once it surely is not there", { fault: "drop-request" }, "confirmed"],
  ];
  for (const [title, fault, status] of faults)
    for (const call of ["perform", "undo"] as const)
      test(`${call}: ${title}`, async () => {
        const at = await office();
        const id = await approved(at.scene);
        at.product.fault = faultAt(call, fault);
        for (let pass = 0; pass < 4; pass++) {
          await at.scene.pass();
          at.clock.pass(60_000);
        }
        if (call === "undo") {
          await at.scene.undo(id);
          for (let pass = 0; pass < 4; pass++) {
            await at.scene.pass();
            at.clock.pass(60_000);
          }
        }
        // A person asked for the undo and still wants it: it is tried again.
        assert.equal(at.scene.statusOf(id), call === "perform" ? status : "undone");
        assert.deepEqual(changes(at), call === "perform" ? (status === "failed" ? [] : ["perform d-1"]) : ["perform d-1", "undo d-1"]);
        assert.deepEqual(at.product.contained(), call === "perform" && status === "confirmed" ? ["d-1"] : []);
        assert.deepEqual(at.auditor.faults, []);
      });

  test("a product that lies when it is observed makes nothing happen twice", async () => {
    const at = await office();
    const id = await approved(at.scene);
    at.product.fault = ({ call }) => (call === "observe" && at.product.contained().length > 0 ? { fault: "lie" } : undefined);
    for (let pass = 0; pass < 8; pass++) {
      await at.scene.pass();
      at.clock.pass(60_000);
    }
    assert.equal(at.scene.statusOf(id), "failed");
    assert.deepEqual(changes(at), ["perform d-1"]);
    assert.deepEqual(at.auditor.faults, []);
  });
});

test("what takes its time at a product does not hold up what is approved beside it", async () => {
  const at = await office();
  const ids: string[] = [];
  for (let user = 1; user <= 10; user++) ids.push(await approved(at.scene, user));
  at.product.fault = ({ call }) => (call === "perform" ? { fault: "late", observations: 8 } : undefined);
  const beganMs = at.clock.nowMs();
  await at.scene.pass();
  assert.deepEqual(new Set(ids.map(at.scene.statusOf)), new Set(["confirmed"]));
  const order = at.product.ledger.filter(({ call }) => call === "perform").map(({ atMs }) => atMs - beganMs);
  assert.ok(Math.max(...order) <= 10 * 2_000, `the last call left after ${Math.max(...order)} ms`);
  assert.deepEqual(at.auditor.faults, []);
});

describe("what must be there before the first byte", () => {
  test("without a signed checkpoint nothing is sent, and it is attempted again once one can be taken", async () => {
    const store = memoryJournalStore();
    const disk = { full: false };
    const write: typeof store.publication.write = (files) =>
      disk.full ? Promise.reject(new Error("ENOSPC")) : store.publication.write(files);
    const at = await office({ journal: { ...store, publication: { ...store.publication, write } } });
    const id = await approved(at.scene);
    disk.full = true;
    await at.scene.pass();
    assert.equal(at.scene.statusOf(id), "outcome-unknown");
    assert.match(at.scene.desk.state.actions.get(id)?.says ?? "", /nothing was sent: no checkpoint could be taken/);
    assert.deepEqual(changes(at), []);
    disk.full = false;
    at.clock.pass(60_000);
    await at.scene.pass();
    assert.equal(at.scene.statusOf(id), "confirmed");
    assert.deepEqual(at.auditor.faults, []);
  });

  test("what grew since people approved it is void, and a changed case too", async () => {
    const found = { users: 20, revision: "" };
    const at = await office({
      inventory: async () => {
        const identities = [{ name: "user-1", privileged: found.users > 20 }, { name: "user-2" }];
        return { index: inventoryOf(0, startMs, { identities }), digest: "sha256:inventory" };
      },
      caseRevision: async () => found.revision || testRevision,
    });
    const [grown, changed] = [await approved(at.scene, 1), await approved(at.scene, 2)];
    found.users = 21;
    await at.scene.pass();
    assert.equal(at.scene.statusOf(grown), "voided");
    assert.equal(at.scene.statusOf(changed), "confirmed");
    await at.scene.undo(changed);
    await at.scene.pass();
    const again = await approved(at.scene, 2);
    found.revision = `sha256:${"d".repeat(64)}`;
    await at.scene.pass();
    assert.equal(at.scene.statusOf(again), "voided");
    assert.deepEqual(changes(at), ["perform d-2", "undo d-2"]);
  });

  test("a stop of one effector leaves the others to their work", async () => {
    const clock = fakeClock(startMs);
    const products = [memoryProduct({ targets, nowMs: clock.nowMs }), memoryProduct({ targets, nowMs: clock.nowMs })] as const;
    const effectors = products.map((product, index) => memoryEffector({ product, name: index === 0 ? "memory" : "directory" }));
    const scene = await openScene(deskParts({ effectors, clock }));
    await scene.adopt();
    for (const [user, effector] of [
      [1, "memory"],
      [2, "directory"],
    ] as const) {
      const id = await scene.propose({ user, effector });
      await scene.approve(id, people.omar, people.ines);
    }
    await scene.desk.obey({ type: "Stop", scope: "effector:memory", by: people.omar.name, because: "it misbehaves" });
    await scene.pass();
    assert.deepEqual(
      products.map((product) => product.contained()),
      [[], ["d-2"]],
    );
  });

  test("a file that stops is a stop on the record, which outlives the file; one that is just being taken away is none", async () => {
    const at = await office();
    const id = await approved(at.scene);
    at.stopFile.stopped = "touched by an administrator";
    assert.equal((await at.scene.pass()).stopped, "touched by an administrator");
    at.stopFile.stopped = undefined;
    assert.match((await at.scene.pass()).stopped ?? "", /stopped by file: touched/);
    at.stopFile.stopped = "still there";
    await at.scene.resume();
    const passing = at.scene.pass();
    await new Promise((done) => setImmediate(done));
    at.stopFile.stopped = undefined;
    await passing;
    assert.equal(at.scene.desk.state.stops.size, 0);
    await at.scene.pass();
    assert.equal(at.scene.statusOf(id), "confirmed");
  });
});

describe("one executor", () => {
  test("while one carries out, another does nothing", async () => {
    const at = await office();
    const other = await at.open("other");
    await approved(at.scene);
    let settle = () => {};
    const until = new Promise<void>((done) => {
      settle = done;
    });
    at.product.fault = faultAt("locate", { fault: "hang", until });
    const passing = at.scene.pass();
    await new Promise((done) => setImmediate(done));
    const { executor, stopped, taken, troubles } = await other.pass();
    assert.deepEqual({ executor, stopped, taken, troubles }, { executor: false, stopped: undefined, taken: [], troubles: [] });
    settle();
    assert.equal((await passing).executor, true);
    assert.deepEqual(at.product.contained(), ["d-1"]);
  });

  test("who lost the lock makes no further call, and who has it next finishes what is open", async () => {
    const at = await office();
    const other = await at.open("other");
    const id = await approved(at.scene);
    at.product.fault = (request) => {
      if (request.call === "observe") at.executorLock.lose();
      return undefined;
    };
    await at.scene.pass();
    assert.deepEqual(changes(at), []);
    at.product.fault = () => undefined;
    at.clock.pass(60_000);
    await other.pass();
    assert.equal(other.statusOf(id), "confirmed");
    assert.deepEqual(changes(at), ["perform d-1"]);
    assert.deepEqual(at.auditor.faults, []);
  });
});
