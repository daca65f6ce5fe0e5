import type { Severity } from "../alert/severity.ts";
import type { Actor, Person } from "../person/person.ts";
import type { BlastRadius, ContainmentVerb, Tier } from "./action.ts";
import type { ApprovalFault, Refusal } from "./fault.ts";
import type { Halt, HaltEvent, Signer, StopScope } from "./halt-event.ts";
import type { Handle } from "./handle.ts";
import type { Approver } from "./orders.ts";
import type { StandingEvent } from "./standing-event.ts";

export type { ApprovalFault, Refusal } from "./fault.ts";
export type { Halt, Signer, StopScope } from "./halt-event.ts";

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
  /** It was so before us: nothing was done, and nothing will be undone. */
  | "already-so"
  /** It was in force, and somebody else took it away. */
  | "gone"
  | "failed"
  | "outcome-unknown"
  | "undoing"
  | "undone"
  | "undo-failed"
  | "undo-unknown";

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
  /** By the record's time. */
  readonly atMs: number;
  /** What the clock showed, and the latest that any clock had shown by then, where they are something else. */
  readonly clockMs?: number;
  readonly peakMs?: number;
};

/** An action with what happened to it. */
export type ActionState = {
  readonly action: ContainmentAction;
  readonly digest: string;
  readonly by: Actor;
  /** What a person who asked for it signed with; the agent signs nothing. */
  readonly request?: { readonly key: string; readonly signature: string };
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
  /** When the product was last read about what took hold. */
  readonly readAtMs?: number;
  /** Who asked for the undo; `attemptsBefore` counts the undo intents that were there before. */
  readonly undoAsked?: { readonly by: Person; readonly atMs: number; readonly attemptsBefore: number };
  readonly says: string;
  /** When it ended before it began, why, and by whom where somebody did it. What was approved then came to nothing. */
  readonly ended?: { readonly atMs: number; readonly by?: Actor; readonly because: string };
  /** A product put off the last attempt, and surely did nothing: the next one is not made before this time. */
  readonly putOffUntilMs?: number;
  /** A break-glass action waits for its after-action record. */
  readonly afterAction?: "missing" | "written";
};

/**
 * What happened to containment, in a journal of its own (world `containment`). `atMs` is the record's time, which a clock that is set back does not set back;
 * `clockMs` is what the clock showed, where that was something else.
 */
export type ContainmentEvent = ContainmentFact & { readonly clockMs?: number };

type ContainmentFact =
  | StandingEvent
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
      /** A person's own word that they ask for it; the agent gives none. */
      readonly key?: string;
      readonly signature?: string;
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
  | {
      readonly type: "ActionRejected";
      readonly id: string;
      readonly by: Person;
      readonly key: string;
      readonly signature: string;
      readonly because: string;
      readonly atMs: number;
    }
  | { readonly type: "ActionExpired"; readonly id: string; readonly atMs: number }
  | { readonly type: "ActionVoided"; readonly id: string; readonly because: string; readonly by?: Actor; readonly atMs: number }
  | { readonly type: "IntentRecorded"; readonly id: string; readonly intent: Intent; readonly atMs: number }
  | {
      readonly type: "OutcomeRecorded";
      readonly id: string;
      readonly effectId: string;
      /** `confirmed` was read back; `failed` means that surely nothing happened; `unknown` is read back later, never blindly tried again. */
      readonly outcome: "confirmed" | "failed" | "unknown";
      readonly says: string;
      /** With "failed": the product put it off, and it is asked for again from this time on, under the same effect id. */
      readonly retryAtMs?: number;
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
  | {
      readonly type: "AfterActionWritten";
      readonly id: string;
      readonly by: Person;
      readonly key: string;
      readonly signature: string;
      readonly text: string;
      readonly atMs: number;
    }
  | HaltEvent;

/** A person's no to one thing. `approvers` is how many it took when it was rejected. */
export type Rejection = {
  readonly id: string;
  readonly by: Person;
  readonly because: string;
  readonly approvers: number;
  readonly atMs: number;
};

/** Everything about containment; a fold over its journal. `latestMs`, the record's time, never goes back, whatever the clock does, until two admins reset it. */
export type Containment = {
  readonly actions: Map<string, ActionState>;
  proposed: number;
  latestMs: number;
  /** What the clock showed at the latest fact, or the most since it was last set back. */
  clockMs: number;
  /** The most that any clock showed since the last reset: what hours are counted by, too. */
  peakMs: number;
  /** How often the record's time was reset, and who has asked since. */
  clockResets: number;
  clockResetAskedBy: readonly (Signer & { readonly atMs: number })[];
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
  /** The latest no to one thing, by case as it stood, verb and target (`rejectedKey`); at most as many as actions are held. */
  readonly rejections: Map<string, Rejection>;
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
