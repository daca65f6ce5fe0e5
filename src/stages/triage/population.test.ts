import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Inventory } from "../../core/asset/asset.ts";
import { indexInventory } from "../../core/asset/inventory-index.ts";
import { alertOf, placed } from "../../testing/alerts.ts";
import { smallWorld } from "../../testing/small-world.ts";
import { alertEvidence } from "../investigate/alert-evidence.ts";
import { viewOf } from "../investigate/case-view.ts";
import { openPopulation } from "./population.ts";

const inventory = indexInventory(Inventory.parse({ assets: [{ name: "ws-1.example.test", aliases: ["mara-pc"], role: "workstation" }] }));
const names = new Map([["ip:10.0.0.7", "host:ws-2.example.test"]]);
const from = (value: string, type: "ip" | "host" = "ip") => alertOf(1, { observables: [{ type, value, role: "source" }], host: "sensor" });

describe("the machines that make a population", () => {
  const machineOf = openPopulation(names, inventory);
  test("are those that the inventory lists or telemetry ties to an address, under one name each", () => {
    assert.equal(machineOf(from("MARA-PC", "host")), "host:ws-1");
    assert.equal(machineOf(alertOf(1, { host: "ws-1" })), "host:ws-1");
    assert.equal(machineOf(from("10.0.0.7")), "host:ws-2");
    assert.equal(machineOf(alertOf(1, { host: "ws-2" })), "host:ws-2");
  });

  test("are no addresses from outside, no names that only an alert gives, and nothing for nobody", () => {
    for (const alert of [from("198.51.100.7"), from("10.0.0.8"), from("made-up", "host"), alertOf(1, { host: "made-up" }), alertOf(1)])
      assert.equal(machineOf(alert), undefined);
  });
});

// Guarantees that spreading a rule over addresses of one's own choice is no fact that speaks for "benign".
test("a rule's spread is a fact only over known machines", async () => {
  const assets = Array.from({ length: 8 }, (_, index) => ({ name: `ws-${index}`, role: "workstation" }));
  const known = indexInventory(Inventory.parse({ assets }));
  const noise = assets.map(({ name }, index) => alertOf(index + 1, { ruleId: "update-failed", severity: "low", host: name }));
  const { state } = await placed(noise, smallWorld({ inventory: known }));
  const standing = state.cases.get("case-1");
  assert.ok(standing?.status === "in-progress" && standing.alertIds.length === noise.length);
  const view = viewOf(standing, state);
  const spread = (world: typeof known) =>
    alertEvidence(view, 1, (id) => id, openPopulation(new Map(), world)).find(({ tool }) => tool === "correlation/spread");
  assert.deepEqual([spread(known)?.trust, spread(known)?.weight], ["population", -1.6]);
  const partly = spread(indexInventory(Inventory.parse({ assets: assets.slice(1) })));
  assert.equal(partly?.trust, "attacker-writable");
  assert.ok(partly.weight >= -0.3);
});
