import { demoOperations } from "../../../src/server/contract/demo.ts";
import { ApiProblem, apiClient, operations } from "../../../src/server/contract.ts";

export { ApiProblem } from "../../../src/server/contract.ts";

/** The session's CSRF token, which every change carries; set by whoever reads the session. */
let csrf = "";
export const setCsrf = (token: string) => {
  csrf = token;
};

/** The API, typed by the table that the server itself is made from. Refusals are thrown as `ApiProblem`. */
export const api = apiClient(
  { ...operations, ...demoOperations },
  (url, { body, ...request }) => fetch(url, { ...request, ...(body !== undefined && { body }), credentials: "same-origin" }),
  {
    headers: (): Record<string, string> => (csrf === "" ? {} : { "x-watchkeeper-csrf": csrf }),
  },
);

/** A refusal in words: what is wrong, and what to do. */
export function said(error: unknown): { readonly problem: string; readonly remedy: string; readonly code: string } {
  if (error instanceof ApiProblem) return error.said;
  if (error instanceof Error && Object.hasOwn(ownFaults, error.constructor.name)) return ownFaults[error.constructor.name]!;
  if (error instanceof DOMException || (error instanceof Error && error.name === "NotAllowedError")) return ownFaults.Unsigned!;
  if (error instanceof TypeError)
    return { code: "console/offline", problem: "the server does not answer", remedy: "it is asked again by itself as soon as it does" };
  return { code: "console/fault", problem: "this page met a fault of ours", remedy: "reload the page; nothing that was recorded is lost" };
}

/** What this page itself refuses. */
const ownFaults: Readonly<Record<string, { readonly problem: string; readonly remedy: string; readonly code: string }>> = {
  NoPasskey: {
    code: "console/no-passkey",
    problem: "you have no passkey here",
    remedy:
      "add one under Settings and have it named in the standing orders, or sign with your key at the command line (watchkeeper contain)",
  },
  OtherAction: {
    code: "console/other-action",
    problem: "what would be signed is not what is shown here",
    remedy: "sign nothing, and tell whoever runs this service: the server may be taken over",
  },
  Unsigned: { code: "console/unsigned", problem: "nothing was signed", remedy: "try again, and confirm on your device" },
};

/** Whether nobody is signed in (any more). */
export const isSignedOut = (error: unknown) => error instanceof ApiProblem && error.said.status === 401;

/** A key by which the server knows a request again when it is sent twice. */
export const onceKey = () => crypto.randomUUID();
