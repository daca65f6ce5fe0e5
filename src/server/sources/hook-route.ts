import type { IncomingHttpHeaders } from "node:http";
import type { Received } from "../../ports/intake.ts";
import { sourceOperations } from "../contract/sources.ts";
import { defineRoute, type Route } from "../route.ts";

/** A webhook as it came. Everything in it is from outside until its signature holds. */
export type HookMessage = {
  /** Undefined where the address names none: then it is the only tenant, or the first. */
  readonly tenant: string | undefined;
  readonly source: string;
  readonly headers: Readonly<IncomingHttpHeaders>;
  readonly body: Uint8Array;
};

/** Checks the signature over the raw body and hands the records over; durable when it returns. Refuses (`webhook/…`, `intake/…`). */
export type ReceiveHook = (message: HookMessage) => Promise<Received>;

/** The one route that a stranger may post evidence to: the signature decides, before anything in the body is looked at. */
export const hookRoute = (receive: ReceiveHook): Route =>
  defineRoute({
    ...sourceOperations.receiveHook,
    handle: async ({ params: { source }, query: { tenant }, request: { headers }, body }) => {
      const { accepted, repeated } = await receive({ tenant, source, headers, body });
      return { accepted, repeated };
    },
  });
