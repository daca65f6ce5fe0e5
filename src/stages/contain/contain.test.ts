import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Alert } from "../../core/alert/alert.ts";
import { severities, severityRank } from "../../core/alert/severity.ts";
import { Inventory } from "../../core/asset/asset.ts";
import { indexInventory } from "../../core/asset/inventory-index.ts";
import { approversOf, containmentVerbs, undoOf } from "../../core/containment/action.ts";
import { type Observable, observableTypes } from "../../core/observable/observable.ts";
import type { Playbook } from "../../core/playbook/playbook.ts";
import { verdicts } from "../../core/verdict/verdict.ts";
import { alertOf, placed } from "../../testing/alerts.ts";
import { smallWorld } from "../../testing/small-world.ts";
import { viewOf } from "../investigate/case-view.ts";
import { assess } from "./blast-radius.ts";
import { sharedInfrastructureDependents } from "./measured.ts";
import { propose } from "./propose.ts";

const inventory = indexInventory(
  Inventory.parse({
    assets: [
      { name: "ws-1", role: "workstation", addresses: ["192.0.2.10"] },
      { name: "srv-1", role: "server", criticality: "medium" },
      { name: "erp-1", role: "server", criticality: "critical" },
      { name: "dc-1.example.test", aliases: ["dc-1"], role: "Domain Controller", criticality: "high" },
      { name: "vault-1", role: "server", protected: true },
      { name: "hub-1", role: "workstation", aliases: ["hub"] },
      ...Array.from({ length: sharedInfrastructureDependents }, (_, index) => ({
        name: `app-${index}`,
        role: "server",
        "depends-on": ["hub"],
      })),
    ],
    identities: [
      { name: "mara", role: "employee" },
      { name: "adm-joss", role: "administrator", privileged: true },
      { name: "svc-backup", role: "service account" },
      { name: "bg-1", role: "break glass" },
    ],
  }),
);
const host = (value: string): Observable => ({ type: "host", value, role: "actor" });
const user = (value: string): Observable => ({ type: "user", value, role: "actor" });
const tierOf = (action: (typeof containmentVerbs)[number], target: Observable) =>
  assess({ action, target, severity: "high", inventory }).tier;

/** What a playbook proposes for the one case that these alerts are, found to be an attack. */
async function proposedFor(playbook: Playbook, alerts: readonly Alert[]) {
  const { state } = await placed(alerts);
  const standing = state.cases.get("case-1");
  assert.ok(standing?.status === "in-progress" && standing.alertIds.length === alerts.length);
  const view = viewOf(standing, state);
  return propose({ playbook, view, verdict: "true-positive", severity: "high", inventory, cite: () => ["e-1"], isOwn: () => false });
}

describe("the tier of a containment action", () => {
  const expected: [string, Parameters<typeof tierOf>, number][] = [
    ["one workstation", ["isolate-host", host("ws-1")], 1],
    ["a workstation that the inventory does not know", ["isolate-host", host("ws-99")], 2],
    ["a server", ["isolate-host", host("srv-1")], 2],
    ["what much depends on", ["isolate-host", host("erp-1")], 3],
    ["what many depend on, under whatever name", ["isolate-host", host("hub-1.example.test")], 3],
    ["a domain controller, however its role is written", ["isolate-host", host("DC-1")], 4],
    ["what is marked protected", ["isolate-host", host("vault-1")], 4],
    ["a plain account", ["disable-account", user("EXAMPLE\\Mara")], 1],
    ["a privileged account", ["disable-account", user("adm-joss")], 2],
    ["a service's account", ["disable-account", user("svc-backup")], 2],
    ["an account that nobody knows", ["disable-account", user("ghost")], 2],
    ["the account that opens the glass", ["disable-account", user("bg-1")], 4],
    ["sessions, which nothing brings back", ["revoke-sessions", user("mara")], 3],
    ["a process, which nothing brings back", ["kill-process", { type: "process", value: "c:\\a.exe" }], 3],
    ["an outsider's address", ["block-address", { type: "ip", value: "198.51.100.7" }], 1],
    ["an address that one of our machines has", ["block-address", { type: "ip", value: "192.0.2.10" }], 1],
    ["the name of one of our machines", ["block-domain", { type: "domain", value: "vault-1" }], 4],
    ["reading", ["collect-evidence", host("vault-1")], 0],
  ];
  for (const [what, arguments_, tier] of expected) test(`${what}: ${tier}`, () => assert.equal(tierOf(...arguments_), tier));

  const target = fc.record({
    type: fc.constantFrom(...observableTypes),
    value: fc.oneof(
      fc.constantFrom("ws-1", "srv-1", "dc-1", "vault-1", "mara", "bg-1", "192.0.2.10", "198.51.100.7"),
      fc.string({ maxLength: 12 }),
    ),
  });

  // Guarantees of invariants: protection, what cannot be undone and what is not known only ever raise the tier, and the tier says how many must agree.
  test("protected is always 4, irreversible at least 3, unknown never runs alone, and nothing mild runs alone", () => {
    fc.assert(
      fc.property(fc.constantFrom(...containmentVerbs), target, fc.constantFrom(...severities), (action, observable, severity) => {
        const { tier, approvers, blastRadius } = assess({ action, target: observable, severity, inventory });
        assert.equal(approvers, approversOf[tier]);
        if (action === "collect-evidence") {
          assert.equal(tier, 0);
          return;
        }
        assert.equal(tier === 4, blastRadius.protected);
        if (undoOf[action] === undefined) assert.ok(tier >= 3);
        if (blastRadius.criticality === "unknown") assert.ok(tier >= 2);
        if (severityRank(severity) < severityRank("high")) assert.ok(tier >= 2);
        assert.ok(blastRadius.says.length > 10);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("what is proposed for a case", () => {
  const everything: Observable[] = [
    user("mara"),
    { type: "ip", value: "198.51.100.7", role: "source" },
    { type: "ip", value: "192.0.2.10", role: "target" },
    { type: "ip", value: "10.0.0.8", role: "related" },
    { type: "domain", value: "own.example.test", role: "server" },
    { type: "domain", value: "drop.example.org", role: "server" },
    { type: "domain", value: "brand.example.net", role: "sender" },
    { type: "url", value: "https://drop.example.org/a", role: "related" },
    { type: "hash", value: "aa11", role: "file" },
    { type: "file", value: "c:\\a.exe", role: "file" },
    { type: "process", value: "c:\\a.exe", role: "actor" },
    { type: "mail", value: "<1@example.org>", role: "related" },
    { type: "cloud-resource", value: "bucket-1", role: "target" },
  ];
  const own = new Set(["192.0.2.10", "10.0.0.8", "own.example.test"]);
  const isOwn = ({ value }: Observable) => own.has(value);
  const { playbooks } = smallWorld({});

  async function caseOf(maliciousSeverity: "critical" | "low") {
    const { state } = await placed([alertOf(1, { host: "ws-1", severity: maliciousSeverity, observables: everything })]);
    const standing = state.cases.get("case-1");
    assert.equal(standing?.status, "in-progress");
    return viewOf(standing, state);
  }

  test("is tied to evidence, never blocks what is ours or what a sender claims to be, and stands by its tier", async () => {
    const view = await caseOf("critical");
    let proposed = 0;
    for (const { playbook } of playbooks) {
      const proposals = propose({ playbook, view, verdict: "true-positive", severity: "high", inventory, cite: () => ["e-1"], isOwn });
      for (const each of proposals) {
        assert.deepEqual(each.evidence, ["e-1"]);
        assert.equal(each.state, "proposed");
        assert.equal(each.undo, undoOf[each.action] ?? null);
        if (each.action.startsWith("block-"))
          assert.ok(!own.has(each.target) && each.target !== "brand.example.net", `${playbook.playbook} blocks ${each.target}`);
        proposed++;
      }
      assert.deepEqual(
        proposals.map(({ tier }) => tier),
        proposals.map(({ tier }) => tier).toSorted(),
      );
      assert.equal(new Set(proposals.map(({ action, target }) => `${action} ${target}`)).size, proposals.length);
    }
    assert.ok(proposed >= playbooks.length, String(proposed));
  });

  test("is nothing without evidence that names the target or without a true positive, and changes nothing that only mild alerts name", async () => {
    const grave = await caseOf("critical");
    const mild = await caseOf("low");
    for (const { playbook } of playbooks) {
      const given = {
        playbook,
        view: grave,
        verdict: "true-positive",
        severity: "high",
        inventory,
        cite: () => ["e-1"],
        isOwn,
      } as const;
      assert.deepEqual(propose({ ...given, cite: () => [] }), []);
      for (const { action, tier } of propose({ ...given, view: mild })) assert.deepEqual([action, tier], ["collect-evidence", 0]);
      for (const verdict of verdicts) if (verdict !== "true-positive") assert.deepEqual(propose({ ...given, verdict }), []);
    }
  });

  // Guarantees that nothing runs without a person on one source's word, or against several targets at once.
  test("runs without a person only against a single target that two sources name", async () => {
    const line = {
      action: "block-address",
      on: "case.source-addresses",
      "only-if": "true-positive",
      "undone-by": "unblock-address",
    } as const;
    const playbook = { ...playbooks[0]!.playbook, contain: [line] };
    const from = (...values: string[]): Observable[] => values.map((value) => ({ type: "ip", value, role: "source" }));
    const [one, other] = ["198.51.100.7", "198.51.100.9"];
    const expected: [string, [string, string | undefined, Observable[]][], number[]][] = [
      [
        "one source",
        [
          ["sensor", undefined, from(one)],
          ["sensor", undefined, from(one)],
        ],
        [2],
      ],
      [
        "one telemetry behind two rules of ours",
        [
          ["watchkeeper", "zeek", from(one)],
          ["watchkeeper", "zeek", from(one)],
        ],
        [2],
      ],
      [
        "our detection on a product's telemetry, and the product",
        [
          ["watchkeeper", "suricata", from(one)],
          ["suricata", undefined, from(one)],
        ],
        [2],
      ],
      [
        "two sources",
        [
          ["sensor", undefined, from(one)],
          ["watchkeeper", "zeek", from(one)],
        ],
        [1],
      ],
      [
        "two targets",
        [
          ["sensor", undefined, from(one, other)],
          ["watchkeeper", "zeek", from(one, other)],
        ],
        [2, 2],
      ],
    ];
    for (const [what, seen, tiers] of expected) {
      const alerts = seen.map(([product, dataset, observables], index) =>
        alertOf(index + 1, {
          product,
          ruleId: `r-${index}`,
          severity: "critical",
          host: "ws-1",
          observables,
          ...(dataset ? { dataset } : {}),
        }),
      );
      const proposals = await proposedFor(playbook, alerts);
      assert.deepEqual(
        proposals.map(({ tier }) => tier),
        tiers,
        what,
      );
      for (const { tier, approvers } of proposals) assert.equal(approvers, approversOf[tier]);
    }
  });

  // Guarantees of invariant 3.2: a name that merely resembles one of ours is shown as it was seen, and nothing can be done to it.
  test("carries the handle of what it is done to, or none for a name that is not exactly one of ours", async () => {
    const line = { action: "isolate-host", on: "case.hosts", "only-if": "true-positive", "undone-by": "release-host" } as const;
    const playbook = { ...playbooks[0]!.playbook, contain: [line] };
    const named = async (value: string) => {
      const [proposal] = await proposedFor(playbook, [alertOf(1, { host: value, severity: "critical", observables: [host(value)] })]);
      return [proposal?.target, proposal?.handle?.id, proposal?.tier];
    };
    assert.deepEqual(await named("DC-1"), ["dc-1.example.test", "host:dc-1.example.test", 4]);
    assert.deepEqual(await named("ws-1"), ["ws-1", "host:ws-1", 2]);
    assert.deepEqual(await named("dc-1.attacker.test"), ["dc-1.attacker.test", undefined, 4]);
    assert.deepEqual(await named("ws-99"), ["ws-99", undefined, 3]);
  });

  test("names the machine of a file, and weighs what that machine is", async () => {
    const line = { action: "quarantine-file", on: "case.files", "only-if": "true-positive", "undone-by": "restore-file" } as const;
    const playbook = { ...playbooks[0]!.playbook, contain: [line] };
    const file: Observable = { type: "file", value: "c:\\a.exe", role: "file" };
    const hash: Observable = { type: "hash", value: "aa11", role: "file" };
    const alerts = ["ws-1", "dc-1", "ws-99"].map((on, index) =>
      alertOf(index + 1, { host: on, severity: "critical", observables: [file, hash] }),
    );
    const proposals = await proposedFor(playbook, alerts);
    assert.deepEqual(
      proposals.map(({ target, tier }) => [target, tier]),
      [
        ["ws-1: c:\\a.exe", 2],
        ["ws-99: c:\\a.exe", 3],
        ["dc-1.example.test: c:\\a.exe", 4],
      ],
    );
  });
});
