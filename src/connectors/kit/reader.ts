import type { z } from "zod";
import { SocError } from "../../core/soc-error.ts";
import { jsonOf } from "./answer.ts";
import type { ConnectorParts } from "./connector-kind.ts";
import type { Answer, Change, Origin, OriginOrder, Outcome, Question } from "./http.ts";
import { notAllowed, tooLate, unavailable, unexpectedAnswer, wrongCredentials } from "./http-refusals.ts";
import { leaveOf } from "./leave.ts";
import { type Limits, openQuota } from "./quota.ts";
import { openRetries } from "./retry.ts";
import { sinkAnswer, sinkRefused } from "./sink-answer.ts";
import { type FetchToken, withToken } from "./token.ts";
import { openToldOrigin } from "./told-origin.ts";

/** How a product is asked. */
export type ReaderOrder = OriginOrder & {
  /** Headers of every request, a key among them, say. Read anew each time. */
  readonly headers?: () => Readonly<Record<string, string>>;
  /** For products with tokens that end: fetches one over the same door, or over another that was opened before (`openToldOrigin`). */
  readonly token?: (origin: Origin) => FetchToken;
  readonly limits?: Limits;
};

/**
 * The way in which a connector talks to its product: questions are put again where that may help, changes are sent once; both within its limits.
 * Every failure is a `SocError` that says what to do.
 */
export type Reader = {
  readonly name: string;
  /** The answer of a status 2xx, or one of `also` (a 404 that says "not known here"). Throws `connector/…`. */
  readonly ask: (question: Question, signal: AbortSignal, also?: readonly number[]) => Promise<Answer>;
  /** What the answer holds, as the schema has it. */
  readonly json: <Shape extends z.ZodType>(question: Question, shape: Shape, signal: AbortSignal) => Promise<z.output<Shape>>;
  /**
   * Sends a change, once. Throws `sink/refused` when surely nothing happened, whose `retry` says whether to try again; whatever else it throws means that
   * nobody knows.
   */
  readonly write: (change: Change, signal: AbortSignal) => Promise<Answer>;
};

/** Nobody stops what is written to a ticket or an alert: only containment has a guard. */
const unguarded = { mayChange: async () => {}, signal: new AbortController().signal };

/** Opens the way to one product. Refuses as `openOrigin` does (`connector/bad-settings`). Sends nothing. */
export function openReader({ headers, token, limits = {}, ...order }: ReaderOrder, parts: ConnectorParts): Reader {
  const { name } = order;
  const origin = openToldOrigin(order, parts);
  const sending = token ? withToken(origin, parts.clock, token(origin)) : origin;
  const quota = openQuota(name, limits, parts.clock);
  const retries = openRetries(parts);
  const dressed = <Each extends Question | Change>(request: Each): Each =>
    headers ? { ...request, headers: { ...request.headers, ...headers() } } : request;
  const ask: Reader["ask"] = async (question, signal, also = []) => {
    const once = () => quota.inTurn(signal, () => sending.read(dressed(question), signal));
    const outcome = await retries.asking(signal, once).catch((cause: unknown) => {
      // Whoever stopped while the question waited for its turn has waited for as long as they wanted to.
      throw signal.aborted && !(cause instanceof SocError) ? tooLate(name) : cause;
    });
    return questionAnswer(name, outcome, also);
  };
  return {
    name,
    ask,
    json: async (question, shape, signal) => jsonOf(name, await ask(question, signal), shape),
    async write(change, signal) {
      let hasLeft = () => false;
      try {
        const outcome = await quota.inTurn(signal, () => {
          const leave = leaveOf(name, unguarded, signal);
          hasLeft = leave.hasLeft;
          return sending.change(dressed(change), leave);
        });
        return sinkAnswer(name, outcome);
      } catch (cause) {
        if (hasLeft() || (cause instanceof SocError && cause.code === "sink/refused")) throw cause;
        throw sinkRefused(name, cause instanceof SocError ? cause.problem : `"${name}" was asked for nothing: somebody stopped`, cause);
      }
    },
  };
}

/** The answer to a question, or why there is none, told apart by what a person would do about it. */
export function questionAnswer(name: string, outcome: Outcome, also: readonly number[] = []): Answer {
  if (outcome.kind !== "answered") throw outcome.error;
  const { status } = outcome;
  if ((status >= 200 && status <= 299) || also.includes(status)) return outcome;
  if (status === 401) throw wrongCredentials(name);
  if (status === 403) throw notAllowed(name);
  if (status >= 500) throw unavailable(name, status);
  throw unexpectedAnswer(name, `status ${status}`);
}
