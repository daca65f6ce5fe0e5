import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { DomainEvent } from "../../core/run/run.ts";
import { emptyRun, evolveRun } from "../../core/run/run.ts";
import { alertOf, minuteMs, noonMs, readFacts } from "../../testing/alerts.ts";
import { runs } from "../../testing/runs.ts";
import { smallWorld } from "../../testing/small-world.ts";
import { correlateStep } from "../correlate-step.ts";
import { triageStep } from "../triage-step.ts";
import { forkOf } from "./fork.ts";

const hosts = ["ws-1", "ws-2", "ws-3"] as const;
const shape = fc.record({ host: fc.constantFrom(...hosts), user: fc.constantFrom("alice", "bob"), rule: fc.nat(3), minute: fc.nat(90) });

// Guarantees that what is decided on the fork is what would be decided on the run, and that trying leaves no trace in the run.
test("placing on a fork decides what placing on the run does, and changes nothing of the run", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(shape, { minLength: 2, maxLength: 24 }), async (shapes) => {
      const alerts = shapes.map(({ host, user, rule, minute }, at) =>
        alertOf(at + 1, { host, user, ruleId: `r-${rule}`, title: `t-${rule}`, timeMs: noonMs + minute * minuteMs }),
      );
      const world = smallWorld({});
      const run = emptyRun();
      const facts: DomainEvent[] = readFacts(alerts, world);
      for (const fact of facts) evolveRun(run, fact);
      for (const fact of await triageStep([...run.untriaged], run, world)) evolveRun(run, fact);
      const ids = [...run.uncorrelated];
      const half = Math.ceil(ids.length / 2);
      for (const batch of [ids.slice(0, half), ids.slice(half)]) {
        const before = structuredClone({ cases: run.cases, placed: run.caseOfAlert, keys: run.bonds.byKey, profiles: run.bonds.byCase });
        const tried = correlateStep(batch, forkOf(run, batch));
        const after = { cases: run.cases, placed: run.caseOfAlert, keys: run.bonds.byKey, profiles: run.bonds.byCase };
        assert.deepEqual(after, before);
        const ids = new Set(batch);
        assert.deepEqual(new Set([...run.uncorrelated].filter((id) => ids.has(id))), ids);
        assert.deepEqual(correlateStep(batch, run), tried);
      }
    }),
    { numRuns: runs(60) },
  );
});

test("a fork's maps are maps: whatever is set and deleted, they hold what a copy would", () => {
  const change = fc.record({ key: fc.constantFrom("case-1", "case-2", "case-3"), remove: fc.boolean() });
  fc.assert(
    fc.property(fc.array(fc.constantFrom("case-1", "case-2")), fc.array(change), (held, changes) => {
      const run = emptyRun();
      for (const key of held) run.caseOfAlert.set(key, "below");
      const model = new Map(run.caseOfAlert);
      const { caseOfAlert: layer } = forkOf(run, []);
      for (const { key, remove } of changes) {
        if (remove) assert.equal(layer.delete(key), model.delete(key));
        else {
          layer.set(key, "above");
          model.set(key, "above");
        }
        assert.equal(layer.size, model.size);
        for (const each of ["case-1", "case-2", "case-3"]) {
          assert.equal(layer.has(each), model.has(each));
          assert.equal(layer.get(each), model.get(each));
        }
        assert.deepEqual([...layer].toSorted(), [...model].toSorted());
        assert.deepEqual([...layer.keys()].length, model.size);
      }
      assert.deepEqual(
        [...run.caseOfAlert.values()].every((value) => value === "below"),
        true,
      );
    }),
  );
});
