import { type ErrorCode, SocError } from "../core/soc-error.ts";

/** What was ordered and could not be opened, and why. */
export type Unopened = { readonly name: string; readonly code: ErrorCode; readonly problem: string; readonly remedy: string };

/** Opens what can be opened, and says why of each of the others: one that is misconfigured must not keep the others from their work. */
export async function openEach<Order extends { readonly name: string }, Opened>(
  orders: readonly Order[],
  open: (order: Order) => Promise<Opened>,
): Promise<{ readonly opened: readonly Opened[]; readonly unopened: readonly Unopened[] }> {
  const opened: Opened[] = [];
  const unopened: Unopened[] = [];
  for (const order of orders) {
    try {
      opened.push(await open(order));
    } catch (error) {
      if (!(error instanceof SocError)) throw error;
      unopened.push({ name: order.name, code: error.code, problem: error.problem, remedy: error.remedy });
    }
  }
  return { opened, unopened };
}
