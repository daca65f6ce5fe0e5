import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Inventory } from "../core/asset/asset.ts";
import { indexInventory } from "../core/asset/inventory-index.ts";
import { emptyFields, type TelemetryEvent } from "../core/event/event.ts";
import { leasedTo } from "../core/observable/lease.ts";
import { queryLimits } from "../core/query/query.ts";
import { memoryEventStore } from "../storage/memory/memory-events.ts";
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
  return new Map((await namesOf(smallWorld({ events, inventory: indexInventory(Inventory.parse(inventory)) }))).names);
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

describe("what telemetry tells of names beside connections", () => {
  const eventOf = (record: number, parts: Partial<TelemetryEvent>, fields: Record<string, string>): TelemetryEvent => ({
    ...connection(record, "srv-1", ""),
    ...parts,
    fields: Object.assign(emptyFields(), fields),
  });
  const told = async (given: readonly TelemetryEvent[]) => {
    const events = memoryEventStore();
    await events.append({ inputIndex: 0, batch: 0, events: given, letters: [] });
    return namesOf(smallWorld({ events }));
  };
  const lease = (record: number, address: string, host: string) =>
    eventOf(record, { dataset: "zeek", channel: "dhcp", action: "dhcp", host: undefined }, { assigned_addr: address, host_name: host });
  const process = (record: number, user: string, sid: string) =>
    eventOf(record, { channel: "security", action: "4688" }, { SubjectUserName: user, SubjectUserSid: sid });

  test("an address that changed hands was each machine's in its time, and nobody's in between", async () => {
    const { names, leases } = await told([
      connection(1, "ws-1", "10.0.0.5"),
      connection(2, "ws-1", "10.0.0.5"),
      connection(9, "ws-2", "10.0.0.5"),
    ]);
    assert.deepEqual(names, []);
    const atMs = (record: number) => leasedTo(leases, Date.UTC(2026, 2, 2) + record);
    assert.deepEqual([0, 1, 2, 5, 9, 10].map(atMs), [undefined, "host:ws-1", "host:ws-1", undefined, "host:ws-2", undefined]);
  });

  test("an address that two machines had at one time is nobody's", async () => {
    const { leases } = await told([
      connection(1, "ws-1", "10.0.0.5"),
      connection(2, "ws-2", "10.0.0.5"),
      connection(3, "ws-1", "10.0.0.5"),
    ]);
    assert.deepEqual(leases, []);
  });

  test("a lease names a machine, and gives way to what machines report of themselves", async () => {
    const { names } = await told([lease(1, "10.0.0.5", "printer"), lease(2, "10.0.0.6", "claimed"), connection(3, "ws-1", "10.0.0.6")]);
    assert.deepEqual(names, [
      ["ip:10.0.0.5", "host:printer"],
      ["ip:10.0.0.6", "host:ws-1"],
    ]);
  });

  test("a security id is the account that Windows logs with it; of two names, of two ids and of the system's own it is nobody's", async () => {
    const sid = (last: number) => `S-1-5-21-1-2-3-${last}`;
    const { names } = await told([
      process(1, "alice", sid(1)),
      process(2, "bob", sid(2)),
      process(3, "robert", sid(2)),
      process(4, "carol", sid(3)),
      process(5, "carol", sid(4)),
      process(6, "WS-1$", "S-1-5-18"),
    ]);
    assert.deepEqual(names, [[`sid:${sid(1).toLowerCase()}`, "user:alice"]]);
  });
});
