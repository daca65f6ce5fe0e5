import { ApiProblem, apiClient, type Sending } from "../../../src/server/contract/client.ts";
import type { Operation } from "../../../src/server/contract/operation.ts";
import { ConsoleFault } from "./faults.ts";
import { firstOperations } from "./operations.ts";

export { ApiProblem } from "../../../src/server/contract/client.ts";

/** The session's CSRF token, which every change carries; set by whoever reads the session. */
let csrf = "";
export const setCsrf = (token: string) => {
  csrf = token;
};

/** Whoever asks for the session itself hears of its end by the answer. */
const sessionPlace = firstOperations.readSession.path;

let signedOut = () => {};
/** Says whom to tell when an answer says that nobody is signed in any more; gives the way to end that. */
export function onSignedOut(heard: () => void): () => void {
  signedOut = heard;
  return () => {
    signedOut = () => {};
  };
}

const send: Sending = async (url, { body, ...request }) => {
  const answer = await fetch(url, { ...request, ...(body !== undefined && { body }), credentials: "same-origin" });
  if (answer.status === 401 && url !== sessionPlace) signedOut();
  return answer;
};

/** A client over a part of the table that the server itself is made from, typed by it. Refusals are thrown as `ApiProblem`. */
export const clientFor = <const Table extends Readonly<Record<string, Operation>>>(table: Table) =>
  apiClient(table, send, { headers: (): Record<string, string> => (csrf === "" ? {} : { "x-watchkeeper-csrf": csrf }) });

/** The API as most pages ask it. */
export const api = clientFor(firstOperations);

/** A refusal in words: what is wrong, and what to do. */
export function said(error: unknown): { readonly problem: string; readonly remedy: string; readonly code: string } {
  if (error instanceof ApiProblem) return error.said;
  if (error instanceof ConsoleFault) return error;
  // What a browser throws when somebody turns an authenticator away, or it does not answer.
  if (error instanceof Error && /^(NotAllowedError|AbortError)$/.test(error.name)) return new ConsoleFault("console/unsigned");
  // What fetch throws without an answer, in the words of each browser; any other is a fault of ours.
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message))
    return { code: "console/offline", problem: "the server does not answer", remedy: "it is asked again by itself as soon as it does" };
  return { code: "console/fault", problem: "this page met a fault of ours", remedy: "reload the page; nothing that was recorded is lost" };
}

/** Whether nobody is signed in (any more). */
export const isSignedOut = (error: unknown) => error instanceof ApiProblem && error.said.status === 401;

/** A key by which the server knows a request again when it is sent twice. */
export const onceKey = () => crypto.randomUUID();
