import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { SocError } from "../../core/soc-error.ts";
import { nothingStops } from "../../testing/guards.ts";
import { address, elementsOf, orderOn, withFirewall } from "../../testing/nftables-scene.ts";

test("only one canonical address of one machine is a target", async (t) => {
  await withFirewall(t, async (firewall, effector) => {
    const notOne = [
      ...[
        "192.0.2.0/24",
        "192.0.2.1-192.0.2.9",
        "192.0.2.1, 192.0.2.2",
        "192.0.2",
        "192.0.2.01",
        "0xc0000201",
        "3221225985",
        "192.0.2.1 timeout 1s",
      ],
      ...["2001:DB8::1", "2001:db8:0::1", "fe80::1%eth0", "::ffff:192.0.2.1", "ff02::1", "::", "::1", "fe80::1"],
      ...[
        "0.0.0.0",
        "127.0.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "169.254.169.254",
        "@blocked6",
        "evil.example.test",
        "",
        "}; flush ruleset",
      ],
    ];
    for (const name of notOne) await assert.rejects(effector.locate(address(name), "block-address"), { code: "effector/no-target" }, name);
    await assert.rejects(effector.locate({ ...address("192.0.2.1"), kind: "host" }, "block-address"), { code: "effector/no-target" });
    const order = await orderOn(effector, "192.0.2.1");
    for (const located of ["192.0.2.0/24", "0.0.0.0", "127.0.0.1", "::"]) {
      await assert.rejects(effector.perform({ ...order, located }, nothingStops), { code: "effector/refused" }, located);
    }
    await effector.perform({ ...order, effectId: 'c-1" }; flush ruleset' }, nothingStops);
    await effector.undo({ ...order, effectId: 'c-1" }; flush ruleset.undo', before: { element: null } }, nothingStops);
    assert.deepEqual(elementsOf(firewall), []);
  });
});

test("whatever text is asked for, the firewall holds single addresses that are written as we were told, or nothing", async (t) => {
  await withFirewall(t, async (firewall, effector) => {
    const odd = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.ipV4Extended(),
      fc.string({ maxLength: 50 }),
      fc.ipV4().map((ip) => `${ip}/8`),
    );
    await fc.assert(
      fc.asyncProperty(odd, async (name) => {
        const located = await effector.locate(address(name), "block-address").catch((cause) => {
          assert.equal((cause as SocError).code, "effector/no-target");
          return undefined;
        });
        if (located !== undefined) assert.equal(located, name);
      }),
      { numRuns: 60 },
    );
    assert.deepEqual(elementsOf(firewall), []);
  });
});
