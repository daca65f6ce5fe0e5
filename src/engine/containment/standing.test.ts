import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openScene } from "../../testing/containment-scene.ts";
import { deskParts, people, testStopFile } from "../../testing/containment-world.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { memoryEffector } from "../../testing/memory-effector.ts";
import { memoryProduct } from "../../testing/memory-product.ts";
import { readNow, steadyPace } from "./standing.ts";

// Guarantees of looking again: "in force" is what the product said when it was read last, not what we once did.

async function office() {
  const clock = fakeClock(Date.UTC(2026, 4, 5, 9));
  const product = memoryProduct({ targets: { "d-1": ["account:user-1"] }, nowMs: clock.nowMs });
  const stopFile = testStopFile();
  const scene = await openScene(deskParts({ effectors: [memoryEffector({ product })], clock, stopFile }));
  await scene.adopt();
  const id = await scene.propose({ user: 1 });
  await scene.approve(id, people.omar);
  await scene.pass();
  assert.equal(scene.statusOf(id), "confirmed");
  const looks = () => product.ledger.filter(({ call }) => call === "observe").length;
  const changes = () => product.ledger.filter(({ changed }) => changed).length;
  const look = () => scene.desk.carryOut(new AbortController().signal, readNow);
  return { clock, product, stopFile, scene, id, looks, changes, look };
}

describe("what stands", () => {
  test("is read by whoever asks once, and what somebody else took away is said and left alone", async () => {
    const { clock, product, scene, id, changes, look } = await office();
    clock.pass(120_000);
    product.setByAnother("d-1", "disable-account", false);
    const before = changes();
    const { standing, taken, troubles } = await look();
    assert.deepEqual([standing.gone, standing.unread, taken, troubles], [[id], [], [], []]);
    assert.equal(scene.statusOf(id), "gone");
    await look();
    await scene.pass();
    assert.equal(changes(), before, "it is never put there again by itself");
  });

  test("is read at a pace pass after pass, and each once", async () => {
    const { clock, scene, looks } = await office();
    const before = looks();
    for (let pass = 0; pass < 10; pass++) await scene.pass();
    assert.equal(looks(), before);
    clock.pass(steadyPace.ageMs);
    for (let pass = 0; pass < 10; pass++) await scene.pass();
    assert.equal(looks(), before + 1);
  });

  test("is read while everything is stopped", async () => {
    const { clock, product, stopFile, scene, id, look } = await office();
    clock.pass(120_000);
    product.setByAnother("d-1", "disable-account", false);
    stopFile.stopped = "touched";
    await look();
    assert.equal(scene.statusOf(id), "gone");
  });

  test("at a product that does not answer is not known, is said so, and is not asked in each pass", async () => {
    const { clock, product, scene, id, looks } = await office();
    clock.pass(steadyPace.ageMs);
    product.fault = () => ({ fault: "drop-request" });
    const before = looks();
    const { standing } = await scene.pass();
    assert.deepEqual(
      standing.unread.map((each) => each.id),
      [id],
    );
    assert.equal(scene.statusOf(id), "confirmed", "silence is no word that it is gone");
    for (let pass = 0; pass < 5; pass++) await scene.pass();
    assert.ok(looks() <= before + 1);
  });
});
