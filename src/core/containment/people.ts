import { isPerson, type Person } from "../person/person.ts";
import type { ContainmentContext } from "./command.ts";
import type { Containment } from "./containment.ts";
import type { Approver, ContainmentRole } from "./orders.ts";
import { quoted, reasonLengthMax, refused } from "./refusal.ts";
import { keyBytes } from "./signature.ts";

/** One name, however it is written: what differs only in case or in compatibility forms is one person. */
export const foldedName = (name: string) => name.normalize("NFKC").toLowerCase();

/** The person of the orders who has exactly this name; undefined for everybody else, the agent too. */
export function approverNamed(people: readonly Approver[], by: string): Approver | undefined {
  return people.find(({ name }) => `person:${name}` === by);
}

/** One name or one key: one person. */
export function isSamePerson(a: Approver, b: Approver): boolean {
  return foldedName(a.name) === foldedName(b.name) || keyBytes(a["public-key"]) === keyBytes(b["public-key"]);
}

/** Whether somebody has one of these roles. */
export const hasRole = ({ roles }: Approver, ...wanted: readonly ContainmentRole[]) => wanted.some((role) => roles.includes(role));

/** Refuses (`containment/not-a-person`) whoever is no person: the agent proposes and carries out, and decides nothing. */
export function requirePerson(name: string): asserts name is Person {
  if (!isPerson(name)) throw refused("containment/not-a-person", `${quoted(name)} is not a person`);
}

/** Refuses (`containment/no-reason`) a decision without a reason, or with one that is a document. */
export function requireReason(because: string): void {
  const length = because.trim().length;
  if (length === 0 || because.length > reasonLengthMax)
    throw refused("containment/no-reason", `a decision needs a reason of at most ${reasonLengthMax} characters`);
}

/** Refuses (`containment/orders-not-adopted`) unless the orders that this process read are those that two admins signed. */
export function requireOrders(state: Containment, { ordersDigest }: Pick<ContainmentContext, "ordersDigest">): void {
  if (state.orders?.digest === ordersDigest) return;
  throw refused(
    "containment/orders-not-adopted",
    state.orders === undefined
      ? "no standing orders were adopted yet"
      : "the standing orders were changed and are not adopted as they are now",
  );
}

/**
 * The person behind a signature that counts here: in the orders that are in force, with one of these roles. Keys come from the orders that this process
 * read, never from the record, so that whoever writes the record alone gives nobody a key.
 */
export function requireRole(
  by: Person,
  roles: readonly ContainmentRole[],
  state: Containment,
  context: Pick<ContainmentContext, "orders" | "ordersDigest">,
): Approver {
  requirePerson(by);
  requireOrders(state, context);
  const person = approverNamed(context.orders.people, by);
  if (!person) throw refused("containment/unknown-person", `${quoted(by)} is not named in the standing orders`);
  if (!hasRole(person, ...roles)) throw refused("containment/no-role", `${quoted(by)} has none of the roles ${roles.join(", ")}`);
  return person;
}
