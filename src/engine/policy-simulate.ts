import { approversOf } from "../core/containment/action.ts";
import type { ActionState, Containment } from "../core/containment/containment.ts";
import type { PolicyEngine } from "../ports/policy.ts";
import { requestFor } from "../stages/contain/request-for.ts";

/** What an action of the record needs: whether it may be done at all, with how many people, and by which policies. */
export type Outcome = { readonly allowed: boolean; readonly approvers: number; readonly because: readonly string[] };

/** One action of the record under the policies that were in force when it was proposed, and under others. */
export type Simulated = {
  readonly id: string;
  readonly verb: string;
  readonly target: string;
  readonly tier: number;
  readonly recorded: Outcome;
  readonly changed: Outcome & { readonly policies: readonly string[] };
  readonly differs: boolean;
};

/** Decides the last actions of a record anew, oldest first. Nothing else changes: targets, blast radius, time of day and requester are the recorded ones. */
export function simulate(state: Pick<Containment, "actions">, policy: PolicyEngine, lastMax: number): readonly Simulated[] {
  return [...state.actions.values()].slice(-lastMax).map((each) => simulated(each, policy));
}

/** One action as it was proposed, decided by these policies. */
export function simulated(
  { action, by, proposedAtMs }: Pick<ActionState, "action" | "by" | "proposedAtMs">,
  policy: PolicyEngine,
): Simulated {
  const { assessed } = action;
  const request = requestFor({ ...assessed, action, requester: by, approvals: [], breakGlass: false, nowMs: proposedAtMs });
  const decision = policy.decide(request);
  const changed = {
    allowed: decision.allowed,
    approvers: Math.max(approversOf[assessed.tier], decision.approvers),
    policies: decision.policies,
    because: decision.because,
  };
  const { allowed, approvers, because } = assessed;
  return {
    id: action.id,
    verb: action.verb,
    target: action.target.name,
    tier: assessed.tier,
    recorded: { allowed, approvers, because },
    changed,
    differs: allowed !== changed.allowed || (allowed && approvers !== changed.approvers),
  };
}
