import type { StandingOrders } from "../../core/containment/orders.ts";
import { refused } from "../../core/containment/refusal.ts";
import { actionOperations } from "../contract/actions.ts";
import type { OpenedContainment } from "../desk.ts";
import { defineRoute, type Route } from "../route.ts";
import { obeyed, opened } from "./routes.ts";
import { signerOf } from "./signing.ts";

/** Standing orders, and the record's time: two admins with their own keys decide about either. */
export const ordersRoutes: readonly Route[] = [
  defineRoute({
    ...actionOperations.readOrders,
    handle: async ({ desk }) => {
      const containment = await opened(desk);
      const { digest, problem, orders } = containment;
      return {
        digest,
        adopted: containment.desk.state.orders?.digest ?? null,
        problem,
        signedBy: signersOf(containment),
        orders: shownOf(orders),
      };
    },
  }),
  defineRoute({
    ...actionOperations.adoptOrders,
    handle: async ({ desk, who, body: { digest, signature } }) => {
      const containment = await opened(desk);
      // Whoever signs has read these, and no others.
      if (digest !== containment.digest)
        throw refused("containment/other-orders", "the standing orders on disk are others than those that were signed");
      // What is read anew before each effect must be there to begin with.
      const trouble = await desk.containment.inventoryProblem?.();
      if (trouble) throw trouble;
      const by = signerOf(who, containment);
      const { people } = containment.orders;
      const facts = await obeyed(containment, { type: "SignOrders", digest, people, by, signature });
      await desk.views.note({ kind: "action", id: "orders" });
      return { adopted: facts.some(({ type }) => type === "OrdersAdopted"), signedBy: signersOf(containment) };
    },
  }),
  defineRoute({
    ...actionOperations.resetClock,
    handle: async ({ desk, who, body: { because, signature } }) => {
      const containment = await opened(desk);
      const facts = await obeyed(containment, { type: "AskClockReset", by: signerOf(who, containment), because, signature });
      return { reset: facts.some(({ type }) => type === "ClockReset") };
    },
  }),
];

const signersOf = ({ desk, digest }: OpenedContainment): string[] => (desk.state.signed.get(digest) ?? []).map(({ by }) => by);

/** The orders as JSON. Secrets are named in them by their place, never held. */
const shownOf = (orders: StandingOrders) => JSON.parse(JSON.stringify(orders)) as Record<string, unknown>;
