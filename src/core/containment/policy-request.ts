import type { Severity } from "../alert/severity.ts";
import type { BlastRadius, ContainmentVerb, Tier } from "./action.ts";
import type { TargetKind } from "./handle.ts";
import type { ContainmentRole } from "./orders.ts";

/** What a policy may look at: counted by code, never text out of evidence. */
export type PolicyRequest = {
  readonly verb: ContainmentVerb;
  readonly targetKind: TargetKind;
  /** The target's id, so that a policy can name one target. */
  readonly target: string;
  readonly assetClass: string;
  readonly tier: Tier;
  readonly severity: Severity;
  readonly reversible: boolean;
  readonly requester: "agent" | "person";
  /** The products whose alerts name the target, counted. */
  readonly sources: number;
  /** After how many minutes it is released by itself; null where it stays until it is undone. */
  readonly releaseAfterMinutes: number | null;
  /** Distinct people who approved so far, and the roles that they have between them, sorted, each once. */
  readonly approvals: number;
  readonly approverRoles: readonly ContainmentRole[];
  readonly breakGlass: boolean;
  readonly effector: string;
  readonly blastRadius: BlastRadius;
  /** Hour of the day (0–23) and day of the week (1 = Monday … 7), UTC. */
  readonly hour: number;
  readonly weekday: number;
};
