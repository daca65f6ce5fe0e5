import type { Severity } from "../alert/severity.ts";
import type { Actor, Person } from "../person/person.ts";
import type { BlastRadius, ContainmentVerb, Tier } from "./action.ts";
import type { Handle } from "./handle.ts";
import type { Approver } from "./orders.ts";

/**
 * One exact containment action: what people approve is the RFC 8785 digest of this whole object (invariants.md 3). Targets are one handle: an action on
 * several targets is several actions.
 */
export type ContainmentAction = {
  /** `c-1`, counted in this record. */
  readonly id: string;
  readonly tenant: string;
  /** The case that it belongs to, as it stood: `revision` is the digest of its conclusion and alerts. */
  readonly case: {
    readonly world: string;
    readonly id: string;
    readonly revision: string;
    readonly title: string;
    /** Whoever works on the case, where somebody does: as little its approver as the requester is. */
    readonly owner?: Person;
  };
  readonly verb: ContainmentVerb;
  readonly target: Handle;
  /** The name of the effector that would carry it out, and the product's own id of the target that it found. */
  readonly effector: string;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly severity: Severity;
  /** The rules and the sources (products) whose alerts name the target: what budgets count by. Sorted, at least one of each. */
  readonly rules: readonly string[];
  readonly sources: readonly string[];
  /** Evidence items of the case that name the target, with their digests; at least one. */
  readonly evidence: readonly { readonly id: string; readonly digest: string }[];
  readonly assessed: Assessed;
  /** When it is released by itself after it took hold; null where it stays until it is undone. Milliseconds. */
  readonly releaseAfterMs: number | null;
  readonly expiresAtMs: number;
  /** Fresh for each action: two proposals of one thing are two digests. */
  readonly nonce: string;
};

/** What code found out about an action just now: recomputed in the transaction that records the intent (invariants.md 6). */
export type Assessed = {
  readonly tier: Tier;
  /** Distinct people who must approve: never fewer than the tier asks, more where policy asks more. */
  readonly approvers: number;
  readonly blastRadius: BlastRadius;
  /** The class whose share is counted: "workstation", "server", "account", "privileged-account", "outsider", … and how many the inventory knows. */
  readonly assetClass: string;
  readonly classSize: number;
  /** The digest of inventory, orders and policies that this rests on. */
  readonly inventory: string;
  readonly orders: string;
  /** Whether policy allows it at all once the approvers are there, and in whose words: "needs 2 approvers because …". */
  readonly allowed: boolean;
  readonly because: readonly string[];
};

/** A person's signed yes to one digest. `signature` is Ed25519 over `approvalBytes`, base64; `key` the public key that it verifies with. */
export type Approval = {
  readonly by: Person;
  readonly digest: string;
  readonly key: string;
  readonly signature: string;
  readonly because: string;
  readonly breakGlass: boolean;
  readonly atMs: number;
};

/** Where an action stands. A `Refusal` names what stopped it. */
export type ActionStatus =
  | "proposed"
  | "rejected"
  | "expired"
  | "voided"
  | "refused"
  | "executing"
  | "confirmed"
  | "failed"
  | "outcome-unknown"
  | "undoing"
  | "undone"
  | "undo-failed"
  | "undo-unknown";

/** Why nothing happens although somebody asked. */
export type Refusal = "budget" | "protected" | "stopped" | "policy" | "approvals" | "orders" | "breaker" | "target" | "evidence";

/** Why a person's yes does not count. */
export type ApprovalFault =
  | "self-approval"
  | "other-digest"
  | "bad-signature"
  | "no-role"
  | "already-approved"
  | "expired"
  | "orders-not-adopted"
  | "break-glass-only"
  | "not-break-glass"
  | "after-action-due";

/** One attempt at an effect or at its undo. `effectId` is the idempotency key and travels with every byte to the product. */
export type Intent = {
  readonly effectId: string;
  readonly of: "effect" | "undo" | "release";
  readonly attempt: number;
  /** Which process carries it out. */
  readonly executor: string;
  /** The product's own id of the target. */
  readonly located: string;
  /** What stood there before, as the effector read it: what an undo puts back. */
  readonly preState: Readonly<Record<string, unknown>>;
  /** The target was in the wanted state before us: nothing is done, and nothing is undone later. */
  readonly alreadySo: boolean;
  /** As it was counted in this transaction. */
  readonly assessed: Assessed;
  readonly atMs: number;
};

/** An action with what happened to it. */
export type ActionState = {
  readonly action: ContainmentAction;
  readonly digest: string;
  readonly by: Actor;
  readonly proposedAtMs: number;
  /** What the core held it to when it was proposed; it is found out anew before it begins. */
  readonly needs: { readonly tier: Tier; readonly approvers: number };
  readonly status: ActionStatus;
  readonly refusal?: { readonly why: Refusal; readonly says: string };
  readonly approvals: readonly Approval[];
  /** How many attempts to approve it were declined; the newest of them are in the journal, at most `declinedApprovalsMax`. */
  readonly declinedApprovals: number;
  readonly intents: readonly Intent[];
  /** When the effect was read back as in force, and when it is released by itself. */
  readonly confirmedAtMs?: number;
  readonly releaseAtMs?: number;
  /** Who asked for the undo; `attemptsBefore` counts the undo intents that were there before. */
  readonly undoAsked?: { readonly by: Person; readonly atMs: number; readonly attemptsBefore: number };
  readonly says: string;
  /** A break-glass action waits for its after-action record. */
  readonly afterAction?: "missing" | "written";
};

/** What happened to containment, in a journal of its own (world `containment`). */
export type ContainmentEvent =
  | {
      readonly type: "OrdersSigned";
      readonly digest: string;
      readonly people: readonly Approver[];
      readonly by: Person;
      readonly key: string;
      readonly signature: string;
      readonly atMs: number;
    }
  | {
      readonly type: "OrdersAdopted";
      readonly digest: string;
      readonly people: readonly Approver[];
      readonly by: readonly Person[];
      readonly atMs: number;
    }
  | {
      readonly type: "ActionProposed";
      readonly action: ContainmentAction;
      readonly digest: string;
      readonly by: Actor;
      /** What the core holds it to, never less than what was assessed. */
      readonly needs: { readonly tier: Tier; readonly approvers: number };
      readonly atMs: number;
    }
  | {
      readonly type: "ProposalDeclined";
      readonly world: string;
      readonly caseId: string;
      readonly verb: ContainmentVerb;
      readonly target: string;
      readonly why: Refusal;
      readonly says: string;
      readonly atMs: number;
    }
  | { readonly type: "ActionRefused"; readonly id: string; readonly why: Refusal; readonly says: string; readonly atMs: number }
  | ({ readonly type: "ActionApproved"; readonly id: string } & Approval)
  | {
      readonly type: "ApprovalDeclined";
      readonly id: string;
      readonly by: Person;
      readonly why: ApprovalFault;
      readonly says: string;
      readonly atMs: number;
    }
  | { readonly type: "ActionRejected"; readonly id: string; readonly by: Person; readonly because: string; readonly atMs: number }
  | { readonly type: "ActionExpired"; readonly id: string; readonly atMs: number }
  | { readonly type: "ActionVoided"; readonly id: string; readonly because: string; readonly atMs: number }
  | { readonly type: "IntentRecorded"; readonly id: string; readonly intent: Intent; readonly atMs: number }
  | {
      readonly type: "OutcomeRecorded";
      readonly id: string;
      readonly effectId: string;
      /** `confirmed` was read back; `failed` means that surely nothing happened; `unknown` is read back later, never blindly tried again. */
      readonly outcome: "confirmed" | "failed" | "unknown";
      readonly says: string;
      readonly atMs: number;
    }
  | {
      readonly type: "UndoAsked";
      readonly id: string;
      readonly by: Person;
      readonly key: string;
      readonly signature: string;
      readonly because: string;
      readonly atMs: number;
    }
  | { readonly type: "AfterActionWritten"; readonly id: string; readonly by: Person; readonly text: string; readonly atMs: number }
  | { readonly type: "BreakerTripped"; readonly assetClass: string; readonly says: string; readonly atMs: number }
  | {
      readonly type: "BreakerReset";
      /** Whose orders were signed under: part of what the signature is over. */
      readonly tenant: string;
      readonly assetClass: string;
      readonly by: Person;
      readonly key: string;
      readonly signature: string;
      readonly because: string;
      readonly atMs: number;
    }
  | { readonly type: "Stopped"; readonly scope: StopScope; readonly by: Actor | "file"; readonly because: string; readonly atMs: number }
  | {
      readonly type: "ResumeAsked";
      /** Whose orders were signed under: part of what the signature is over. */
      readonly tenant: string;
      readonly scope: StopScope;
      readonly by: Person;
      readonly key: string;
      readonly signature: string;
      readonly because: string;
      readonly atMs: number;
    }
  | { readonly type: "Resumed"; readonly scope: StopScope; readonly by: readonly Person[]; readonly atMs: number };

/** What a stop covers: everything, or what one effector does. */
export type StopScope = "all" | `effector:${string}`;

/** A stop in force. `number` counts stops and trips of breakers together, so that a signature under one never serves for a later one. */
export type Halt = {
  readonly number: number;
  readonly by: string;
  readonly because: string;
  readonly atMs: number;
  readonly resumeAskedBy: readonly Signer[];
};

/** A person together with the key that they signed with. */
export type Signer = { readonly by: Person; readonly key: string };

/** Everything about containment; a fold over its journal. `latestMs` never goes back, whatever the clock does. */
export type Containment = {
  readonly actions: Map<string, ActionState>;
  proposed: number;
  latestMs: number;
  orders: { readonly digest: string; readonly people: readonly Approver[] } | undefined;
  /** How often orders were adopted: part of what admins sign, so that an old signature brings no old orders back. */
  adoptions: number;
  /** Signatures under orders that are not adopted yet, by digest. */
  readonly signed: Map<string, readonly Signer[]>;
  /** Every digest that was ever approved and used: an approval works once. */
  readonly usedDigests: Set<string>;
  readonly stops: Map<StopScope, Halt>;
  readonly breakers: Map<string, { readonly number: number; readonly says: string; readonly atMs: number }>;
  /** Stops and trips so far. */
  halts: number;
  /** Proposals that no action was made of, by world, case, verb and target, so that each is recorded once; at most as many as actions are held. */
  readonly declinedProposals: Map<string, { readonly why: Refusal; readonly says: string; readonly atMs: number }>;
  /** Ids of actions that wait: their status is "proposed". */
  readonly waiting: Set<string>;
  /** Ids of actions with an intent, in order of the first. */
  readonly begun: Set<string>;
  /** What is under way or in force, by verb and target: the action's id. One at a time. */
  readonly open: Map<string, string>;
  /** Which action an effect id belongs to. */
  readonly effectIds: Map<string, string>;
};

/** The name of the world whose journal holds containment; no investigation may have it. */
export const containmentWorld = "containment";
