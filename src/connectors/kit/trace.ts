import { AsyncLocalStorage } from "node:async_hooks";

const context = new AsyncLocalStorage<string>();
const shape = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Does some work on behalf of a trace: requests that leave meanwhile carry it (W3C Trace Context), so that a product's own traces can be joined to ours. */
export function traced<Outcome>(traceparent: string, work: () => Outcome): Outcome {
  if (!shape.test(traceparent)) throw new Error("no traceparent");
  return context.run(traceparent, work);
}

/** The header that tells the trace of what is being done; none where nothing is traced. */
export function traceHeader(): Readonly<Record<string, string>> {
  const traceparent = context.getStore();
  return traceparent === undefined ? {} : { traceparent };
}
