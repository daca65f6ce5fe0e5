import type { ContainmentEvent } from "../../src/core/containment/containment.ts";
import { type Accuse, digestOf, type Known, ordersAt } from "./known.ts";
import { isGenuine } from "./signatures.ts";

/** Every yes that was accepted was given by that person, once, in time, to that very action. Gives how many there were. */
export function judgeApprovals(known: Known, accuse: Accuse): number {
  const used = new Map<string, string>();
  const refuse = (says: string) => accuse("no reused or mutated approval accepted", says);
  for (const { event, sequence } of known.events) {
    if (event.type !== "ActionApproved") continue;
    const held = known.actions.get(event.id);
    const line = ordersAt(known, sequence)?.orders.people.find(({ name }) => event.by === `person:${name}`);
    const subject = held ? digestOf(held.action) : "";
    const said = { by: event.by, kind: event.breakGlass ? "break-glass" : "approve", subject };
    const wasUsed = used.get(event.signature);
    used.set(event.signature, event.id);
    if (!line || !held || event.digest !== subject || !isGenuine(line["public-key"], said, event.signature))
      refuse(`the yes of ${event.by} to ${event.id} is not one`);
    else if (wasUsed !== undefined) refuse(`one yes of ${event.by} counted for ${wasUsed} and ${event.id}`);
    else if (event.by === held.by) refuse(`${event.by} approved what they asked for`);
    else if ((known.latestMs[sequence] ?? 0) >= held.action.expiresAtMs) refuse(`the yes of ${event.by} came too late`);
  }
  return used.size;
}

/** New orders take two admins of the old ones, by keys of their own; the first ones, two that they name. */
export function judgeAdoptions(known: Known, accuse: Accuse): void {
  let adoptions = 0;
  for (const { event, sequence } of known.events) {
    if (event.type !== "OrdersAdopted") continue;
    const electors = (ordersAt(known, sequence)?.orders ?? known.world.orders.get(event.digest))?.people ?? [];
    const subject = `${event.digest} #${adoptions++}`;
    const keys = new Set<string>();
    for (const { event: signed, sequence: at } of known.events) {
      if (signed.type !== "OrdersSigned" || signed.digest !== event.digest || at > sequence) continue;
      const line = electors.find(({ name }) => signed.by === `person:${name}`);
      const isGiven = line && isGenuine(line["public-key"], { by: signed.by, kind: "orders", subject }, signed.signature);
      if (isGiven && line.roles.includes("admin")) keys.add(line["public-key"]);
    }
    if (keys.size < 2) accuse("no effect outside the allow-list", `orders were adopted by ${keys.size} admins of those before`);
  }
}

/** A person who is named as having asked for an action, or as having said no to it, did sign for that. */
export function judgeWishes(known: Known, accuse: Accuse): void {
  for (const { event, sequence } of known.events) {
    const said = wishOf(event);
    if (!said || said.by === "agent:watchkeeper") continue;
    const held = known.actions.get(said.id);
    const line = ordersAt(known, sequence)?.orders.people.find(({ name }) => said.by === `person:${name}`);
    const isSaid =
      held && line && isGenuine(line["public-key"], { by: said.by, kind: said.kind, subject: digestOf(held.action) }, said.signature);
    if (!isSaid) accuse("no reused or mutated approval accepted", `${said.by} did not ${said.kind} ${said.id}`);
  }
}

function wishOf(event: ContainmentEvent) {
  if (event.type === "ActionProposed") return { kind: "propose", id: event.action.id, by: event.by, signature: event.signature ?? "" };
  return event.type === "ActionRejected" ? { kind: "reject", id: event.id, by: event.by, signature: event.signature ?? "" } : undefined;
}
