import { z } from "zod";
import { severities } from "../../core/alert/severity.ts";
import { assetClasses } from "../../core/asset/asset-class.ts";
import { containmentVerbs, type Tier, undoOf } from "../../core/containment/action.ts";
import { containmentRoles } from "../../core/containment/orders.ts";
import type { PolicyRequest } from "../../core/containment/policy-request.ts";
import type { PolicyDecision } from "../../ports/policy.ts";

const count = z.int().min(0).max(10_000_000);

/** A request as a person writes it: what is left out is that of a lone workstation with a grave case of two sources, asked for by the agent. */
export const AskedCase = z.strictObject({
  verb: z.enum(containmentVerbs as [(typeof containmentVerbs)[number], ...(typeof containmentVerbs)[number][]]).default("isolate-host"),
  kind: z.enum(["host", "account", "address", "domain", "mail", "file", "process"]).default("host"),
  target: z.string().min(1).max(400).default("host:ws-1.example.test"),
  class: z.enum(assetClasses).default("workstation"),
  tier: z.int().min(0).max(4).default(1),
  severity: z.enum(severities).default("high"),
  requester: z.enum(["agent", "person"]).default("agent"),
  sources: count.default(2),
  "release-after-minutes": z.int().min(1).max(43_200).nullable().default(240),
  approvals: z.int().min(0).max(100).default(0),
  roles: z.array(z.enum(containmentRoles)).max(containmentRoles.length).default([]),
  "break-glass": z.boolean().default(false),
  effector: z.string().min(1).max(63).default("edr"),
  criticality: z.enum(["low", "medium", "high", "critical", "unknown"]).default("medium"),
  services: z.array(z.string().max(255)).max(100).default([]),
  known: z.boolean().default(true),
  protected: z.boolean().default(false),
  redundant: z.boolean().default(false),
  hosts: count.default(1),
  identities: count.default(1),
  dependents: count.default(0),
  sessions: count.default(1),
  "contained-percent": z.int().min(0).max(100).default(0),
  "graph-age-minutes": count.nullable().default(60),
  hour: z.int().min(0).max(23).default(10),
  weekday: z.int().min(1).max(7).default(2),
});
export type AskedCase = z.infer<typeof AskedCase>;

/** What the policies must answer; only what is named is compared. */
export const ExpectedDecision = z.strictObject({
  allowed: z.boolean(),
  approvers: z.int().min(0).max(5).optional(),
  /** Whether the people in the request suffice. */
  now: z.boolean().optional(),
  /** Ids of the policies that decide, in any order. */
  policies: z.array(z.string().max(63)).max(100).optional(),
});

/** A file of cases beside the policies: `cases/*.yaml`. */
export const PolicyCases = z.strictObject({
  cases: z
    .array(z.strictObject({ says: z.string().min(1).max(300), request: AskedCase.prefault({}), expect: ExpectedDecision }))
    .min(1)
    .max(2_000),
});
/** One promise of a set of policies: what is asked, and what they must answer. */
export type PolicyCase = z.infer<typeof PolicyCases>["cases"][number];

/** A case's request in the words of the port. Protected and tier 4 are the same thing, as they are in an assessment. */
export function requestOfCase(asked: AskedCase): PolicyRequest {
  const { hosts, identities, dependents, sessions, services, criticality, redundant, known } = asked;
  const age = asked["graph-age-minutes"];
  return {
    verb: asked.verb,
    targetKind: asked.kind,
    target: asked.target,
    assetClass: asked.class,
    tier: asked.tier as Tier,
    severity: asked.severity,
    reversible: undoOf[asked.verb] !== undefined,
    requester: asked.requester,
    sources: asked.sources,
    releaseAfterMinutes: asked["release-after-minutes"],
    approvals: asked.approvals,
    approverRoles: [...new Set(asked.roles)].toSorted(),
    breakGlass: asked["break-glass"],
    effector: asked.effector,
    blastRadius: {
      ...{ hosts, identities, dependents, sessions, services: services.toSorted(), criticality, redundant, known },
      protected: asked.protected || asked.tier === 4,
      graphAgeMs: age === null ? null : age * 60_000,
      containedShare: asked["contained-percent"] / 100,
      reach: hosts + identities + dependents + services.length,
      says: "",
    },
    hour: asked.hour,
    weekday: asked.weekday,
  };
}

/** How a decision differs from what a case expects, one sentence each; empty when it does not. */
export function differencesFrom(expected: PolicyCase["expect"], decision: PolicyDecision): string[] {
  const differences: string[] = [];
  const compare = (what: string, wanted: unknown, got: unknown) => {
    if (wanted !== undefined && wanted !== got) differences.push(`${what} should be ${String(wanted)} and is ${String(got)}`);
  };
  compare("allowed", expected.allowed, decision.allowed);
  compare("approvers", expected.approvers, decision.approvers);
  compare("now", expected.now, decision.permittedNow);
  compare("policies", expected.policies?.toSorted().join(", "), decision.policies.join(", "));
  return differences;
}
