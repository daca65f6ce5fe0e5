import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { approved, changes, faultAt, office } from "../../testing/containment-office.ts";

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
