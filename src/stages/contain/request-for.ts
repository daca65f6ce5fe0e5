import { undoOf } from "../../core/containment/action.ts";
import type { Assessed, ContainmentAction } from "../../core/containment/containment.ts";
import type { ContainmentRole } from "../../core/containment/orders.ts";
import type { PolicyRequest } from "../../core/containment/policy-request.ts";
import type { Actor } from "../../core/person/person.ts";

/** What of an action its assessment rests on; a `ContainmentAction` is one. */
export type ActionFacts = Pick<ContainmentAction, "verb" | "target" | "severity" | "sources" | "effector" | "releaseAfterMs">;

/** An action as policies are asked about it. */
export type ToAsk = Pick<Assessed, "assetClass" | "tier" | "blastRadius"> & {
  readonly action: ActionFacts;
  readonly requester: Actor;
  /** The roles of each person who approved so far. */
  readonly approvals: readonly (readonly ContainmentRole[])[];
  readonly breakGlass: boolean;
  /** Milliseconds, UTC. */
  readonly nowMs: number;
};

/** The request that the policies decide on: what was counted, who asks, who approved so far, and the time of day. */
export function requestFor({ action, assetClass, tier, blastRadius, requester, approvals, breakGlass, nowMs }: ToAsk): PolicyRequest {
  const hours = Math.floor(nowMs / 3_600_000);
  return {
    verb: action.verb,
    targetKind: action.target.kind,
    target: action.target.id,
    assetClass,
    tier,
    severity: action.severity,
    reversible: undoOf[action.verb] !== undefined,
    requester: requester === "agent:watchkeeper" ? "agent" : "person",
    sources: sourcesIn(action),
    releaseAfterMinutes: action.releaseAfterMs === null ? null : Math.ceil(action.releaseAfterMs / 60_000),
    approvals: approvals.length,
    approverRoles: [...new Set(approvals.flat())].toSorted(),
    // Before anybody has approved, the question is whether breaking the glass could open it at all.
    breakGlass: breakGlass || (tier === 4 && approvals.length === 0),
    effector: action.effector,
    blastRadius,
    hour: hours % 24,
    // The first of January 1970 was a Thursday.
    weekday: ((Math.floor(hours / 24) + 3) % 7) + 1,
  };
}

/** How many products name the target. */
export const sourcesIn = ({ sources }: ActionFacts) => new Set(sources.map((name) => name.trim().toLowerCase())).size;
