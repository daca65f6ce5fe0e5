import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { approved, changes, faultAt, office } from "../../testing/containment-office.ts";
import type { Fault } from "../../testing/memory-product.ts";

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
