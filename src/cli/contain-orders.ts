import { adoptersMin } from "../core/containment/adoption.ts";
import type { ActionState, Containment } from "../core/containment/containment.ts";
import type { StandingOrders } from "../core/containment/orders.ts";
import { approverNamed, hasRole } from "../core/containment/people.ts";
import { SocError } from "../core/soc-error.ts";
import { named, said } from "./contain-text.ts";
import type { ReadOrders, System } from "./system.ts";
import type { Terminal } from "./terminal.ts";

type Read = { readonly digest: string; readonly orders: Pick<StandingOrders, "people"> };

/** Who has signed the orders as they are on disk and who still may; undefined where they are in force. */
export function whatOrdersNeed(state: Pick<Containment, "orders" | "signed">, { digest, orders }: Read): string | undefined {
  if (state.orders?.digest === digest) return undefined;
  const signed = state.signed.get(digest) ?? [];
  // Whoever is an admin under the orders in force decides about new ones.
  const electors = state.orders?.people ?? orders.people;
  const others = electors.filter((person) => hasRole(person, "admin") && !signed.some(({ by }) => approverNamed([person], by)));
  const names = others.map(({ name }) => name).join(" or ");
  const so = signed.length === 0 ? "nobody has signed them" : `signed by ${signed.map(({ by }) => by).join(" and ")}`;
  return `${signed.length} of ${adoptersMin} signatures (${so}). Still needed: ${names || "an admin, of whom there is no other"}`;
}

/** The same as a warning: nothing is approved, begun or asked for by a person until then. */
export function ordersWarning(state: Pick<Containment, "orders" | "signed">, read: Read): string | undefined {
  const needs = whatOrdersNeed(state, read);
  if (needs === undefined) return undefined;
  const which = state.orders === undefined ? "the standing orders" : "the standing orders on disk are others than those adopted, and";
  return `${which} are not in force, so nothing can be approved or carried out: ${needs}: watchkeeper contain adopt`;
}

/** Says what keeps everything from beginning, before anything else is said: orders that are not in force, an inventory that cannot be read. */
export async function warn(
  state: Containment,
  orders: ReadOrders,
  { system, terminal }: { readonly system: Pick<System, "inventoryProblem">; readonly terminal: Terminal },
): Promise<void> {
  const warning = ordersWarning(state, orders);
  if (warning !== undefined) terminal.err(`! ${said(warning)}\n`);
  const trouble = await system.inventoryProblem(orders);
  if (trouble) terminal.err(`! nothing begins: ${said(trouble.problem)}\n  What to do: ${said(trouble.remedy)}\n`);
}

/** Refuses what cannot be approved at all, and says what helps: orders that are not in force, or an action of former orders. */
export function requireApprovable(state: Containment, { action, status }: ActionState, orders: ReadOrders): void {
  const warning = ordersWarning(state, orders);
  if (warning !== undefined)
    throw new SocError({
      code: "containment/orders-not-adopted",
      problem: warning,
      remedy: "have those who are named sign the orders with watchkeeper contain adopt, and approve then",
      retry: "never",
    });
  if (status !== "voided" && action.assessed.orders === orders.digest) return;
  throw new SocError({
    code: "containment/not-waiting",
    problem:
      action.assessed.orders === orders.digest
        ? `${action.id} is void`
        : `${action.id} was proposed under former standing orders, and what was asked under those is void under the orders in force`,
    remedy: `have it proposed anew: ${proposeCommand(action.case)}`,
    retry: "never",
  });
}

/** The command that asks for the proposals of a case again. */
export function proposeCommand({ world, id }: { readonly world: string; readonly id: string }, more = ""): string {
  return `watchkeeper contain propose --world ${named(world)} --case ${named(id)}${more}`;
}
