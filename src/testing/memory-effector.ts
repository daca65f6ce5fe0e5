import { type ContainmentVerb, containmentVerbs } from "../core/containment/action.ts";
import { SocError } from "../core/soc-error.ts";
import { callMsMax, type Effector, type Observed } from "../ports/effector.ts";
import type { MemoryProduct, ProductCall } from "./memory-product.ts";

/** An effector over a product in memory, or over whatever answers `call` as one does (a product in another process). */
export function memoryEffector({
  product,
  name = "memory",
  verbs = containmentVerbs,
  limitMs = callMsMax,
}: {
  readonly product: Pick<MemoryProduct, "call">;
  readonly name?: string;
  readonly verbs?: readonly ContainmentVerb[];
  /** After how many milliseconds a call counts as lost. */
  readonly limitMs?: number;
}): Effector {
  const call = (request: ProductCall) => within(limitMs, product.call(request));
  return {
    name,
    product: "a product in memory",
    provenOn: "a double",
    verbs,
    locate: async (target, verb) => (await call({ call: "locate", target, verb })) as string,
    observe: async (order) => (await call({ call: "observe", order })) as Observed,
    async perform(order, guard) {
      await guard.mayChange();
      return (await call({ call: "perform", order })) as { says: string };
    },
    async undo(order, guard) {
      await guard.mayChange();
      return (await call({ call: "undo", order })) as { says: string };
    },
    check: async () => (await call({ call: "check" })) as { says: string },
  };
}

async function within<Answer>(limitMs: number, answer: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`no answer within ${limitMs} ms`)), limitMs);
    timer.unref();
  });
  // Whoever lost the race must not end the process when it fails later.
  late.catch(() => {});
  answer.catch(() => {});
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** An error as it goes through a pipe between processes, and back. */
export const errorLine = (cause: unknown) =>
  cause instanceof SocError
    ? { code: cause.code, problem: cause.problem, remedy: cause.remedy }
    : { problem: cause instanceof Error ? cause.message : String(cause) };
export const errorOf = ({ code, problem, remedy }: { code?: SocError["code"]; problem: string; remedy?: string }) =>
  code === undefined ? new Error(problem) : new SocError({ code, problem, remedy: remedy ?? "look at the product", retry: "never" });
