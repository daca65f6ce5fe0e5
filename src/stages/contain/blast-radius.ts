import type { Severity } from "../../core/alert/severity.ts";
import { severityRank } from "../../core/alert/severity.ts";
import type { InventoryIndex } from "../../core/asset/inventory-index.ts";
import { approversOf, type BlastRadius, type ContainmentVerb, type Tier, undoOf } from "../../core/containment/action.ts";
import type { Observable } from "../../core/observable/observable.ts";
import { inline } from "../../core/report/inline.ts";

/** More dependents than this is shared infrastructure. */
export const sharedInfrastructureDependents = 10;
const serverRoles = /server|controller|backup|gateway|firewall|proxy|database|hypervisor/;
const protectedRoles = /domain-controller|^dc$|identity-provider|backup|security-tool|siem|break-glass/;
/** A role as the patterns spell it, however the inventory did: "Domain Controller" is "domain-controller". */
const plainRole = (role: string) =>
  role
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, "-");

/** What an action means here: its tier, how many people must approve, whom it touches, and the name by which the target is known here. */
export type Assessed = { readonly tier: Tier; readonly approvers: number; readonly blastRadius: BlastRadius; readonly handle: string };

/**
 * The blast radius of this action on this target, and the tier it sets (invariants.md 5.1): 1 for one workstation or plain account, 2 for a server or a
 * privileged account, 3 for what much depends on or cannot be undone, 4 for protected assets. What the inventory does not know rises by one.
 */
export function assess({
  action,
  target,
  host,
  severity,
  inventory,
}: {
  action: ContainmentVerb;
  target: Observable;
  /** The machine that holds the target, where the target is a file or a process on one. */
  host?: string | undefined;
  severity: Severity;
  inventory: InventoryIndex;
}): Assessed {
  if (action === "collect-evidence") return reading(target, inventory);
  const radius = radiusOf(action, target, host, inventory);
  const raised = radius.known ? radius.tier : Math.min(radius.tier + 1, 3);
  // Tier 1 runs without a person, so it takes high severity (invariants.md 5.1).
  const grave = severityRank(severity) >= severityRank("high") ? raised : Math.max(raised, 2);
  const tier = (radius.blast.protected ? 4 : undoOf[action] === undefined ? Math.max(grave, 3) : grave) as Tier;
  return { tier, approvers: approversOf[tier], blastRadius: radius.blast, handle: radius.handle };
}

/** True for an action on something that lies or runs on one machine, and is named together with it. */
export const isOnHost = (action: ContainmentVerb) => action === "kill-process" || action === "quarantine-file";

const notCounted = { sessions: 0, services: [], redundant: false, known: false, graphAgeMs: null, containedShare: 0, reach: 1 } as const;

type Radius = { tier: number; known: boolean; blast: BlastRadius; handle: string };

function radiusOf(action: ContainmentVerb, target: Observable, host: string | undefined, inventory: InventoryIndex): Radius {
  if (action === "disable-account" || action === "revoke-sessions") return ofIdentity(target, inventory);
  if (isOnHost(action) && host !== undefined) {
    const radius = ofHost({ type: "host", value: host }, inventory);
    return { ...radius, handle: `${radius.handle}: ${target.value}` };
  }
  if (action === "isolate-host" || action === "kill-process" || action === "quarantine-file") return ofHost(target, inventory);
  if (action === "block-address" || action === "block-domain") {
    const asset = inventory.assetOf(target.value);
    if (asset) return ofHost({ ...target, value: asset.name }, inventory);
  }
  const says =
    action === "quarantine-mail"
      ? "one message, kept where it can be restored from"
      : "everyone who talks to this address or domain; none of our own machines is known to live there";
  return {
    tier: 1,
    known: true,
    handle: target.value,
    blast: { ...notCounted, hosts: 0, identities: 0, dependents: 0, criticality: "low", protected: false, says },
  };
}

function ofHost(target: Observable, inventory: InventoryIndex): Radius {
  const asset = inventory.assetOf(target.value);
  if (!asset) {
    const says =
      target.type === "host"
        ? `"${inline(target.value, 80)}" is not in the inventory, so what depends on it is not known`
        : "the machines that hold it are not known to the inventory";
    return {
      tier: 1,
      known: false,
      handle: target.value,
      blast: { ...notCounted, hosts: 1, identities: 0, dependents: 0, criticality: "unknown", protected: false, says },
    };
  }
  const dependents = inventory.dependentsOf(asset.name).length;
  const critical = asset.criticality === "critical" || dependents >= sharedInfrastructureDependents;
  const server = serverRoles.test(plainRole(asset.role));
  const isProtected = asset.protected || protectedRoles.test(plainRole(asset.role));
  const tier = critical ? 3 : server || asset.criticality === "high" || dependents > 0 ? 2 : 1;
  const says = `${asset.role} of ${asset.criticality} criticality${asset.service ? ` for ${inline(asset.service, 60)}` : ""}; ${dependents === 0 ? "nothing else depends" : dependents === 1 ? "1 asset depends" : `${dependents} assets depend`} on it${isProtected ? "; protected: break-glass only" : ""}`;
  return {
    tier,
    known: true,
    handle: asset.name,
    blast: { ...notCounted, hosts: 1, identities: 0, dependents, criticality: asset.criticality, protected: isProtected, says },
  };
}

function ofIdentity(target: Observable, inventory: InventoryIndex): Radius {
  const identity = inventory.identityOf(target.value);
  if (!identity) {
    const says = `account "${inline(target.value, 80)}" is not in the inventory, so its rights are not known`;
    return {
      tier: 1,
      known: false,
      handle: target.value,
      blast: { ...notCounted, hosts: 0, identities: 1, dependents: 0, criticality: "unknown", protected: false, says },
    };
  }
  const service = /service/.test(plainRole(identity.role));
  const isProtected = identity.protected || protectedRoles.test(plainRole(identity.role));
  const tier = identity.privileged || service ? 2 : 1;
  const says = `one ${identity.privileged ? "privileged " : ""}account, role ${identity.role}${service ? "; services that run under it stop signing in" : ""}${isProtected ? "; protected: break-glass only" : ""}`;
  return {
    tier,
    known: true,
    handle: identity.name,
    blast: {
      ...notCounted,
      hosts: 0,
      identities: 1,
      dependents: 0,
      criticality: identity.privileged ? "high" : "medium",
      protected: isProtected,
      says,
    },
  };
}

function reading(target: Observable, inventory: InventoryIndex): Assessed {
  const known = inventory.assetOf(target.value);
  const blast: BlastRadius = {
    ...notCounted,
    hosts: target.type === "host" ? 1 : 0,
    identities: 0,
    dependents: 0,
    criticality: known?.criticality ?? "unknown",
    protected: false,
    says: "reads only; nothing is changed",
  };
  return { tier: 0, approvers: 0, blastRadius: blast, handle: known?.name ?? target.value };
}
