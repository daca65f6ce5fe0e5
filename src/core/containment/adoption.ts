import type { ContainmentContext, SignOrders } from "./command.ts";
import type { Containment, ContainmentEvent } from "./containment.ts";
import { canonicalText, canonicalTextIfAny } from "./digest.ts";
import type { Approver, StandingOrders } from "./orders.ts";
import { approverNamed, hasRole, isSamePerson, requirePerson } from "./people.ts";
import { unreadableProtection } from "./protected.ts";
import { quoted, refused } from "./refusal.ts";
import { requireSignature } from "./to-sign.ts";

/** How many admins it takes to put orders in force. */
export const adoptersMin = 2;

/**
 * One admin signs the orders as they were read; with the second, they are in force. Who is an admin is said by the orders in force, so that new orders give
 * nobody a say in their own adoption; the very first are adopted by two admins that they name. What was proposed under other orders is void from then on.
 */
export function decideSignOrders(command: SignOrders, state: Containment, context: ContainmentContext): readonly ContainmentEvent[] {
  const { digest, people, by, signature } = command;
  requirePerson(by);
  if (digest !== context.ordersDigest || canonicalTextIfAny(people) !== canonicalText(context.orders.people))
    throw refused("containment/other-orders", "these are not the orders that were read here");
  const unfit = unfitness(context.orders);
  if (unfit !== undefined) throw refused("containment/unfit-orders", unfit);
  if (state.orders?.digest === digest) throw refused("containment/already-signed", "these orders are in force");
  const electors = state.orders?.people ?? people;
  const person = approverNamed(electors, by);
  if (!person) throw refused("containment/unknown-person", `${quoted(by)} is not named in the orders in force`);
  if (!hasRole(person, "admin")) throw refused("containment/no-role", `${quoted(by)} is no admin under the orders in force`);
  requireSignature(command, person, state, context);
  const before = (state.signed.get(digest) ?? []).flatMap((signer) => approverNamed(electors, signer.by) ?? []);
  if (before.some((other) => isSamePerson(other, person)))
    throw refused("containment/already-signed", `${quoted(by)}, or that key, has signed these orders`);
  const { nowMs: atMs } = context;
  const signed: ContainmentEvent = { type: "OrdersSigned", digest, people, by, key: person["public-key"], signature, atMs };
  if (before.length + 1 < adoptersMin) return [signed];
  return [signed, { type: "OrdersAdopted", digest, people, by: [...before.map(({ name }) => `person:${name}` as const), by], atMs }];
}

/** Why orders cannot be adopted, in words; undefined for fit ones. Without two admins of their own they could never be changed again. */
export function unfitness({ people, protected: guarded }: StandingOrders): string | undefined {
  for (const [at, person] of people.entries()) {
    const twin = people.slice(at + 1).find((other) => isSamePerson(person, other));
    if (twin) return `${quoted(person.name)} and ${quoted(twin.name)} have one name or one key: that is one person`;
  }
  const admins = people.filter((person: Approver) => hasRole(person, "admin"));
  if (admins.length < adoptersMin) return `they name ${admins.length} of the ${adoptersMin} admins that orders need`;
  const unreadable = unreadableProtection(guarded);
  return unreadable === undefined ? undefined : `${quoted(unreadable)} under protected addresses is no address and no range`;
}
