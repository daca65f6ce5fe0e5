import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { containedNow } from "../core/containment/decide.ts";
import { realClock } from "../testing/real/open-effector.ts";
import { office, stop, type Vendor, vendors } from "../testing/vendor-office.ts";
import { effectorKinds } from "./effectors.ts";

/** Stands still until it is told to go on from some time: a second that a product puts us off for is over on no machine before a test says so, however busy it is. */
function standingClock() {
  const beganMs = Date.now();
  let aheadMs: number | undefined;
  return {
    ...realClock,
    nowMs: () => (aheadMs === undefined ? beganMs : Date.now() + aheadMs),
    goOnFrom(timeMs: number) {
      aheadMs = timeMs - Date.now();
    },
  };
}

for (const kind of await effectorKinds()) {
  const start = Object.hasOwn(vendors, kind.product) ? vendors[kind.product] : undefined;
  if (!start) continue;
  const withVendor = (title: string, body: (vendor: Vendor) => Promise<void>) =>
    test(title, async () => {
      const vendor = await start();
      try {
        await body(vendor);
      } finally {
        await vendor.double.close();
      }
    });
  // Guarantees that the engine and each vendor's effector agree about what was done, what was not, and what nobody knows yet.
  describe(`from approval to undo: ${kind.title}`, () => {
    withVendor("approved once, done once, read back, and put back as it was", async (vendor) => {
      const before = JSON.stringify(vendor.view());
      const { scene, id, until, changes } = await office(kind, vendor);
      assert.equal(changes(), 0);
      await until("confirmed");
      assert.notEqual(JSON.stringify(vendor.view()), before);
      assert.equal(changes(), 1);
      await scene.undo(id);
      await until("undone");
      assert.equal(JSON.stringify(vendor.view()), before);
      assert.equal(changes(), 2);
    });

    withVendor("an answer that was lost is found by reading back, and nothing is done twice", async (vendor) => {
      const { until, changes } = await office(kind, vendor);
      vendor.double.fault = (seen) => (vendor.isChange(seen) ? "lose" : undefined);
      await until("confirmed");
      assert.equal(changes(), 1);
    });

    withVendor(
      "a product that puts us off did nothing, and is asked again under the same approval when its time has come",
      async (vendor) => {
        const before = JSON.stringify(vendor.view());
        const clock = standingClock();
        const { scene, id, until, changes } = await office(kind, vendor, { clock });
        const held = () => scene.desk.state.actions.get(id)!;
        vendor.double.fault = (seen) => (vendor.isChange(seen) ? "rate-limit" : undefined);
        await scene.pass();
        assert.equal(held().status, "proposed");
        assert.match(held().says, /no more requests/);
        assert.equal(JSON.stringify(vendor.view()), before);
        assert.equal(changes(), 1);
        vendor.double.fault = undefined;
        await scene.pass();
        assert.equal(changes(), 1, "it was asked before its time");
        clock.goOnFrom(held().putOffUntilMs ?? Number.NaN);
        await until("confirmed");
        assert.equal(changes(), 2);
        assert.notEqual(JSON.stringify(vendor.view()), before);
        assert.equal(new Set(held().intents.map(({ effectId }) => effectId)).size, 1);
        assert.equal(containedNow(scene.desk.state).length, 1);
      },
    );

    withVendor("what is put off is not asked for after a stop", async (vendor) => {
      const clock = standingClock();
      const { scene, id, changes } = await office(kind, vendor, { clock });
      vendor.double.fault = (seen) => (vendor.isChange(seen) ? "rate-limit" : undefined);
      await scene.pass();
      await scene.desk.obey(stop);
      clock.goOnFrom(scene.desk.state.actions.get(id)!.putOffUntilMs!);
      await scene.pass();
      assert.equal(changes(), 1);
    });
  });
}
