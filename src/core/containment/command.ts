import type { Actor, Person } from "../person/person.ts";
import type { ContainmentVerb } from "./action.ts";
import type { Assessed, ContainmentAction, Refusal, StopScope } from "./containment.ts";
import type { Approver, StandingOrders } from "./orders.ts";

/** What may be asked of containment. Every signature is Ed25519 over `bytesToSign` of the command, base64. */
export type ContainmentCommand =
  | SignOrders
  | ProposeAction
  | ApproveAction
  | RejectAction
  | DeclineProposal
  | RefuseAction
  | BeginEffect
  | RecordOutcome
  | RecordStanding
  | AskUndo
  | BeginUndo
  | Expire
  | WriteAfterAction
  | ResetBreaker
  | { readonly type: "Stop"; readonly scope: StopScope; readonly by: Actor | "file"; readonly because: string }
  | AskResume
  | AskClockReset;

/** One admin's yes to orders as they were read: `digest` and `people` are those of the orders at hand. */
export type SignOrders = {
  readonly type: "SignOrders";
  readonly digest: string;
  readonly people: readonly Approver[];
  readonly by: Person;
  readonly signature: string;
};

/** Puts an action before people, or before the standing orders. Its id is `nextActionId(state)`. A person who asks signs for it; the agent does not. */
export type ProposeAction = {
  readonly type: "ProposeAction";
  readonly action: ContainmentAction;
  readonly by: Actor;
  readonly signature?: string | undefined;
};

/** One person's yes. `breakGlass` says that they know it for what it is; it takes the role of that name. */
export type ApproveAction = {
  readonly type: "ApproveAction";
  readonly id: string;
  readonly by: Person;
  readonly digest: string;
  readonly signature: string;
  readonly because: string;
  readonly breakGlass: boolean;
};

/** One person's no; it is final. */
export type RejectAction = {
  readonly type: "RejectAction";
  readonly id: string;
  readonly by: Person;
  readonly signature: string;
  readonly because: string;
};

/** What was done by breaking the glass, in the words of the person who signs them. */
export type WriteAfterAction = {
  readonly type: "WriteAfterAction";
  readonly id: string;
  readonly by: Person;
  readonly signature: string;
  readonly text: string;
};

/** What an investigation proposed and no action can be made of: no handle, no evidence, no effector. It goes into the record once, by what it names. */
export type DeclineProposal = {
  readonly type: "DeclineProposal";
  readonly world: string;
  readonly caseId: string;
  readonly verb: ContainmentVerb;
  /** As the investigation named it: data. */
  readonly target: string;
  readonly why: Refusal;
  readonly says: string;
};

/**
 * Ends what is over. With `caseNow` also what waits for people about that case as it stood before: an approval of it would come to nothing, and while it waits
 * the same cannot be asked about the case as it stands.
 */
export type Expire = {
  readonly type: "Expire";
  readonly caseNow?: { readonly world: string; readonly id: string; readonly revision: string; readonly change?: CaseChange | undefined };
};

/** What made a case another than people saw when they approved: in words, and by whom where somebody did it. */
export type CaseChange = { readonly says: string; readonly by?: Actor | undefined };

/** The product itself says that there is nothing to act on: it knows no such target, or more than one. Ends a waiting action; nothing happened. */
export type RefuseAction = { readonly type: "RefuseAction"; readonly id: string; readonly why: "target"; readonly says: string };

/** Asks to begin, with everything found out anew in this transaction. `stopped` says why, when the stop file says so or cannot be read. */
export type BeginEffect = {
  readonly type: "BeginEffect";
  readonly id: string;
  readonly assessed: Assessed;
  readonly caseRevision: string;
  /** What made the case another, where it is and that is known. */
  readonly change?: CaseChange | undefined;
  readonly effectId: string;
  readonly executor: string;
  readonly located: string;
  readonly preState: Readonly<Record<string, unknown>>;
  readonly alreadySo: boolean;
  readonly stopped?: string | undefined;
};

/** What was read back of an effect or of its undo. */
export type RecordOutcome = {
  readonly type: "RecordOutcome";
  readonly id: string;
  readonly effectId: string;
  readonly outcome: "confirmed" | "failed" | "unknown";
  readonly says: string;
  /** With "failed", where the product put it off and surely did nothing: when it may be asked for again, milliseconds from now. */
  readonly retryAfterMs?: number | undefined;
};

/** What was read of actions that took hold before; each by the effect id that it was read under. */
export type RecordStanding = {
  readonly type: "RecordStanding";
  readonly found: readonly { readonly id: string; readonly effectId: string; readonly inForce: boolean; readonly says: string }[];
};

/** One person asks that what was done is taken back. */
export type AskUndo = {
  readonly type: "AskUndo";
  readonly id: string;
  readonly by: Person;
  readonly signature: string;
  readonly because: string;
};

/** Asks to begin an undo that a person asked for, or a release whose time has come. */
export type BeginUndo = {
  readonly type: "BeginUndo";
  readonly id: string;
  readonly of: "undo" | "release";
  readonly effectId: string;
  readonly executor: string;
  readonly located: string;
  readonly stopped?: string | undefined;
};

/** Lets a class of assets be contained without a person again. */
export type ResetBreaker = {
  readonly type: "ResetBreaker";
  readonly assetClass: string;
  readonly by: Person;
  readonly signature: string;
  readonly because: string;
};

/** One of the two admins without whom a stop does not end. */
export type AskResume = {
  readonly type: "AskResume";
  readonly scope: StopScope;
  readonly by: Person;
  readonly signature: string;
  readonly because: string;
};

/** One of the two admins without whom the record's time does not begin again at the present clock. */
export type AskClockReset = {
  readonly type: "AskClockReset";
  readonly by: Person;
  readonly signature: string;
  readonly because: string;
};

/** What a decision rests on beside the state. `nowMs` is what the clock shows; within a decision it is the record's time (`timeOf`), and `clockMs` the clock. `orders` are those that this process read; they bind only when their digest was adopted. */
export type ContainmentContext = {
  readonly nowMs: number;
  readonly clockMs?: number;
  readonly orders: StandingOrders;
  readonly ordersDigest: string;
  /** Names, addresses and accounts of Watchkeeper itself and of what it works through: never a target below break-glass. */
  readonly own?: readonly string[];
};
