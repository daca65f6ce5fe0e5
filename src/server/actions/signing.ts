import { hash } from "node:crypto";
import type { Who } from "../../core/access/who.ts";
import { foldedName } from "../../core/containment/people.ts";
import { refused } from "../../core/containment/refusal.ts";
import { actionHeld, bytesToSign, type Signable } from "../../core/containment/to-sign.ts";
import type { Person } from "../../core/person/person.ts";
import { personOf } from "../cases/routes.ts";
import type { ToSign } from "../contract/actions.ts";
import type { OpenedContainment } from "../desk.ts";

/**
 * The name under which whoever asks signs: however an account writes it, it is the one that the orders have. Refuses (`containment/unknown-person`)
 * who is not among them.
 */
export function signerOf(who: Who, { orders }: Pick<OpenedContainment, "orders">): Person {
  const person = personOf(who);
  const named = namedIn(orders, person);
  if (!named) throw refused("containment/unknown-person", `"${person.slice(0, 120)}" is not named in the standing orders`);
  return named;
}

/** The same name for whoever only looks: a person of the orders by their name there, any other as they are called; undefined for a machine. */
export function nameOf({ person }: Who, { orders }: Pick<OpenedContainment, "orders">): Person | undefined {
  return person && (namedIn(orders, person) ?? person);
}

function namedIn({ people }: OpenedContainment["orders"], person: Person): Person | undefined {
  const named = people.find(({ name }) => foldedName(`person:${name}`) === foldedName(person));
  return named && `person:${named.name}`;
}

/** What somebody would sign for, and its SHA-256 in base64url, as a passkey takes it for a challenge. */
export function whatToSign(asked: ToSign, opened: OpenedContainment, by: Person): { by: string; bytes: string; challenge: string } {
  const bytes = bytesToSign(signableOf(asked, opened, by), opened.desk.state, { orders: opened.orders });
  return {
    by,
    bytes: Buffer.from(bytes).toString("base64"),
    challenge: Buffer.from(hash("sha256", bytes, "hex"), "hex").toString("base64url"),
  };
}

function signableOf(asked: ToSign, { desk: { state }, digest }: OpenedContainment, by: Person): Signable {
  switch (asked.for) {
    case "approve":
    case "break-glass":
      return { type: "ApproveAction", by, digest: actionHeld(state, asked.action).digest, breakGlass: asked.for === "break-glass" };
    case "reject":
      return { type: "RejectAction", by, id: asked.action };
    case "undo":
      return { type: "AskUndo", by, id: asked.action };
    case "after-action":
      return { type: "WriteAfterAction", by, id: asked.action, text: asked.text };
    case "resume":
      return { type: "AskResume", by, scope: asked.effector === undefined ? "all" : `effector:${asked.effector}` };
    case "reset-breaker":
      return { type: "ResetBreaker", by, assetClass: asked.assetClass };
    case "reset-clock":
      return { type: "AskClockReset", by };
    case "adopt-orders":
      return { type: "SignOrders", by, digest };
  }
}
