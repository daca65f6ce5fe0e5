import type { z } from "zod";
import { SocError } from "../../core/soc-error.ts";
import { type Answer, type Outcome, unexpectedAnswer } from "./http.ts";
import { parseJson } from "./json.ts";

/** The answer to a question that changes nothing, or why there is none: `connector/credentials` for 401 and 403, else what the outcome says. */
export function readAnswer(name: string, outcome: Outcome): Answer {
  if (outcome.kind !== "answered") throw outcome.error;
  if (outcome.status === 401 || outcome.status === 403) throw credentials(name, outcome.status);
  if (outcome.status < 200 || outcome.status > 299) throw unexpectedAnswer(name, `status ${outcome.status}`);
  return outcome;
}

/**
 * The answer to a request that changes something. `effector/refused` says that surely nothing happened: it was not sent or put off (429), and its `retry`
 * then says when to ask again, or turned down with a status between 400 and 499 that promises it. `effector/stopped` says that it was not sent because of a
 * stop. Everything else means that nobody knows.
 */
export function changeAnswer(name: string, outcome: Outcome): Answer {
  if (outcome.kind === "not-sent" && outcome.error.code === "effector/stopped") throw outcome.error;
  if (outcome.kind === "not-sent" || outcome.kind === "rate-limited") throw refused(name, outcome.error.problem, outcome.error);
  if (outcome.kind === "lost") throw outcome.error;
  const { status } = outcome;
  if (status >= 200 && status <= 299) return outcome;
  // A request that timed out at the product (408) may have been read whole.
  if (status < 400 || status > 499 || status === 408) throw unexpectedAnswer(name, `status ${status}`);
  const lacksRight = status === 401 || status === 403;
  throw refused(name, lacksRight ? `"${name}" does not let us do this` : `"${name}" turned it down (status ${status})`);
}

/** What the answer holds, as the schema has it; an answer of another shape is `connector/unexpected-answer`. */
export function jsonOf<Shape extends z.ZodType>(name: string, answer: Answer, shape: Shape): z.output<Shape> {
  const parsed = parseJson(answer.bytes);
  if (!parsed) throw unexpectedAnswer(name, `status ${answer.status}: no JSON`);
  const read = shape.safeParse(parsed.value);
  if (!read.success) {
    const places = read.error.issues.slice(0, 5).map(({ path, code }) => `${path.join(".").slice(0, 80)}: ${code}`);
    throw unexpectedAnswer(name, `status ${answer.status}: ${places.join("; ")}`);
  }
  return read.data;
}

/** Surely nothing happened. `why` is ours, never a vendor's text. */
export function refused(name: string, why: string, cause?: SocError): SocError {
  return new SocError({
    code: "effector/refused",
    problem: why,
    remedy: cause?.remedy ?? `run "watchkeeper connector check ${name}"`,
    retry: cause?.retry ?? "never",
    ...(cause?.detail ? { detail: cause.detail } : {}),
    ...(cause ? { cause } : {}),
  });
}

const credentials = (name: string, status: number) =>
  new SocError({
    code: "connector/credentials",
    problem: `"${name}" does not accept our credentials, or they do not suffice`,
    remedy: "renew the secret that the configuration names, and give it the permissions that the connector's README lists",
    retry: "never",
    detail: `status ${status}`,
  });
