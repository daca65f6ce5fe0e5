import type { Severity } from "../../core/alert/severity.ts";
import type { InventoryIndex } from "../../core/asset/inventory-index.ts";
import { approversOf, type BlastRadius, type ContainmentVerb, type Tier } from "../../core/containment/action.ts";
import type { TargetKind } from "../../core/containment/handle.ts";
import type { Observable } from "../../core/observable/observable.ts";
import { type Measured, nothingCounted, type Standing } from "./measured.ts";
import { radiusOfAccount } from "./radius-account.ts";
import { radiusOfHost } from "./radius-host.ts";
import { radiusOfOutsider } from "./radius-outsider.ts";
import { kindOf } from "./target-kind.ts";
import { tierOf } from "./tier.ts";

/** What an action means here: its tier, how many people must approve, whom it touches, and the name by which the target is known here. */
export type AssessedProposal = {
  readonly tier: Tier;
  readonly approvers: number;
  readonly blastRadius: BlastRadius;
  readonly handle: string;
};

/**
 * The blast radius of this action on this target, and the tier it sets (invariants.md 5.1), for a proposal in an assessment: without a clock and without what
 * is contained elsewhere, so that the same case gives the same bytes. `doubts` say why it should not run without a person.
 */
export function assess({
  action,
  target,
  host,
  severity,
  inventory,
  doubts = [],
}: {
  readonly action: ContainmentVerb;
  readonly target: Observable;
  /** The machine that holds the target, where the target is a file or a process on one. */
  readonly host?: string | undefined;
  readonly severity: Severity;
  readonly inventory: InventoryIndex;
  readonly doubts?: readonly string[];
}): AssessedProposal {
  const { measured, handle } = measuredAsSeen(action, target, host, inventory);
  const { tier, blastRadius } = weigh({ verb: action, severity, measured, isProtected: false, doubts, raises: [] });
  return { tier, approvers: approversOf[tier], blastRadius, handle };
}

/** The tier and the blast radius with its sentence, from what was counted. Raises come on top of an unknown asset. */
export function weigh(given: {
  readonly verb: ContainmentVerb;
  readonly severity: Severity;
  readonly measured: Measured;
  /** Whether anybody beside the inventory protects it. */
  readonly isProtected: boolean;
  readonly doubts: readonly string[];
  readonly raises: readonly string[];
  readonly live?: { readonly graphAgeMs: number | null; readonly containedShare: number };
}): { readonly tier: Tier; readonly blastRadius: BlastRadius } {
  const { verb, severity, measured, doubts, live = { graphAgeMs: null, containedShare: 0 } } = given;
  const { blast, what, floors } = measured;
  const isProtected = blast.protected || given.isProtected;
  const raises = blast.known ? given.raises : ["the inventory does not know it", ...given.raises];
  const { tier, says } = tierOf({ verb, severity, isProtected, floors, doubts, raises });
  const reading = verb === "collect-evidence";
  const reach = reading ? 0 : Math.max(blast.hosts + blast.identities + blast.dependents + blast.services.length, 1);
  const radius: BlastRadius = {
    ...blast,
    ...live,
    protected: isProtected && !reading,
    reach,
    says: reading ? "reads only; nothing is changed" : `${what}; ${says}`,
  };
  return { tier, blastRadius: radius };
}

/** Counts for a handle's kind and name, as `exact` names resolve; a file or process is weighed as the machine that holds it. */
export function measure(
  kind: TargetKind,
  name: string,
  host: string | undefined,
  inventory: InventoryIndex,
  contained: Standing,
): Measured {
  if (kind === "host" || kind === "file" || kind === "process") {
    const [asset, ...others] = inventory.exact().assetsNamed(kind === "host" ? name : (host ?? ""));
    return radiusOfHost(others.length > 0 ? undefined : asset, kind === "host" ? name : (host ?? ""), inventory, contained);
  }
  if (kind === "account") {
    const [identity, ...others] = inventory.exact().identitiesNamed(name);
    return radiusOfAccount(others.length > 0 ? undefined : identity, name, inventory, contained);
  }
  return radiusOfOutsider(kind, name, inventory, contained);
}

/** A proposal is weighed by the nearest thing that the inventory knows, even where the name as seen is not good enough to act on. */
function measuredAsSeen(
  verb: ContainmentVerb,
  target: Observable,
  host: string | undefined,
  inventory: InventoryIndex,
): { readonly measured: Measured; readonly handle: string } {
  const kind = kindOf(verb, target.type);
  const none: Standing = new Set();
  if (kind === "host" || kind === "file" || kind === "process") {
    const seen = kind === "host" ? target.value : host;
    const asset = seen === undefined ? undefined : inventory.assetOf(seen);
    const machine = asset?.name ?? seen;
    const handle = kind === "host" ? (machine ?? "") : machine === undefined ? target.value : `${machine}: ${target.value}`;
    return { measured: radiusOfHost(asset, seen ?? "", inventory, none), handle };
  }
  if (kind === "account") {
    const identity = inventory.identityOf(target.value);
    return { measured: radiusOfAccount(identity, target.value, inventory, none), handle: identity?.name ?? target.value };
  }
  if (kind === undefined) return { measured: unplaced, handle: target.value };
  const asset = inventory.assetOf(target.value);
  const measured = asset ? radiusOfHost(asset, target.value, inventory, none) : radiusOfOutsider(kind, target.value, inventory, none);
  return { measured, handle: asset?.name ?? target.value };
}

/** Something that nothing of ours acts on: a cloud resource, a service. It is read, or left to a person. */
const unplaced: Measured = {
  blast: { ...nothingCounted, criticality: "unknown" },
  assetClass: "unknown-host",
  what: "no product of ours acts on it",
  floors: [],
};
