import type { ChildProcess } from "node:child_process";
import { errorLine, errorOf } from "../../../src/testing/memory-effector.ts";
import type { MemoryProduct, ProductCall } from "../../../src/testing/memory-product.ts";

// A product in one process, asked from another through the pipe that Node opens between parent and child.

type Question = { readonly question: number; readonly request: ProductCall };
type Answer = { readonly question: number; readonly answer?: unknown; readonly error?: ReturnType<typeof errorLine> };

/** The product as the child sees it. */
export function productOverPipe(): Pick<MemoryProduct, "call"> {
  const waiting = new Map<number, { settle: (answer: unknown) => void; fail: (error: Error) => void }>();
  let questions = 0;
  process.on("message", ({ question, answer, error }: Answer) => {
    const asked = waiting.get(question);
    waiting.delete(question);
    if (error) asked?.fail(errorOf(error));
    else asked?.settle(answer);
  });
  return {
    call: (request) =>
      new Promise((settle, fail) => {
        const question = ++questions;
        waiting.set(question, { settle, fail });
        process.send?.({ question, request } satisfies Question);
      }),
  };
}

/** Answers a child's questions. `before` is told of each call before the product is; the promise settles when everything that arrived is answered. */
export function answerOverPipe(
  child: ChildProcess,
  product: Pick<MemoryProduct, "call">,
  before: (request: ProductCall) => Promise<void>,
): { readonly idle: () => Promise<unknown> } {
  let last: Promise<unknown> = Promise.resolve();
  child.on("message", (message: Question | { readonly ready: true }) => {
    if ("ready" in message) return;
    const { question, request } = message;
    last = last.then(async () => {
      const answer: Answer = await before(request)
        .then(() => product.call(request))
        .then(
          (done) => ({ question, answer: done }),
          (cause: unknown) => ({ question, error: errorLine(cause) }),
        );
      // Who asked may be dead by now.
      if (child.connected) child.send(answer, () => {});
    });
  });
  return { idle: () => last };
}
