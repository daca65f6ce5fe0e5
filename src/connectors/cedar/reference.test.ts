import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { severities } from "../../core/alert/severity.ts";
import { assetClasses } from "../../core/asset/asset-class.ts";
import { type ContainmentVerb, containmentVerbs, type Tier } from "../../core/containment/action.ts";
import { containmentRoles } from "../../core/containment/orders.ts";
import type { PolicyRequest } from "../../core/containment/policy-request.ts";
import { open, request } from "../../testing/cedar-scene.ts";
import { approvalsMax } from "./engine.ts";

/** A trivial policy, as text and as a function: what the two say must be the same. */
type Trivial = { readonly text: string; readonly effect: "permit" | "forbid"; readonly holds: (asked: PolicyRequest) => boolean };

const condition: fc.Arbitrary<readonly [string, Trivial["holds"]]> = fc.oneof(
  fc
    .integer({ min: 0, max: 5 })
    .map((count) => [`context.approvals >= ${count}`, ({ approvals }: PolicyRequest) => approvals >= count] as const),
  fc
    .integer({ min: 0, max: 5 })
    .map((count) => [`context.approvals < ${count}`, ({ approvals }: PolicyRequest) => approvals < count] as const),
  fc
    .constantFrom(...containmentRoles)
    .map(
      (role) => [`context.approverRoles.contains("${role}")`, ({ approverRoles }: PolicyRequest) => approverRoles.includes(role)] as const,
    ),
  fc.integer({ min: 0, max: 4 }).map((tier) => [`context.tier <= ${tier}`, (asked: PolicyRequest) => asked.tier <= tier] as const),
  fc
    .constantFrom(...assetClasses)
    .map((name) => [`resource.class == "${name}"`, ({ assetClass }: PolicyRequest) => assetClass === name] as const),
  fc.constant(["context.breakGlass", ({ breakGlass }: PolicyRequest) => breakGlass] as const),
  fc.constant(["resource.known", ({ blastRadius }: PolicyRequest) => blastRadius.known] as const),
  fc.constant(['principal == Requester::"agent"', ({ requester }: PolicyRequest) => requester === "agent"] as const),
  fc.constant([
    "context has releaseAfterMinutes && context.releaseAfterMinutes <= 60",
    ({ releaseAfterMinutes }: PolicyRequest) => releaseAfterMinutes !== null && releaseAfterMinutes <= 60,
  ] as const),
);

const trivial = (index: number): fc.Arbitrary<Trivial> =>
  fc
    .record({
      effect: fc.constantFrom("permit" as const, "permit" as const, "forbid" as const),
      verbs: fc.option(fc.subarray([...containmentVerbs], { minLength: 1 })),
      conditions: fc.array(condition, { maxLength: 2 }),
      unless: fc.option(condition),
    })
    .map(({ effect, verbs, conditions, unless }) => ({
      effect,
      text: `@id("p${index}") @says("says ${index}") ${effect}(principal, action${verbs ? ` in [${verbs.map((verb) => `Action::"${verb}"`).join(", ")}]` : ""}, resource)${conditions.map(([text]) => ` when { ${text} }`).join("")}${unless ? ` unless { ${unless[0]} }` : ""};`,
      holds: (asked) =>
        (!verbs || (verbs as ContainmentVerb[]).includes(asked.verb)) &&
        conditions.every(([, holds]) => holds(asked)) &&
        !unless?.[1](asked),
    }));

const anyRequest = fc
  .record({
    verb: fc.constantFrom(...containmentVerbs),
    tier: fc.integer({ min: 0, max: 4 }).map((tier) => tier as Tier),
    assetClass: fc.constantFrom(...assetClasses),
    severity: fc.constantFrom(...severities),
    requester: fc.constantFrom("agent" as const, "person" as const),
    releaseAfterMinutes: fc.constantFrom(null, 30, 90),
    approvals: fc.integer({ min: 0, max: 6 }),
    approverRoles: fc.subarray([...containmentRoles]).map((roles) => roles.toSorted()),
    breakGlass: fc.boolean(),
    known: fc.boolean(),
  })
  .map(({ known, ...changes }) => request(changes, { known }));

/** The reference: permitted when a permit holds and no forbid does; asked of each number of people with every role that they could have. */
function reference(policies: readonly Trivial[], asked: PolicyRequest) {
  const permits = (given: PolicyRequest) =>
    policies.some(({ effect, holds }) => effect === "permit" && holds(given)) &&
    !policies.some(({ effect, holds }) => effect === "forbid" && holds(given));
  const roles = containmentRoles.filter((role) => role !== "break-glass" || asked.breakGlass);
  const best = (approvals: number) => permits({ ...asked, approvals, approverRoles: approvals === 0 ? [] : roles });
  let approvers = approvalsMax + 1;
  while (approvers > 0 && best(approvers - 1)) approvers--;
  const allowed = approvers <= approvalsMax;
  return { allowed, approvers: allowed ? approvers : 0, permittedNow: allowed && asked.approvals >= approvers && permits(asked) };
}

// Guarantees default deny, forbid over permit and the number of approvers, whatever handful of policies there is.
test("decisions agree with a reference model", () => {
  const outcomes = new Set<string>();
  const handful = fc.integer({ min: 1, max: 5 }).chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => trivial(index))));
  fc.assert(
    fc.property(handful, fc.array(anyRequest, { minLength: 1, maxLength: 8 }), (policies, asked) => {
      const engine = open(policies.map(({ text }) => text).join("\n"));
      for (const each of asked) {
        const { allowed, approvers, permittedNow, because, policies: named } = engine.decide(each);
        assert.deepEqual({ allowed, approvers, permittedNow }, reference(policies, each));
        assert.ok(because.length >= Math.max(named.length, 1));
        outcomes.add(`${allowed} ${approvers} ${permittedNow}`);
      }
    }),
    { numRuns: 100 },
  );
  assert.ok(outcomes.size >= 8, [...outcomes].join(", "));
});
