import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { severities, severityRank } from "../../core/alert/severity.ts";
import { Inventory } from "../../core/asset/asset.ts";
import { indexInventory } from "../../core/asset/inventory-index.ts";
import { approversOf, containmentVerbs, type Tier, undoOf } from "../../core/containment/action.ts";
import type { PolicyEngine } from "../../ports/policy.ts";
import { asOf, assessed, type Changes, estate, handleOf, inventory, permitsEverything } from "../../testing/assessed-action.ts";
import { budgetNearlyUsed, graphAgeMsMax } from "./assess-action.ts";

describe("what an action means at this moment", () => {
  test("a lone workstation with a grave case of two sources runs by itself, and every doubt takes a person and is named", () => {
    const { tier, approvers, allowed, because, assetClass, classSize } = assessed();
    assert.deepEqual([tier, approvers, allowed, assetClass, classSize], [1, 0, true, "workstation", 15]);
    assert.match(because.join("\n"), /needs no approver/);
    const doubts: [Changes, RegExp][] = [
      [{ action: { severity: "medium" } }, /only of medium severity/],
      [{ action: { sources: ["sensor"] } }, /only one source/],
      [{ action: { sources: ["sensor", " SENSOR "] } }, /only one source/],
      [{ action: { releaseAfterMs: null } }, /not end by itself/],
      [{ targets: 2 }, /one of several targets/],
      [{ action: { target: handleOf("host", "srv-1") } }, /it is a server/],
      [{ action: { verb: "disable-account", target: handleOf("account", "adm") } }, /privileged/],
      [{ action: { target: handleOf("host", "ws-9") } }, /1 asset depends on it/],
    ];
    for (const [changes, says] of doubts) {
      const result = assessed(changes);
      assert.deepEqual([result.tier, result.approvers], [2, 1], String(says));
      assert.match(result.blastRadius.says, says);
      assert.match(result.because.join("\n"), /needs 1 approver because/);
    }
  });

  test("what is critical, shared, felt by many or final takes two people, and the sentence names the number", () => {
    const grave: [Changes, RegExp][] = [
      [{ action: { target: handleOf("host", "pay-web") } }, /"pay-web" is critical/],
      [{ action: { target: handleOf("host", "hub") } }, /10 assets depend on it \(shared from 10\)/],
      [{ action: { target: handleOf("host", "kiosk") } }, /26 people would feel it \(many from 26\)/],
      [{ action: { verb: "disable-account", target: handleOf("account", "shared") } }, /26 people sign in with it/],
      [{ action: { verb: "disable-account", target: handleOf("account", "svc-erp") } }, /"erp" is critical/],
      [{ action: { verb: "revoke-sessions", target: handleOf("account", "mara") } }, /cannot be undone/],
      [{ action: { verb: "block-domain", target: handleOf("domain", "mail.google.com") } }, /people and programs everywhere/],
    ];
    for (const [changes, says] of grave) {
      const result = assessed(changes);
      assert.deepEqual([result.tier, result.approvers], [3, 2], String(says));
      assert.match(result.blastRadius.says, says);
    }
    assert.equal(assessed({ action: { verb: "block-domain", target: handleOf("domain", "tenant.github.io") } }).tier, 2);
    assert.equal(assessed({ action: { verb: "block-domain", target: handleOf("domain", "drop.example.net") } }).tier, 1);
  });

  test("what the inventory or the standing orders protect is tier 4, whatever else holds", () => {
    for (const changes of [
      { action: { target: handleOf("host", "dc-1") } },
      { action: { verb: "disable-account", target: handleOf("account", "bg") } },
      { action: { verb: "quarantine-file", target: handleOf("file", "/opt/a", "dc-1") } },
      { isProtected: true },
    ] satisfies Changes[]) {
      const result = assessed(changes);
      assert.deepEqual([result.tier, result.blastRadius.protected], [4, true]);
      assert.match(result.blastRadius.says, /break-glass only/);
    }
  });

  test("a service that loses its last spare is named, and the spare that is left is as grave as all that hangs on it", () => {
    const first = assessed({ action: { target: handleOf("host", "db-1") } });
    assert.deepEqual([first.tier, first.blastRadius.redundant, first.blastRadius.services], [2, true, ["payroll"]]);
    assert.match(first.blastRadius.says, /payroll would run on the last spare/);
    const second = assessed({ action: { target: handleOf("host", "db-2") }, contained: new Set(["host:db-1"]) });
    assert.deepEqual([second.tier, second.blastRadius.redundant], [3, false]);
    assert.deepEqual(second.blastRadius.services, ["payroll", "payroll portal"]);
    assert.match(second.blastRadius.says, /payroll, payroll portal would stop/);
  });

  test("an old inventory, one that does not say its age or comes from the future, and a budget that is nearly used raise it by one each", () => {
    const aged = (ageMs: number) => assessed({ nowMs: Date.parse(asOf) + ageMs });
    assert.equal(aged(graphAgeMsMax).tier, 1);
    assert.deepEqual([aged(graphAgeMsMax + 1).tier, aged(graphAgeMsMax + 1).blastRadius.graphAgeMs], [2, graphAgeMsMax + 1]);
    assert.match(aged(graphAgeMsMax + 3_600_000).blastRadius.says, /raised because the inventory is 25 hours old/);
    assert.deepEqual([aged(-60_000).tier, aged(-60_000).blastRadius.graphAgeMs], [1, 0]);
    assert.deepEqual([aged(-3_600_000).tier, aged(-3_600_000).blastRadius.graphAgeMs], [2, null]);
    const { "as-of": _, ...silent } = estate;
    const unknown = assessed({ inventory: indexInventory(Inventory.parse(silent)) });
    assert.deepEqual([unknown.tier, unknown.blastRadius.graphAgeMs], [2, null]);
    assert.match(unknown.blastRadius.says, /does not say how old it is/);
    const used = (budgetUse: number) => assessed({ usage: () => ({ containedShare: 0.04, budgetUse }) });
    assert.equal(used(budgetNearlyUsed - 0.01).tier, 1);
    assert.deepEqual([used(budgetNearlyUsed).tier, used(1).tier], [2, 2]);
    assert.equal(used(0).blastRadius.containedShare, 0.04);
    assert.equal(assessed({ nowMs: Date.parse(asOf) + 2 * graphAgeMsMax, usage: () => ({ containedShare: 0, budgetUse: 1 }) }).tier, 3);
  });

  test("a target that is no longer the one it was is not allowed, and says why", () => {
    const moved = { ...estate, assets: estate.assets.map((asset) => (asset.name === "dc-1" ? { ...asset, aliases: ["ws-1"] } : asset)) };
    const result = assessed({ inventory: indexInventory(Inventory.parse(moved)) });
    assert.equal(result.allowed, false);
    assert.match(result.because.join("\n"), /not the one it was/);
    assert.ok(result.tier > 1);
  });
});

describe("what policy can do to it", () => {
  const policy = (decision: Partial<ReturnType<PolicyEngine["decide"]>>): PolicyEngine => ({
    version: "sha256:test",
    decide: () => ({ allowed: true, approvers: 0, permittedNow: true, policies: ["test"], because: ["of the test"], ...decision }),
  });

  test("it can ask for more people, refuse, and refuse those who approved", () => {
    assert.equal(assessed({ policy: policy({ approvers: 3, permittedNow: false }) }).approvers, 3);
    assert.match(assessed({ policy: policy({ approvers: 3 }) }).because.join("\n"), /needs 3 approvers because of the test/);
    const refused = assessed({ policy: policy({ allowed: false, permittedNow: false }) });
    assert.equal(refused.allowed, false);
    assert.match(refused.because.join("\n"), /not allowed because of the test/);
    const approvals = [["responder"], ["responder"]] as const;
    assert.equal(assessed({ policy: policy({ approvers: 2, permittedNow: false }), approvals }).allowed, false);
    assert.equal(assessed({ policy: policy({ approvers: 2, permittedNow: true }), approvals }).allowed, true);
    assert.equal(assessed({ policy: policy({ approvers: 3, permittedNow: false }), approvals }).allowed, true);
  });

  test("it is asked what was counted, by whom, and when", () => {
    let seen: unknown;
    const asks: PolicyEngine = {
      version: "",
      decide(request) {
        seen = request;
        return permitsEverything.decide(request);
      },
    };
    assessed({
      policy: asks,
      approvals: [["responder", "lead"], ["responder"]],
      requester: "person:mara",
      nowMs: Date.parse("2026-03-17T23:59:59Z"),
    });
    const { blastRadius: _, ...request } = seen as Record<string, unknown>;
    assert.deepEqual(request, {
      verb: "isolate-host",
      targetKind: "host",
      target: "host:ws-1",
      assetClass: "workstation",
      tier: 1,
      severity: "high",
      reversible: true,
      requester: "person",
      sources: 2,
      releaseAfterMinutes: 60,
      approvals: 2,
      approverRoles: ["lead", "responder"],
      breakGlass: false,
      effector: "edr",
      hour: 23,
      weekday: 2,
    });
  });

  const target = fc.oneof(
    fc.constantFrom("ws-1", "srv-1", "db-1", "pay-web", "hub", "dc-1", "kiosk").map((name) => handleOf("host", name)),
    fc.constantFrom("mara", "adm", "svc-erp", "shared", "bg").map((name) => handleOf("account", name)),
    fc.constantFrom("192.0.2.9", "2001:db8::9").map((name) => handleOf("address", name)),
    fc.constantFrom("drop.example.net", "mail.google.com").map((name) => handleOf("domain", name)),
  );
  const anyState = fc.record({
    verb: fc.constantFrom(...containmentVerbs),
    target,
    severity: fc.constantFrom(...severities),
    sources: fc.subarray(["a", "b", "c"], { minLength: 1 }),
    releaseAfterMs: fc.constantFrom(null, 3_600_000),
    targets: fc.integer({ min: 1, max: 3 }),
    ageMs: fc.integer({ min: -2 * graphAgeMsMax, max: 2 * graphAgeMsMax }),
    budgetUse: fc.double({ min: 0, max: 1, noNaN: true }),
    isProtected: fc.boolean(),
    contained: fc.subarray(["host:db-1", "host:db-2", "host:srv-1"]),
    known: fc.boolean(),
  });
  const run = (state: typeof anyState extends fc.Arbitrary<infer State> ? State : never) => {
    const { verb, target: handle, severity, sources, releaseAfterMs, targets, ageMs, budgetUse, isProtected, contained, known } = state;
    return assessed({
      action: { verb, target: handle, severity, sources, releaseAfterMs },
      targets,
      isProtected,
      inventory: known ? inventory : indexInventory(Inventory.parse({ "as-of": asOf })),
      nowMs: Date.parse(asOf) + ageMs,
      usage: () => ({ containedShare: 0, budgetUse }),
      contained: new Set(contained),
    });
  };

  // Guarantees invariants 3.8 and 5.1: policies that permit everything to anybody at once change nothing of what the tier takes.
  test("it can never ask for less than the tier, and the tier keeps its rules", () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const { tier, approvers, blastRadius, allowed } = run(state);
        assert.ok(approvers >= approversOf[tier]);
        if (state.verb === "collect-evidence") return assert.equal(tier, 0);
        assert.equal(tier === 4, blastRadius.protected);
        if (state.isProtected) assert.equal(tier, 4);
        if (undoOf[state.verb] === undefined) assert.ok(tier >= 3);
        if (!blastRadius.known) assert.ok(tier >= 2 && (!allowed || state.target.knownTo === "evidence"));
        const isSure =
          severityRank(state.severity) >= 3 && state.sources.length >= 2 && state.releaseAfterMs !== null && state.targets === 1;
        const isFresh = state.ageMs >= -300_000 && state.ageMs <= graphAgeMsMax && state.budgetUse < budgetNearlyUsed;
        if (!isSure || !isFresh) assert.ok(tier >= 2);
        assert.match(blastRadius.says, new RegExp(`tier ${tier} because .+`));
        assert.ok(blastRadius.reach >= 1 && Number.isSafeInteger(blastRadius.reach));
      }),
      { numRuns: 2_000 },
    );
  });

  // Guarantees that nothing that is worse is ever treated as less grave.
  test("what makes matters worse never lowers the tier", () => {
    const worse: readonly ((state: Parameters<typeof run>[0]) => Parameters<typeof run>[0])[] = [
      (state) => ({ ...state, budgetUse: 1 }),
      (state) => ({ ...state, ageMs: 2 * graphAgeMsMax }),
      (state) => ({ ...state, sources: state.sources.slice(0, 1) }),
      (state) => ({ ...state, severity: "low" }),
      (state) => ({ ...state, releaseAfterMs: null }),
      (state) => ({ ...state, targets: 9 }),
      (state) => ({ ...state, isProtected: true }),
      (state) => ({ ...state, contained: ["host:db-1", "host:db-2", "host:srv-1"] }),
    ];
    fc.assert(
      fc.property(anyState, fc.constantFrom(...worse), (state, change) => {
        assert.ok(run(change(state)).tier >= run(state).tier);
      }),
      { numRuns: 2_000 },
    );
  });

  test("the same facts give the same assessment", () => {
    fc.assert(
      fc.property(anyState, (state) => assert.deepEqual(run(state), run(state))),
      { numRuns: 100 },
    );
  });

  test("every tier is reached", () => {
    const tiers = new Set<Tier>();
    fc.assert(
      fc.property(anyState, (state) => void tiers.add(run(state).tier)),
      { numRuns: 1_000, seed: 4 },
    );
    assert.deepEqual([...tiers].toSorted(), [0, 1, 2, 3, 4]);
  });
});
