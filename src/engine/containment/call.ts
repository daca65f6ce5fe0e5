import { SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";

/** Ends a call that does not end by itself. What it would have answered later is dropped; what it did is found by reading back. */
export async function within<Answer>(clock: Clock, limitMs: number, call: () => Promise<Answer>): Promise<Answer> {
  const ended = new AbortController();
  const late = clock.sleep(limitMs, ended.signal).then(
    (): never => {
      throw new Error(`no answer within ${limitMs} ms`);
    },
    () => new Promise<never>(() => {}),
  );
  late.catch(() => {});
  const answer = call();
  answer.catch(() => {});
  try {
    return await Promise.race([answer, late]);
  } finally {
    ended.abort();
  }
}

/** Whether surely nothing happened: the product said no, or nothing was sent. */
export const isRefusal = (cause: unknown): cause is SocError =>
  cause instanceof SocError && (cause.code === "effector/refused" || cause.code === "effector/stopped");

const saysMax = 500;

/** What went wrong, fit for the record: a `SocError`'s own words; of anything else nothing that a product could have put into it. */
export function troubleOf(cause: unknown): string {
  if (cause instanceof SocError) return cause.problem.slice(0, saysMax);
  if (cause instanceof Error && cause.message.startsWith("no answer within")) return cause.message;
  return "the product did not answer as expected";
}
