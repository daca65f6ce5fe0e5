import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Inventory } from "../core/asset/asset.ts";
import { indexInventory } from "../core/asset/inventory-index.ts";
import { emptyFields, type TelemetryEvent } from "../core/event/event.ts";
import { queryLimits } from "../core/query/query.ts";
import { memoryEventStore } from "../testing/memory-stores.ts";
import { smallWorld } from "../testing/small-world.ts";
import { namesOf } from "./names.ts";

const digest = `sha256:${"0".repeat(64)}`;

/** Sysmon says that a host has a connection from an address. */
const connection = (record: number, host: string, address: string): TelemetryEvent => ({
  timeMs: Date.UTC(2026, 2, 2) + record,
  dataset: "windows",
  channel: "microsoft-windows-sysmon/operational",
  action: "3",
  host,
  fields: Object.assign(emptyFields(), { EventID: "3", SourceIp: address, Computer: host }),
  source: { path: "sysmon.jsonl", record, digest },
  logSource: { product: "windows", category: "network_connection" },
});

async function named(connections: readonly (readonly [string, string])[], inventory: object = {}): Promise<Map<string, string>> {
  const events = memoryEventStore();
  await events.append({
    inputIndex: 0,
    batch: 0,
    events: connections.map(([host, address], index) => connection(index, host, address)),
    letters: [],
  });
  return new Map(await namesOf(smallWorld({ events, inventory: indexInventory(Inventory.parse(inventory)) })));
}

describe("which address is which machine", () => {
  test("an address that one machine reports is that machine, by its full name", async () => {
    const names = await named([["ws-1.example.test", "10.0.0.5"]]);
    assert.equal(names.get("ip:10.0.0.5"), "host:ws-1.example.test");
  });

  test("an address that several machines report names none of them", async () => {
    const names = await named([
      ["ws-1", "10.0.0.5"],
      ["ws-2", "10.0.0.5"],
      ["ws-2", "10.0.0.6"],
    ]);
    assert.equal(names.get("ip:10.0.0.5"), undefined);
    assert.equal(names.get("ip:10.0.0.6"), "host:ws-2");
  });

  test("an address stays shared when there are more pairs than a search gives", async () => {
    const busy = Array.from({ length: queryLimits.groupsMax + 50 }, (_, index) => {
      const address = `10.1.${index >> 8}.${index & 255}`;
      return [`ws-${index}`, address] as const;
    });
    const names = await named([
      ...busy,
      ...busy,
      ["ws-0", "10.9.9.9"],
      ["ws-0", "10.9.9.9"],
      ["ws-0", "10.9.9.9"],
      ["zz-last", "10.9.9.9"],
    ]);
    assert.equal(names.get("ip:10.9.9.9"), undefined);
  });

  test("an outsider's address is nobody's machine", async () => {
    assert.equal((await named([["ws-1", "198.51.100.7"]])).size, 0);
  });

  test("the inventory has the last word, and what it lists twice names nobody", async () => {
    const names = await named(
      [
        ["ws-1", "10.0.0.5"],
        ["ws-1", "10.0.0.7"],
      ],
      {
        assets: [
          { name: "srv-1", addresses: ["10.0.0.5", "10.0.0.7", "10.0.1.0/24"], aliases: ["files"] },
          { name: "srv-2", addresses: ["10.0.0.7"], aliases: ["files", "mail"] },
        ],
      },
    );
    assert.equal(names.get("ip:10.0.0.5"), "host:srv-1");
    assert.equal(names.get("ip:10.0.0.7"), undefined);
    assert.equal(names.get("host:files"), undefined);
    assert.equal(names.get("host:mail"), "host:srv-2");
    assert.equal(names.get("ip:10.0.1.0/24"), undefined);
  });

  test("a machine that is called by its address is not taken for one whose address begins alike", async () => {
    const names = await named([["10.0.0.5", "10.0.0.5"]], { assets: [{ name: "10.200.0.1", addresses: ["10.200.0.2"] }] });
    assert.equal(names.get("ip:10.200.0.2"), "host:10.200.0.1");
    assert.equal(names.get("ip:10.0.0.5"), "host:10.0.0.5");
  });

  test("a short name that two machines share belongs to neither", async () => {
    const names = await named(
      [
        ["web.a.example.test", "10.0.0.5"],
        ["web.b.example.test", "10.0.0.6"],
      ],
      { assets: [{ name: "web" }] },
    );
    assert.equal(names.get("ip:10.0.0.5"), "host:web.a.example.test");
    assert.equal(names.get("ip:10.0.0.6"), "host:web.b.example.test");
    assert.equal(names.get("host:web"), undefined);
  });
});
