import { SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";

/** The answer of one source, or why there is none in time. The question is told to stop when its time is over; whoever does not listen is left behind. */
export async function within<Answer>(
  { clock, answerMs }: { readonly clock: Clock; readonly answerMs: number },
  name: string,
  ask: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const late = new AbortController();
  const answered = new AbortController();
  const over = clock.sleep(answerMs, answered.signal).then(() => {
    late.abort();
    throw tooLate(name, answerMs);
  });
  over.catch(() => {});
  try {
    const answer = ask(late.signal);
    // What comes too late may fail too, and is nobody's business then.
    answer.catch(() => {});
    return await Promise.race([answer, over]);
  } finally {
    answered.abort();
  }
}

/** Why a source gave no answer, in our words: what others say of a failure is never repeated. */
export const problemOf = (cause: unknown): string => (cause instanceof SocError ? cause.problem : "it failed without saying why");

const tooLate = (name: string, answerMs: number) =>
  new SocError({
    code: "connector/too-late",
    problem: `"${name}" did not answer within ${answerMs / 1_000} s`,
    remedy: `run "watchkeeper connector check ${name}"`,
    retry: { afterMs: 60_000 },
  });
