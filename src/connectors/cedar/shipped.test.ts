import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { severities, severityRank } from "../../core/alert/severity.ts";
import { assetClasses } from "../../core/asset/asset-class.ts";
import { approversOf, containmentVerbs, undoOf } from "../../core/containment/action.ts";
import { containmentRoles } from "../../core/containment/orders.ts";
import { AskedCase, requestOfCase } from "../../stages/contain/policy-case.ts";
import { openCedar, readCedar } from "./engine.ts";

const home = fileURLToPath(new URL("../../../", import.meta.url));
const folder = join(home, "policies");
const schema = readFileSync(join(folder, "schema.cedarschema"), "utf8");
const texts = readdirSync(folder)
  .filter((name) => name.endsWith(".cedar"))
  .map((path) => ({ path, text: readFileSync(join(folder, path), "utf8") }));
const shipped = openCedar(texts, schema);

describe("the policies that come with Watchkeeper", () => {
  const asked = fc
    .record({
      verb: fc.constantFrom(...containmentVerbs),
      class: fc.constantFrom(...assetClasses),
      tier: fc.integer({ min: 0, max: 4 }),
      severity: fc.constantFrom(...severities),
      requester: fc.constantFrom("agent" as const, "person" as const),
      sources: fc.nat(3),
      "release-after-minutes": fc.constantFrom(null, 60, 1_440, 1_441),
      approvals: fc.nat(5),
      roles: fc.subarray([...containmentRoles]),
      "break-glass": fc.boolean(),
      protected: fc.boolean(),
      "contained-percent": fc.integer({ min: 0, max: 100 }),
    })
    .map((each) => AskedCase.parse(each));

  // Guarantees the tiers of invariants.md 5.1: nothing that changes anything is permitted to fewer people than its tier takes.
  test("permit nothing to fewer people than the tier takes, and what is protected to nobody without breaking the glass", () => {
    let alone = 0;
    fc.assert(
      fc.property(asked, (given) => {
        const { allowed, approvers, permittedNow } = shipped.decide(requestOfCase(given));
        if (!allowed) return;
        if (given.verb === "collect-evidence" && given.tier === 0) return assert.equal(approvers, 0);
        assert.notEqual(given.tier, 0);
        assert.ok(approvers >= approversOf[given.tier as keyof typeof approversOf]);
        if (given.tier === 4 || given.protected) assert.ok(given["break-glass"] || given.verb === "collect-evidence");
        if (given.tier === 3 && permittedNow) assert.ok(given.roles.includes("lead"));
        if (given.tier === 4 && permittedNow) assert.ok(given.roles.includes("break-glass"));
        if (approvers > 0) return;
        alone++;
        assert.equal(given.requester, "agent");
        assert.ok(["workstation", "account", "outsider"].includes(given.class));
        assert.ok(undoOf[given.verb] !== undefined && severityRank(given.severity) >= 3 && given.sources >= 2);
        assert.ok((given["release-after-minutes"] ?? Number.POSITIVE_INFINITY) <= 1_440);
      }),
      { numRuns: 800, seed: 17 },
    );
    assert.ok(alone >= 1, String(alone));
  });

  test("have no policy that can never apply", () => assert.deepEqual(readCedar(texts, schema).warnings, []));
});

describe("the guide", () => {
  const guide = readFileSync(join(home, "docs/guides/policies.md"), "utf8");
  const examples = [...guide.matchAll(/```cedar\n([\s\S]*?)```/g)].map(([, text], index) => ({
    path: `example-${index}.cedar`,
    text: text ?? "",
  }));
  const decide = (path: number, changes: object) =>
    openCedar([...texts, examples[path]!], schema).decide(requestOfCase(AskedCase.parse(changes)));

  test("shows policies that are free of mistakes and do what is said of them", () => {
    assert.equal(examples.length, 4);
    assert.deepEqual(readCedar(examples, schema).problems, []);
    assert.deepEqual(decide(1, { services: ["tills"], hour: 10 }).policies, ["agent-alone", "small-one-person", "tills-by-day"]);
    assert.equal(decide(1, { services: ["tills"], hour: 10 }).approvers, 2);
    assert.equal(decide(1, { services: ["tills"], hour: 21 }).approvers, 0);
    assert.equal(decide(2, { target: "host:ws-front.example.test" }).approvers, 1);
    assert.equal(decide(2, {}).approvers, 0);
    const weekend = { verb: "disable-account", class: "account", weekday: 7, approvals: 1, roles: ["responder"] };
    assert.deepEqual([decide(3, weekend).approvers, decide(3, weekend).permittedNow], [1, false]);
    assert.equal(decide(3, { ...weekend, roles: ["lead"] }).permittedNow, true);
  });

  test("names every field of the schema that may be absent", () => {
    const optional = [...schema.matchAll(/(\w+)\?:/g)].map(([, name]) => name ?? "");
    assert.deepEqual(optional, ["releaseAfterMinutes", "graphAgeMinutes"]);
    for (const name of optional) assert.ok(guide.includes(`\`${name}\``), name);
  });
});
