import type { Person } from "../person/person.ts";
import { adoptersMin } from "./adoption.ts";
import type { Containment, ContainmentEvent, Signer } from "./containment.ts";
import { resumersMin } from "./kill-switch.ts";
import type { Approver, ContainmentRole } from "./orders.ts";
import { approverNamed, hasRole, isSamePerson } from "./people.ts";
import { isSignedBy } from "./signature.ts";
import { bytesToSign, type Signable } from "./to-sign.ts";

type OneOf<Type extends ContainmentEvent["type"]> = Extract<ContainmentEvent, { type: Type }>;
type Signed = { readonly by: Person; readonly key: string; readonly signature: string };

/**
 * Whether a fact that lets something happen again is borne out by what stands in the state: the signatures of those who must have said so, under the orders
 * in force. Whoever decides has checked them; this is for a record that somebody else wrote into. Never throws.
 */
export function isBorneOut(
  state: Containment,
  fact: OneOf<"OrdersSigned" | "OrdersAdopted" | "ResumeAsked" | "Resumed" | "BreakerReset" | "ClockResetAsked" | "ClockReset">,
): boolean {
  const people = state.orders?.people ?? [];
  switch (fact.type) {
    case "OrdersSigned": {
      const command = { type: "SignOrders", digest: fact.digest, by: fact.by } as const;
      // The very first orders are signed by those whom they name themselves.
      return isSigned(fact, { command, roles: ["admin"], people: state.orders?.people ?? fact.people, tenant: "" }, state);
    }
    case "OrdersAdopted":
      return areEnough(state.signed.get(fact.digest) ?? [], fact.by, state.orders?.people ?? fact.people, adoptersMin);
    case "ResumeAsked": {
      const { scope, by, tenant } = fact;
      return (
        state.stops.has(scope) && isSigned(fact, { command: { type: "AskResume", scope, by }, roles: ["admin"], people, tenant }, state)
      );
    }
    case "Resumed":
      return areEnough(state.stops.get(fact.scope)?.resumeAskedBy ?? [], fact.by, people, resumersMin);
    case "ClockResetAsked":
      return isSigned(fact, { command: { type: "AskClockReset", by: fact.by }, roles: ["admin"], people, tenant: fact.tenant }, state);
    case "ClockReset":
      return areEnough(state.clockResetAskedBy, fact.by, people, resumersMin);
    case "BreakerReset": {
      const { assetClass, by, tenant } = fact;
      const command = { type: "ResetBreaker", assetClass, by } as const;
      return state.breakers.has(assetClass) && isSigned(fact, { command, roles: ["lead", "admin"], people, tenant }, state);
    }
  }
}

type Wanted = {
  readonly command: Signable;
  readonly roles: readonly ContainmentRole[];
  readonly people: readonly Approver[];
  readonly tenant: string;
};

function isSigned({ by, key, signature }: Signed, { command, roles, people, tenant }: Wanted, state: Containment): boolean {
  const person = approverNamed(people, by);
  if (person?.["public-key"] !== key || !hasRole(person, ...roles)) return false;
  return isSignedBy(key, bytesToSign(command, state, { orders: { tenant } }), signature, person.origins);
}

/** Whether each of these signed with the key that they have, as an admin, and whether they are people enough. */
function areEnough(signers: readonly Signer[], by: readonly Person[], people: readonly Approver[], enough: number): boolean {
  const distinct: Approver[] = [];
  for (const name of by) {
    const person = approverNamed(people, name);
    if (!person || !hasRole(person, "admin")) return false;
    if (!signers.some((signer) => signer.by === name && signer.key === person["public-key"])) return false;
    if (!distinct.some((other) => isSamePerson(other, person))) distinct.push(person);
  }
  return distinct.length >= enough;
}
