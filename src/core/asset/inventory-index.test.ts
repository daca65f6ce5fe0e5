import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Inventory } from "./asset.ts";
import { indexInventory } from "./inventory-index.ts";

const indexOf = (inventory: object) => indexInventory(Inventory.parse(inventory));

describe("asking the inventory by name", () => {
  const index = indexOf({
    assets: [
      { name: "WS-1.example.test", aliases: ["desk-1"], addresses: ["192.0.2.10", "10.0.0.0/8"] },
      { name: "web.a.example.test" },
      { name: "web.b.example.test" },
    ],
    identities: [{ name: "mara", aliases: ["mara@example.test"] }],
  });

  test("finds a machine by any of its names, without case, by its first label and by its address", () => {
    for (const name of ["ws-1.example.test", "WS-1", "ws-1.example.test.", " desk-1 ", "192.0.2.10"])
      assert.equal(index.assetOf(name)?.name, "WS-1.example.test", name);
    assert.equal(index.identityOf("EXAMPLE\\Mara")?.name, "mara");
  });

  test("finds nothing rather than the wrong one", () => {
    for (const name of ["web", "192.0.2.11", "192", "10.0.0.5", "", "constructor", "__proto__"])
      assert.equal(index.assetOf(name), undefined, name);
    for (const name of ["", "constructor", "EXAMPLE\\"]) assert.equal(index.identityOf(name), undefined, name);
  });
});

describe("what depends on a machine", () => {
  test("is found through others, under whatever name it is listed, and never holds the machine itself", () => {
    const index = indexOf({
      assets: [
        { name: "db.example.test", aliases: ["store"], "depends-on": ["portal"] },
        { name: "erp", "depends-on": ["STORE"] },
        { name: "portal", "depends-on": ["erp.example.test"] },
        { name: "printer" },
      ],
    });
    assert.deepEqual(index.dependentsOf("db"), ["erp", "portal"]);
    assert.deepEqual(index.dependentsOf("store"), ["erp", "portal"]);
    assert.deepEqual(index.dependentsOf("erp"), ["db.example.test", "portal"]);
    assert.deepEqual(index.dependentsOf("printer"), []);
    assert.deepEqual(index.dependentsOf("nobody"), []);
  });

  test("is what walking every path would find", () => {
    const name = (number: number) => `m-${number}`;
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 14 }), (edges) => {
        const assets = Array.from({ length: 7 }, (_, number) => ({
          name: name(number),
          "depends-on": edges.flatMap(([from, on]) => (from === number ? [name(on)] : [])),
        }));
        const index = indexOf({ assets });
        for (let on = 0; on < 7; on++) {
          const reached = new Set<number>([on]);
          for (let round = 0; round < 7; round++) for (const [from, target] of edges) if (reached.has(target)) reached.add(from);
          reached.delete(on);
          assert.deepEqual(index.dependentsOf(name(on)), [...reached].map(name).toSorted());
        }
      }),
    );
  });

  test("is counted within seconds where 50,000 machines depend on one", () => {
    const startedMs = performance.now();
    const assets = Array.from({ length: 50_000 }, (_, number) => ({ name: `ws-${number}`, "depends-on": ["dc-1"] }));
    const index = indexInventory(Inventory.parse({ assets: [{ name: "dc-1" }, ...assets] }));
    assert.equal(index.dependentsOf("dc-1").length, 10_000);
    assert.ok(performance.now() - startedMs < 5_000);
  });
});

test("an account with a realm is ours where the realm is one of our own domains, and somebody else's elsewhere", () => {
  const index = indexInventory(Inventory.parse({ identities: [{ name: "alice" }], "own-domains": ["example.test"] }));
  assert.equal(index.identityOf("alice@CORP.EXAMPLE.TEST")?.name, "alice");
  assert.equal(index.identityOf("alice@example.test")?.name, "alice");
  for (const other of ["alice@example.org", "alice@notexample.test", "@example.test", "bob@example.test"])
    assert.equal(index.identityOf(other), undefined, other);
});
