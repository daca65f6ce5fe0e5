import assert from "node:assert/strict";
import { test } from "node:test";
import { Inventory } from "../../core/asset/asset.ts";
import { indexInventory } from "../../core/asset/inventory-index.ts";
import type { EventQuery } from "../../core/query/query.ts";
import type { SearchAnswer } from "../../ports/event-store.ts";
import { searchByNames } from "./named-search.ts";

// Guarantees: whoever types a short name, or another spelling, finds what an investigation finds; what says no kind is refused and never "nothing".

const inventory = indexInventory(
  Inventory.parse({
    assets: [{ name: "fs01.corp.example.test", aliases: ["FS01"] }],
    identities: [{ name: "m.holt", aliases: ["holtm"] }],
  }),
);

/** A store of events by entity, and of what machines call themselves. */
function store(held: Readonly<Record<string, number>>, hosts: readonly string[] = []) {
  const asked: string[] = [];
  const search = async ({ entity, aggregate, where }: EventQuery): Promise<SearchAnswer> => {
    if (entity === undefined && aggregate) {
      const start = where && "value" in where ? String(where.value) : "";
      return {
        rows: [],
        total: 0,
        groups: hosts.filter((host) => host.startsWith(start)).map((host) => ({ by: [host], count: 1, distinct: 0 })),
      };
    }
    asked.push(entity ?? "");
    return { rows: [], total: held[entity ?? ""] ?? 0, groups: [] };
  };
  return { search, inventory, asked };
}
const query = (entity?: string): EventQuery => ({
  time: { fromMs: 0, toMs: 1 },
  sort: "oldest",
  limit: 10,
  ...(entity !== undefined && { entity }),
});

test("a machine is found by its short name, in any case, under the inventory's name; the answer says so", async () => {
  const held = { "host:fs01.corp.example.test": 40 };
  for (const typed of ["host:FS01", "host:fs01", "HOST: fs01 "]) {
    const found = await searchByNames(query(typed), store(held));
    assert.equal(found.total, 40, typed);
    assert.deepEqual(found.lookedFor, ["host:fs01", "host:fs01.corp.example.test"]);
  }
});

test("an account is found under its other names", async () => {
  assert.equal((await searchByNames(query("user:CORP\\HoltM"), store({ "user:m.holt": 3 }))).total, 3);
});

test("a machine that no inventory lists is found by the full name of its own events, and two that share a short name both are", async () => {
  const hosts = ["ws-9.a.example.test", "ws-9.b.example.test", "ws-90.a.example.test"];
  const found = await searchByNames(query("host:ws-9"), store({ "host:ws-9.a.example.test": 2, "host:ws-9.b.example.test": 5 }, hosts));
  assert.equal(found.total, 7);
  assert.deepEqual(found.lookedFor, ["host:ws-9", "host:ws-9.a.example.test", "host:ws-9.b.example.test"]);
});

test("what has one name is asked as it is, and so is a search without an entity", async () => {
  const one = store({ "ip:192.0.2.7": 1 });
  const found = await searchByNames(query("ip:192.0.2.7"), one);
  assert.deepEqual([found.total, found.lookedFor, one.asked], [1, undefined, ["ip:192.0.2.7"]]);
  assert.deepEqual((await searchByNames(query(), store({ "": 9 }))).total, 9);
});

test("a name without its kind is refused with what to write", async () => {
  for (const typed of ["fs01", ":fs01", "host:", "machine:fs01", ""])
    await assert.rejects(searchByNames(query(typed), store({})), { code: "query/entity-without-kind", remedy: /host:fs01/ }, typed);
});
