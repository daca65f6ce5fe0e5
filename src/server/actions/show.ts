import type { z } from "zod";
import type { BlastRadius } from "../../core/containment/action.ts";
import type { ActionState } from "../../core/containment/containment.ts";
import { canonicalText } from "../../core/containment/digest.ts";
import { actionHeld } from "../../core/containment/to-sign.ts";
import type { Person } from "../../core/person/person.ts";
import { approversOfAction, type Approvers as Needed } from "../../engine/containment/approvers.ts";
import { deedsOpen } from "../../engine/containment/deeds.ts";
import type { DryRun as Found } from "../../engine/containment/dry-run.ts";
import { actionLine } from "../../engine/containment-status.ts";
import type { ActionWhole, Approvers, DryRun, Radius } from "../contract/action-shapes.ts";
import type { OpenedContainment } from "../desk.ts";
import { iso } from "../http/iso.ts";

/** An action as the API says it whole: what a person must know before they sign. */
export function actionWhole(
  { desk, orders, digest, problem }: OpenedContainment,
  { id, by, clockMs }: { readonly id: string; readonly by: Person | undefined; readonly clockMs: number },
): z.input<typeof ActionWhole> {
  const held = actionHeld(desk.state, id);
  const { action } = held;
  const { kind, name, knownTo, aliases, id: targetId } = action.target;
  const { world, id: caseId, revision, title } = action.case;
  return {
    line: actionLine(held, desk.state),
    digest: held.digest,
    canonical: canonicalText(action),
    by: held.by,
    proposedAt: iso(held.proposedAtMs),
    case: { world, id: caseId, revision, title },
    target: { kind, id: targetId, name, knownTo, aliases: [...aliases] },
    severity: action.severity,
    blastRadius: radiusOf(latestRadius(held)),
    evidence: action.evidence.map((each) => ({ ...each })),
    approvals: held.approvals.map(({ by, because, breakGlass, atMs }) => ({ by, because, breakGlass, at: iso(atMs) })),
    approvers: problem === null ? neededOf(approversOfAction(desk.state, id, { orders, digest, clockMs })) : null,
    deeds: deedsOpen(desk.state, id, { by, orders, digest, clockMs }).map(({ deed, mayNot }) => ({
      deed,
      mayNot: problem ?? mayNot ?? null,
    })),
    ended: held.ended ? { at: iso(held.ended.atMs), by: held.ended.by ?? null, because: held.ended.because } : null,
    attempts: held.intents.map(({ effectId, of, attempt, atMs }) => ({ effect: effectId, of, attempt, at: iso(atMs) })),
  };
}

const latestRadius = ({ action, intents }: ActionState) => (intents.at(-1)?.assessed ?? action.assessed).blastRadius;

/** A blast radius as the API says it. */
export const radiusOf = (radius: BlastRadius): z.input<typeof Radius> => ({ ...radius, services: [...radius.services] });

function neededOf({ requirement, counted, may, mayNot, missing }: Needed): z.input<typeof Approvers> {
  return {
    approvers: requirement.approvers,
    lead: requirement.lead,
    breakGlass: requirement.breakGlass,
    because: [...requirement.because],
    counted: [...counted],
    may: may.map(({ name, roles }) => ({ name, roles: [...roles] })),
    mayNot: mayNot.map((each) => ({ ...each })),
    missing: missing ?? null,
  };
}

/** A dry run as the API says it; what a product answered stays out of it but for whether it is in force. */
export function dryRunOf({ id, product, located, observed, assessed, would, because, undo, unknown }: Found): z.input<typeof DryRun> {
  return {
    id,
    product: product ?? null,
    located: located ?? null,
    inForce: observed?.inForce ?? null,
    blastRadius: assessed ? radiusOf(assessed.blastRadius) : null,
    would,
    because: [...because],
    undo,
    unknown: [...unknown],
  };
}
