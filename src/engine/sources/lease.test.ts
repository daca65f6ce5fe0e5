import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { numbered, record, start, world } from "../../testing/polled-scene.ts";

describe("a lease", () => {
  test("lets one process at a time ask, and another within ten seconds of the first one's death", async () => {
    const { clock, sourcesOf, ids, leases } = world();
    const { product, source } = numbered({ total: 1_000, size: 1, page: (_, honest) => clock.sleep(100).then(honest) });
    product.clock = clock;
    // A process that dies gives nothing back and is never heard of again.
    const dead = await leases.take("siem");
    assert.ok(dead);
    const ended = new AbortController();
    const working = Promise.all([1, 2].map(() => sourcesOf([{ name: "siem", source }]).work(ended.signal)));
    await clock.sleep(10_000);
    assert.ok((await ids()).length > 0);
    assert.ok(product.askedAtMs[0]! - start > leases.leaseMs);
    ended.abort();
    await working;
    // Had both asked at once, pages would have been asked for twice.
    assert.equal(new Set(product.asked).size, product.asked.length);
  });

  test("that is lost ends the work, and what the zombie hands over is refused", async () => {
    const { clock, intake, leases, told, sourcesOf, ids } = world();
    let isAsleep = true;
    let wake = () => {};
    const { source } = numbered({
      page: async (_, honest) => {
        if (isAsleep) await new Promise<void>((settle) => (wake = settle));
        return honest();
      },
    });
    const ended = new AbortController();
    const zombieLeases = {
      ...leases,
      take: async (name: string) => {
        const held = await leases.take(name);
        // A suspended process gives no sign of life and does not know it.
        return held && { ...held, renew: async () => (isAsleep ? true : held.renew()) };
      },
    };
    const zombie = sourcesOf([{ name: "siem", source }], { leases: zombieLeases }).work(ended.signal);
    await clock.sleep(6_000);
    const other = await leases.take("siem");
    await other!.handOver({ source: "siem", records: [record("new")], cursor: "7" });
    isAsleep = false;
    wake();
    await clock.sleep(1);
    assert.deepEqual(await ids(), ["siem new"]);
    assert.equal(await intake.cursorOf("siem"), "7");
    assert.ok(told.some((each) => each.told === "given-up"));
    ended.abort();
    await zombie;
  });
});
