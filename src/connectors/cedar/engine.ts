import { createHash } from "node:crypto";
import { preparsePolicySet, preparseSchema, statefulIsAuthorized } from "@cedar-policy/cedar-wasm/nodejs";
import { type ContainmentRole, containmentRoles } from "../../core/containment/orders.ts";
import type { PolicyRequest } from "../../core/containment/policy-request.ts";
import type { PolicyDecision, PolicyEngine, PolicySet } from "../../ports/policy.ts";
import { keeping } from "./kept.ts";
import { type LoadedPolicy, loadPolicies, type PolicyText } from "./load.ts";
import { policyMalformed } from "./refusal.ts";
import { type Approving, type Asked, askedOf, bestOf } from "./request.ts";

/** More people than this are never asked for: what five may not do, nobody may. */
export const approvalsMax = 5;
/** Decisions that are kept, oldest out first. */
const keptMax = 4_096;

/** Reads policies and tells all that is wrong with them; without a problem they come with the engine that decides by them. */
export function readCedar(texts: readonly PolicyText[], schema: string): PolicySet {
  const loaded = loadPolicies(texts, schema);
  return { ...loaded, schema, engine: loaded.problems.length > 0 ? undefined : engineOf(loaded.policies, schema) };
}

/** Opens policies that are free of mistakes. Refuses (`policy/malformed`) with the place of the first mistake. */
export function openCedar(texts: readonly PolicyText[], schema: string): PolicyEngine {
  const { engine, problems } = readCedar(texts, schema);
  if (!engine) throw policyMalformed(problems);
  return engine;
}

/** The engine over policies that were loaded without a problem. */
function engineOf(policies: readonly LoadedPolicy[], schema: string): PolicyEngine {
  const version = versionOf(policies, schema);
  const byId = new Map(policies.map((policy) => [policy.id, policy]));
  const ready = preparsePolicySet(version, { staticPolicies: Object.fromEntries(policies.map(({ id, text }) => [id, text])) });
  const known = preparseSchema(version, schema);
  if (ready.type === "failure" || known.type === "failure")
    throw policyMalformed([{ path: "policies", says: "they cannot be used together" }]);
  const ask: Ask = (asked, approving) => answerOf(version, asked, approving);
  const namesTargets = policies.some((policy) => policy.namesTargets);
  const kept = keeping<PolicyDecision>(keptMax);
  return {
    version,
    decide(request) {
      const asked = askedOf(request, namesTargets);
      const key = JSON.stringify([asked.principal, asked.action, asked.entities, asked.context, request.approvals, request.approverRoles]);
      return kept.of(key, () => decideWith(ask, asked, request, byId));
    },
  };
}

type Answer = { readonly isPermitted: boolean; readonly policies: readonly string[]; readonly isBroken: boolean };
type Ask = (asked: Asked, approving: Approving) => Answer;

/** Asks with nobody, one, two … five people: the fewest from which on it is always permitted are needed. More people never take a permission away. */
function decideWith(ask: Ask, asked: Asked, request: PolicyRequest, byId: ReadonlyMap<string, LoadedPolicy>): PolicyDecision {
  const answers = Array.from({ length: approvalsMax + 1 }, (_, approvals) => ask(asked, bestOf(approvals, request.breakGlass)));
  const approvers = answers.findLastIndex(({ isPermitted }) => !isPermitted) + 1;
  const allowed = approvers <= approvalsMax;
  const policies = tellingOf(answers, approvers);
  const isBroken = answers.at(-1)?.isBroken === true;
  const actual = { approvals: request.approvals, approverRoles: request.approverRoles };
  const permittedNow = allowed && request.approvals >= approvers && ask(asked, actual).isPermitted;
  const because = policies.flatMap((id) => byId.get(id)?.says ?? []);
  if (isBroken) because.push("a policy cannot be worked out for it");
  if (policies.length === 0 && !isBroken) because.push("no policy permits it, however many approve");
  if (allowed && !permittedNow && request.approvals >= approvers) because.push(...lacking(ask, asked, actual));
  return { allowed, approvers: allowed ? approvers : 0, permittedNow, policies, because };
}

/** Which role is missing among people who are enough by number. */
function lacking(ask: Ask, asked: Asked, { approvals, approverRoles }: Approving): string[] {
  const missing = containmentRoles.filter(
    (role) => !approverRoles.includes(role) && ask(asked, { approvals, approverRoles: plus(approverRoles, role) }).isPermitted,
  );
  return missing.length > 0
    ? [`one of the people who approve must have the role ${missing.join(" or ")}`]
    : ["the people who approved do not suffice"];
}

/** The policies that say why: what permits it with that many people together with the forbid that one fewer would meet, or what forbids it to anybody. */
function tellingOf(answers: readonly Answer[], approvers: number): readonly string[] {
  const at = answers[Math.min(approvers, approvalsMax)]?.policies ?? [];
  const fewer = approvers <= approvalsMax ? (answers[approvers - 1]?.policies ?? []) : [];
  return [...new Set([...fewer, ...at])].toSorted();
}

const plus = (roles: readonly ContainmentRole[], role: ContainmentRole) => [...roles, role].toSorted();

/**
 * One question to Cedar. A policy that fails while it is worked out is left out by Cedar, which would let a broken forbid pass: here any failure is a no.
 */
function answerOf(version: string, { context, ...asked }: Asked, { approvals, approverRoles }: Approving): Answer {
  try {
    const answer = statefulIsAuthorized({
      ...asked,
      context: { ...context, approvals, approverRoles: [...approverRoles] },
      preparsedPolicySetId: version,
      preparsedSchemaName: version,
      validateRequest: true,
    });
    if (answer.type === "failure") return broken;
    const { decision, diagnostics } = answer.response;
    if (diagnostics.errors.length > 0) return broken;
    return { isPermitted: decision === "allow", policies: diagnostics.reason.toSorted(), isBroken: false };
  } catch {
    return broken;
  }
}

const broken: Answer = { isPermitted: false, policies: [], isBroken: true };

/** One digest over schema and policies, whatever their order and wherever their files lie. */
function versionOf(policies: readonly LoadedPolicy[], schema: string): string {
  const hash = createHash("sha256").update(JSON.stringify(["watchkeeper/policies@1", schema]));
  for (const { id, text } of policies.toSorted((a, b) => (a.id < b.id ? -1 : 1))) hash.update(JSON.stringify([id, text]));
  return `sha256:${hash.digest("hex")}`;
}
