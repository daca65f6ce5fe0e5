import { SocError } from "../../core/soc-error.ts";
import type { Answer, Outcome } from "./http.ts";
import { unavailable, unexpectedAnswer } from "./http-refusals.ts";

/** When to try again what was not sent for a reason that passes, milliseconds. */
const againMs = 5_000;

/**
 * The answer to something that was written. `sink/refused` says that surely nothing was: it was not sent, put off (429), or turned down with a status
 * between 400 and 499 that promises it. Everything else means that nobody knows.
 */
export function sinkAnswer(name: string, outcome: Outcome): Answer {
  if (outcome.kind === "not-sent" || outcome.kind === "rate-limited") throw sinkRefused(name, outcome.error.problem, outcome.error);
  if (outcome.kind === "lost") throw outcome.error;
  const { status } = outcome;
  if (status >= 200 && status <= 299) return outcome;
  if (status >= 500) throw unavailable(name, status);
  // A request that timed out at the product (408) may have been read whole.
  if (status < 400 || status === 408) throw unexpectedAnswer(name, `status ${status}`);
  if (status === 401) throw sinkRefused(name, `"${name}" does not accept our credentials`);
  if (status === 403) throw sinkRefused(name, `"${name}" does not let us write this`);
  throw sinkRefused(name, `"${name}" turned it down (status ${status})`);
}

/** Surely nothing was written. `why` is ours, never a vendor's text. */
export function sinkRefused(name: string, why: string, cause?: unknown): SocError {
  const known = cause instanceof SocError ? cause : undefined;
  const isStopped = cause !== undefined && (known === undefined || known.code === "effector/stopped");
  return new SocError({
    code: "sink/refused",
    problem: why,
    remedy: known?.remedy ?? `run "watchkeeper connector check ${name}"`,
    retry: isStopped ? { afterMs: againMs } : (known?.retry ?? "never"),
    ...(known?.detail ? { detail: known.detail } : {}),
    ...(known ? { cause: known } : {}),
  });
}
