import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { memoryJournalStore } from "../../storage/memory/memory-journal.ts";
import { approved, changes, office, startMs, targets } from "../../testing/containment-office.ts";
import { openScene } from "../../testing/containment-scene.ts";
import { deskParts, inventoryOf, people, testRevision } from "../../testing/containment-world.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { memoryEffector } from "../../testing/memory-effector.ts";
import { memoryProduct } from "../../testing/memory-product.ts";

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
