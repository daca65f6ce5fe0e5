import type { Handle } from "./handle.ts";

/**
 * The containment actions that Watchkeeper knows how to propose, with the way back of each (OpenC2 names in the comment's order:
 * contain, deny, …). An action without an undo is irreversible and needs a higher tier (invariants.md 5.1).
 */
export const undoOf = {
  "isolate-host": "release-host",
  "block-address": "unblock-address",
  "block-domain": "unblock-domain",
  "disable-account": "enable-account",
  "revoke-sessions": undefined,
  "reset-credential": undefined,
  "quarantine-mail": "restore-mail",
  "quarantine-file": "restore-file",
  "kill-process": undefined,
  "collect-evidence": undefined,
} as const;
/** A containment action that we can propose: a key of `undoOf`. */
export type ContainmentVerb = keyof typeof undoOf;
/** Every containment action, in the order of `undoOf`. */
export const containmentVerbs = Object.keys(undoOf) as readonly ContainmentVerb[];

/**
 * Whom and what an action on this target would touch, counted from the asset and identity graph before anyone is asked (invariants.md 5.2).
 * `says` names the number that set the tier.
 */
export type BlastRadius = {
  readonly hosts: number;
  readonly identities: number;
  /** Assets that depend on it, directly or through others. */
  readonly dependents: number;
  /** Sessions that it cuts, as far as the inventory tells whose usual machine it is. */
  readonly sessions: number;
  /** Business services that would stop or lose their last spare, by name, sorted. */
  readonly services: readonly string[];
  readonly criticality: "low" | "medium" | "high" | "critical" | "unknown";
  readonly protected: boolean;
  /** Whether another asset does the same work. */
  readonly redundant: boolean;
  /** Whether the inventory knows the target. */
  readonly known: boolean;
  /** How old the inventory was when this was counted, milliseconds; null where it does not say. */
  readonly graphAgeMs: number | null;
  /** The share of the target's class that is contained already, 0 to 1. */
  readonly containedShare: number;
  /** All of it in one number: people, machines and services that would feel it. */
  readonly reach: number;
  readonly says: string;
};

/** How grave an action is: 0 reads, 1 one workstation or plain account, 2 server or privileged account, 3 critical or irreversible, 4 protected. */
export type Tier = 0 | 1 | 2 | 3 | 4;

/** How many distinct people must approve; tier 4 is break-glass only. */
export const approversOf: Readonly<Record<Tier, number>> = { 0: 0, 1: 0, 2: 1, 3: 2, 4: 2 };

/**
 * A proposal: nothing has happened. `target` is an inventory name where the inventory knows it, else the observable as seen, which raises the tier;
 * a file or process follows the machine that it is on: `host: path`.
 */
export type ContainmentProposal = {
  readonly action: ContainmentVerb;
  readonly target: string;
  /** The target as something can be done to it; absent where the name is not good enough for that. No part of the assessment. */
  readonly handle?: Handle;
  readonly tier: Tier;
  readonly approvers: number;
  readonly blastRadius: BlastRadius;
  readonly undo: string | null;
  readonly state: "proposed";
  /** Evidence that ties the target to this case. */
  readonly evidence: readonly string[];
};
