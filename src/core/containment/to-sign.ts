import type { Person } from "../person/person.ts";
import type {
  ApproveAction,
  AskClockReset,
  AskResume,
  AskUndo,
  ContainmentContext,
  ProposeAction,
  RejectAction,
  ResetBreaker,
  SignOrders,
  WriteAfterAction,
} from "./command.ts";
import type { Containment } from "./containment.ts";
import { digestOfAction, digestOfText } from "./digest.ts";
import type { Approver, StandingOrders } from "./orders.ts";
import { quoted, refused } from "./refusal.ts";
import { approvalBytes, isSignedBy, type SignatureKind } from "./signature.ts";

/** A command that takes a signature, as far as what is signed depends on it. */
export type Signable =
  | (Pick<ProposeAction, "type" | "action"> & { readonly by: Person })
  | Pick<RejectAction, "type" | "by" | "id">
  | Pick<WriteAfterAction, "type" | "by" | "id" | "text">
  | Pick<ApproveAction, "type" | "by" | "digest" | "breakGlass">
  | Pick<AskUndo, "type" | "by" | "id">
  | Pick<AskResume, "type" | "by" | "scope">
  | Pick<AskClockReset, "type" | "by">
  | Pick<ResetBreaker, "type" | "by" | "assetClass">
  | Pick<SignOrders, "type" | "by" | "digest">;

/**
 * The bytes that a person signs so that this command counts. Asking for an action, a yes and a no are bound to its digest, what is written of broken glass to
 * its words too; one to resume or to reset is bound to the very stop or trip that it ends; one to orders, to how many were adopted before, so that old signatures bring no old orders back.
 * Refuses what there is nothing to sign for (`containment/unknown-action`, `not-stopped`, `not-tripped`).
 */
export function bytesToSign(
  command: Signable,
  state: Containment,
  { orders }: { readonly orders: Pick<StandingOrders, "tenant"> },
): Uint8Array {
  const { kind, subject } = whatIsSigned(command, state, orders.tenant);
  return approvalBytes({ kind, subject, by: command.by });
}

function whatIsSigned(command: Signable, state: Containment, tenant: string): { kind: SignatureKind; subject: string } {
  switch (command.type) {
    case "ProposeAction":
      return { kind: "propose", subject: digestOfAction(command.action) };
    case "RejectAction":
      return { kind: "reject", subject: actionHeld(state, command.id).digest };
    case "WriteAfterAction":
      return { kind: "after-action", subject: `${actionHeld(state, command.id).digest} ${digestOfText(command.text)}` };
    case "ApproveAction":
      return { kind: command.breakGlass ? "break-glass" : "approve", subject: command.digest };
    case "AskUndo":
      return { kind: "undo", subject: actionHeld(state, command.id).digest };
    case "AskResume": {
      const halt = state.stops.get(command.scope);
      if (!halt) throw refused("containment/not-stopped", `${quoted(command.scope)} is not stopped`);
      return { kind: "resume", subject: `${tenant} ${command.scope} #${halt.number}` };
    }
    case "AskClockReset":
      return { kind: "reset-clock", subject: `${tenant} #${state.clockResets}` };
    case "ResetBreaker": {
      const trip = state.breakers.get(command.assetClass);
      if (!trip) throw refused("containment/not-tripped", `no breaker for ${quoted(command.assetClass)} is tripped`);
      return { kind: "reset", subject: `${tenant} ${command.assetClass} #${trip.number}` };
    }
    case "SignOrders":
      return { kind: "orders", subject: `${command.digest} #${state.adoptions}` };
  }
}

/** Refuses (`containment/bad-signature`) a command that this person's key did not sign as it stands. */
export function requireSignature(
  command: Signable & { readonly by: Person; readonly signature: string },
  person: Approver,
  state: Containment,
  context: Pick<ContainmentContext, "orders">,
): void {
  if (!isSignedBy(person["public-key"], bytesToSign(command, state, context), command.signature, person.origins))
    throw refused("containment/bad-signature", `the signature is not that of ${quoted(command.by)} for this`);
}

/** The action of this number. Refuses (`containment/unknown-action`), also numbers that are names of JavaScript's own. */
export function actionHeld(state: Containment, id: string) {
  const held = state.actions.get(id);
  if (!held) throw refused("containment/unknown-action", `there is no action ${quoted(id)}`);
  return held;
}
