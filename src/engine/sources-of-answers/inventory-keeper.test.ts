import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Inventory } from "../../core/asset/asset.ts";
import { heldClock, unreached } from "../../testing/answering-sources.ts";
import { openInventoryKeeper } from "./inventory-keeper.ts";
import { mergeInventories } from "./merge-inventories.ts";

describe("the inventory of several sources", () => {
  const part = (given: object) => Inventory.parse(given);

  test("one machine that two know is one machine, and nothing that one protects is freed by another", () => {
    const files = part({ assets: [{ name: "dc01", criticality: "low", addresses: ["192.0.2.1"] }], "own-domains": ["corp.test"] });
    const directory = part({
      assets: [
        {
          name: "DC01.corp.test",
          criticality: "critical",
          role: "domain-controller",
          protected: true,
          addresses: ["192.0.2.1", "192.0.2.2"],
        },
      ],
      identities: [{ name: "Mara", privileged: true }],
      "own-domains": ["Corp.test"],
    });
    for (const merged of [mergeInventories([files, directory]), mergeInventories([directory, files])]) {
      assert.equal(merged.assets.length, 1);
      const [asset] = merged.assets;
      assert.deepEqual([asset?.criticality, asset?.protected, asset?.role], ["critical", true, "domain-controller"]);
      assert.deepEqual(asset?.addresses, ["192.0.2.1", "192.0.2.2"]);
      assert.equal(merged["own-domains"].length, 1);
    }
  });

  test("merging more protects no less", () => {
    const asset = fc.record({
      name: fc.constantFrom("a", "b", "A.corp.test"),
      protected: fc.boolean(),
      criticality: fc.constantFrom("low", "critical"),
    });
    const given = fc.array(asset, { maxLength: 4 }).map((assets) => part({ assets }));
    const key = (name: string) => name.toLowerCase().split(".")[0];
    fc.assert(
      fc.property(given, given, (one, other) => {
        const merged = mergeInventories([one, other]);
        for (const each of [...one.assets, ...other.assets]) {
          const found = merged.assets.find(({ name }) => key(name) === key(each.name));
          assert.ok(found && (!each.protected || found.protected) && (each.criticality !== "critical" || found.criticality === "critical"));
        }
      }),
    );
  });

  test("a source is read on its schedule; one that fails leaves what it said, is tried again, and is shown as stale", async () => {
    const clock = heldClock();
    let says: () => Promise<Inventory> = async () => part({ assets: [{ name: "web01" }] });
    let reads = 0;
    const read = () => {
      reads++;
      return says();
    };
    const source = { name: "cmdb", everyMs: 60_000, read };
    const load = ({ assets }: Inventory) => assets.map(({ name }) => name);
    const keeper = await openInventoryKeeper({ files: async () => part({ assets: [{ name: "dc01" }] }), sources: [source], clock, load });
    assert.deepEqual(keeper.current(), ["dc01"]);
    const stop = new AbortController();
    const working = keeper.work(stop.signal);
    await clock.pass(0);
    assert.deepEqual(keeper.current(), ["dc01", "web01"]);
    assert.equal(keeper.health()[0]?.stale, false);
    says = () => Promise.reject(unreached);
    for (let minute = 0; minute < 4; minute++) await clock.pass(60_000);
    assert.deepEqual(keeper.current(), ["dc01", "web01"], "the last good reading stays");
    assert.equal(keeper.health()[0]?.stale, true);
    assert.equal(keeper.health()[0]?.problem, '"siem" was not reached');
    assert.ok(reads >= 3);
    says = async () => part({ assets: [{ name: "web02" }] });
    for (let minute = 0; minute < 3; minute++) await clock.pass(60_000);
    assert.deepEqual(keeper.current(), ["dc01", "web02"]);
    assert.equal(keeper.health()[0]?.problem, undefined);
    stop.abort();
    await working;
  });

  test("what a source says in a shape that is none is a failure, and nothing is taken over", async () => {
    const clock = heldClock();
    const source = { name: "cmdb", everyMs: 60_000, read: async () => ({ assets: [{ nome: "x" }] }) as unknown as Inventory };
    const keeper = await openInventoryKeeper({
      files: async () => part({}),
      sources: [source],
      clock,
      load: ({ assets }) => assets.length,
    });
    await keeper.readAll(new AbortController().signal);
    assert.equal(keeper.current(), 0);
    assert.equal(keeper.health()[0]?.problem, "it failed without saying why");
  });
});
