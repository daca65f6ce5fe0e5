import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { nothingStops } from "../../testing/guards.ts";
import { elementsOf, open, orderOn, withFirewall } from "../../testing/nftables-scene.ts";
import { type RunNft, runNft } from "./run-nft.ts";

test("real packets of one address are thrown away until it is released, and nobody else's", async (t) => {
  await withFirewall(t, async (firewall, effector) => {
    const { peer4, peer6, bystander4 } = firewall.addresses;
    const seen = () => [peer4, peer6, bystander4].map((from) => firewall.connects(from));
    const order = await orderOn(effector, peer4);
    const { state } = await effector.observe(order);
    assert.deepEqual(seen(), [true, true, true]);
    await effector.perform(order, nothingStops);
    assert.deepEqual(seen(), [false, true, true]);
    await effector.undo({ ...order, effectId: "c-1.0a1b2c3d.undo", before: state }, nothingStops);
    assert.deepEqual(seen(), [true, true, true]);
    await effector.perform(await orderOn(effector, peer6), nothingStops);
    assert.deepEqual(seen(), [true, false, true]);
  });
});

test("the firewall releases an address by itself, even if nobody lives to do it", async (t) => {
  await withFirewall(t, async (firewall, effector) => {
    const { peer4 } = firewall.addresses;
    const order = await orderOn(effector, peer4, 1_200);
    await effector.perform(order, nothingStops);
    assert.equal(firewall.connects(peer4), false);
    assert.match((await effector.observe(order)).says, /another [012] seconds/);
    await sleep(2_200);
    assert.equal((await effector.observe(order)).inForce, "no");
    assert.equal(firewall.connects(peer4), true);
    assert.match((await effector.undo({ ...order, before: { element: null } }, nothingStops)).says, /not blocked any more/);
  });
});

test("undo takes away what this effect put there, and nothing of anybody else", async (t) => {
  await withFirewall(t, async (firewall, effector) => {
    const { peer4 } = firewall.addresses;
    const order = await orderOn(effector, peer4);
    for (const comment of ['comment "by hand"', "", 'comment "watchkeeper c-2.99999999"', 'comment "watchkeeper c-1.0a1b2c3"']) {
      firewall.nft("add", "element", "inet", "soc", "blocked4", `{ ${peer4} ${comment} }`);
      const held = elementsOf(firewall);
      await effector.perform(order, nothingStops);
      await assert.rejects(effector.undo({ ...order, before: { element: null } }, nothingStops), { code: "effector/refused" });
      await effector.undo({ ...order, before: { element: { comment: "by hand", timeoutSeconds: null } } }, nothingStops);
      await assert.rejects(effector.undo({ ...order, before: { somethingElse: 1 } }, nothingStops), { code: "effector/refused" });
      assert.deepEqual(elementsOf(firewall), held);
      firewall.nft("delete", "element", "inet", "soc", "blocked4", `{ ${peer4} }`);
    }
  });
});

test("somebody who blocks the same address at the same moment keeps their element", async (t) => {
  await withFirewall(t, async (firewall) => {
    const { peer4 } = firewall.addresses;
    const racing: RunNft = (call) => {
      if (call.changes) firewall.nft("add", "element", "inet", "soc", "blocked4", `{ ${peer4} comment "by hand" }`);
      return runNft()(call);
    };
    const effector = open(firewall, racing);
    const { says } = await effector.perform(await orderOn(effector, peer4), nothingStops);
    assert.match(says, /by somebody else/);
    assert.deepEqual(elementsOf(firewall), [`${peer4} comment "by hand"`]);
  });
});
