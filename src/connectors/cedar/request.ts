import type { Context, EntityJson, TypeAndId } from "@cedar-policy/cedar-wasm/nodejs";
import { severityRank } from "../../core/alert/severity.ts";
import { type ContainmentRole, containmentRoles } from "../../core/containment/orders.ts";
import type { PolicyRequest } from "../../core/containment/policy-request.ts";

/** A request in the words of policies/schema.cedarschema. Who approves is not in it yet. */
export type Asked = {
  readonly principal: TypeAndId;
  readonly action: TypeAndId;
  readonly resource: TypeAndId;
  readonly entities: EntityJson[];
  readonly context: Context;
};

/** Who approves: how many, and with which roles between them. */
export type Approving = { readonly approvals: number; readonly approverRoles: readonly ContainmentRole[] };

/** Stands for every target where no policy names one, so that alike requests are one request. */
const anyTarget = "any";

/** Turns counted facts into what the policies look at. Cedar knows whole numbers only: shares become percent, ages minutes, both rounded up. */
export function askedOf(request: PolicyRequest, namesTargets = true): Asked {
  const { blastRadius, releaseAfterMinutes } = request;
  const target = { type: "Target", id: namesTargets ? request.target : anyTarget };
  return {
    principal: { type: "Requester", id: request.requester },
    action: { type: "Action", id: request.verb },
    resource: target,
    entities: [
      {
        uid: target,
        attrs: {
          kind: request.targetKind,
          class: request.assetClass,
          criticality: blastRadius.criticality,
          services: [...blastRadius.services],
          known: blastRadius.known,
          protected: blastRadius.protected,
          redundant: blastRadius.redundant,
        },
        parents: [],
      },
    ],
    context: {
      tier: request.tier,
      severity: request.severity,
      severityRank: severityRank(request.severity),
      reversible: request.reversible,
      sources: request.sources,
      ...(releaseAfterMinutes === null ? {} : { releaseAfterMinutes }),
      breakGlass: request.breakGlass,
      effector: request.effector,
      hosts: blastRadius.hosts,
      identities: blastRadius.identities,
      dependents: blastRadius.dependents,
      sessions: blastRadius.sessions,
      reach: blastRadius.reach,
      containedPercent: Math.ceil(blastRadius.containedShare * 100),
      ...(blastRadius.graphAgeMs === null ? {} : { graphAgeMinutes: Math.ceil(blastRadius.graphAgeMs / 60_000) }),
      hour: request.hour,
      weekday: request.weekday,
    },
  };
}

/** The best that so many people could be: every role between them, that of break-glass only where the glass is broken. */
export function bestOf(approvals: number, breakGlass: boolean): Approving {
  if (approvals === 0) return { approvals, approverRoles: [] };
  return { approvals, approverRoles: containmentRoles.filter((role) => breakGlass || role !== "break-glass").toSorted() };
}
