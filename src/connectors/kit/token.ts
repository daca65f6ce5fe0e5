import { z } from "zod";
import { SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";
import { jsonOf, readAnswer } from "./answer.ts";
import type { Change, Origin, Outcome, Question } from "./http.ts";
import { unavailable } from "./http-refusals.ts";
import type { Leave } from "./leave.ts";

/** A token is renewed this long before it ends, and used no longer than a day whatever its maker says, milliseconds. */
const marginMs = 60_000;
const lifeMsMax = 86_400_000;

export type Token = { readonly token: string; readonly lifeMs: number };

/** Fetches a token; what fails is thrown as an error of the connector. */
export type FetchToken = (signal: AbortSignal | undefined) => Promise<Token>;

/** An origin whose requests carry a token. */
export type Authorized = {
  readonly read: (question: Question, signal?: AbortSignal) => Promise<Outcome>;
  readonly change: (change: Change, leave: Leave) => Promise<Outcome>;
};

/**
 * Puts a token on every request and keeps it as long as it lives. A request that is turned down for its token (401) has changed nothing, so it is asked
 * once more with a fresh one, by the guard's leave too; nothing else is ever asked twice. Without a token nothing is sent, and the outcome says so.
 */
export function withToken(origin: Origin, clock: Clock, fetchToken: FetchToken): Authorized {
  let held: { readonly token: string; readonly fromMs: number; readonly untilMs: number } | undefined;
  const token = async (signal: AbortSignal | undefined): Promise<string> => {
    const nowMs = clock.nowMs();
    if (held && nowMs >= held.fromMs && nowMs < held.untilMs) return held.token;
    const { token, lifeMs } = await fetchToken(signal);
    held = { token, fromMs: nowMs, untilMs: nowMs + Math.min(lifeMsMax, Math.max(0, lifeMs - marginMs)) };
    return token;
  };
  const ask = async (
    signal: AbortSignal | undefined,
    once: (headers: { readonly authorization: string }) => Promise<Outcome>,
  ): Promise<Outcome> => {
    for (let isLast = false; ; isLast = true) {
      let bearer: string;
      try {
        bearer = await token(signal);
      } catch (error) {
        if (!(error instanceof SocError)) throw error;
        return { kind: "not-sent", error };
      }
      const outcome = await once({ authorization: `Bearer ${bearer}` });
      if (isLast || outcome.kind !== "answered" || outcome.status !== 401) return outcome;
      held = undefined;
    }
  };
  return {
    read: (question, signal) =>
      ask(signal, (headers) => origin.read({ ...question, headers: { ...question.headers, ...headers } }, signal)),
    change: (change, leave) =>
      ask(leave.signal, (headers) => origin.change({ ...change, headers: { ...change.headers, ...headers } }, leave)),
  };
}

const TokenAnswer = z.object({
  access_token: z
    .string()
    .min(1)
    .max(16_384)
    .regex(/^[\x21-\x7e]+$/),
  expires_in: z.coerce.number().min(0),
});

/** OAuth 2.0 client credentials (RFC 6749, 4.4) with the secret in the form, as Microsoft and CrowdStrike document it. */
export function clientCredentials(origin: Origin, path: readonly string[], form: Readonly<Record<string, string>>): FetchToken {
  return async (signal) => {
    const outcome = await origin.read(
      { method: "POST", changes: false, path, body: { form }, confidential: true, bytesMax: 65_536 },
      signal,
    );
    // A wrong client or secret is answered with 400 or 401 (RFC 6749, 5.2).
    const isTurnedDown = outcome.kind === "answered" && outcome.status === 400;
    if (outcome.kind === "answered" && outcome.status >= 500) throw unavailable(origin.name, outcome.status);
    const answer = readAnswer(origin.name, isTurnedDown ? { ...outcome, status: 401 } : outcome);
    const { access_token, expires_in } = jsonOf(origin.name, answer, TokenAnswer);
    return { token: access_token, lifeMs: expires_in * 1_000 };
  };
}
