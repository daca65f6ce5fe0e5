import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Alert } from "../../core/alert/alert.ts";
import { Inventory } from "../../core/asset/asset.ts";
import { indexInventory } from "../../core/asset/inventory-index.ts";
import { alertOf, minuteMs, noonMs, placed } from "../../testing/alerts.ts";
import { smallWorld } from "../../testing/small-world.ts";
import { openPlannedWork } from "./planned-work.ts";

const inventory = indexInventory(
  Inventory.parse({
    assets: [
      { name: "ADM-1", addresses: ["10.0.0.5"], criticality: "medium", role: "admin-workstation" },
      { name: "APP-1", addresses: ["10.0.0.6"], criticality: "high", role: "server" },
      { name: "WS-1", addresses: ["10.0.0.7"], criticality: "medium", role: "workstation" },
    ],
    identities: [{ name: "adm.brandt", role: "administrator", privileged: true }],
    changes: [
      {
        id: "CHG-1",
        summary: "move logs",
        from: new Date(noonMs).toISOString(),
        to: new Date(noonMs + 60 * minuteMs).toISOString(),
        assets: ["ADM-1", "APP-1"],
        identities: ["adm.brandt"],
      },
      {
        id: "CHG-2",
        summary: "updates, by nobody in particular",
        from: new Date(noonMs).toISOString(),
        to: new Date(noonMs + 60 * minuteMs).toISOString(),
        assets: ["WS-1"],
      },
    ],
  }),
);
const changeOf = openPlannedWork(inventory);
const work: Partial<Alert> = { host: "app-1.example.test", user: "CONTOSO\\adm.brandt", timeMs: noonMs + minuteMs };

describe("planned work", () => {
  test("is what a change's accounts do on its machines in its time", () => {
    assert.equal(changeOf(alertOf(1, work)), "CHG-1");
    assert.equal(changeOf(alertOf(1, { ...work, user: "NT AUTHORITY\\SYSTEM" })), "CHG-1");
    const sensed = {
      dataset: "zeek",
      host: undefined,
      user: undefined,
      observables: [{ type: "ip", value: "10.0.0.5", role: "source" }],
    } as const;
    assert.equal(changeOf(alertOf(1, { ...work, ...sensed })), "CHG-1");
  });

  test("is not what another account, another machine or another hour does", () => {
    assert.equal(changeOf(alertOf(1, { ...work, user: "CONTOSO\\n.brandt" })), undefined);
    assert.equal(changeOf(alertOf(1, { ...work, host: "ws-1.example.test" })), undefined);
    assert.equal(changeOf(alertOf(1, { ...work, host: "stranger.example.test" })), undefined);
    assert.equal(changeOf(alertOf(1, { ...work, timeMs: noonMs - 1 })), undefined);
    assert.equal(changeOf(alertOf(1, { ...work, observables: [{ type: "ip", value: "10.0.0.7", role: "source" }] })), undefined);
  });

  test("is nothing where a change names no account", () => {
    assert.equal(changeOf(alertOf(1, { ...work, user: undefined, host: "ws-1.example.test" })), undefined);
  });

  test("stays apart from what others did on the same machine before, and is one story itself", async () => {
    const alerts = [
      alertOf(1, { host: "adm-1.example.test", user: "n.brandt", timeMs: noonMs - 20 * minuteMs }),
      alertOf(2, { host: "adm-1.example.test", user: "adm.brandt", timeMs: noonMs + minuteMs }),
      alertOf(3, { host: "app-1.example.test", user: "adm.brandt", timeMs: noonMs + 2 * minuteMs }),
      alertOf(4, { host: "app-1.example.test", user: "SYSTEM", timeMs: noonMs + 30 * minuteMs }),
    ].map((alert, index) => ({ ...alert, ruleId: `rule-${index}` }));
    const { state } = await placed(alerts, smallWorld({ inventory }), 10);
    const caseOf = (id: string) =>
      [...state.cases.values()].find((each) => each.status !== "unopened" && each.status !== "merged" && each.alertIds.includes(id));
    assert.notEqual(caseOf("a-1"), caseOf("a-2"));
    assert.equal(caseOf("a-2"), caseOf("a-3"));
    assert.equal(caseOf("a-2"), caseOf("a-4"));
  });
});
