import { type ErrorCode, SocError } from "../../core/soc-error.ts";

type ServerCode = Extract<ErrorCode, `server/${string}`>;

const refusal = (code: ServerCode, problem: string, remedy: string, afterMs?: number) =>
  new SocError({ code, problem, remedy, retry: afterMs === undefined ? "never" : { afterMs } });

/** The request names a host that this server is not. */
export const unknownHost = () =>
  refusal(
    "server/unknown-host",
    "this server does not answer to that host name",
    "open it by the name in its configuration (public-url), or by a loopback name",
  );
/** No route has this address and method. */
export const noSuchPage = () =>
  refusal("server/no-such-page", "there is nothing at this address for this method", "see /api/v1/openapi.json for what there is");
/** What the address names is not there, or not for this tenant. */
export const noSuch = (what: string) =>
  refusal(
    "server/no-such-thing",
    `there is no ${what} with this id`,
    "look at the list it should stand in; what is old may have been let go",
  );
/** The body is larger than the operation takes. */
export const tooLarge = (bytesMax: number) =>
  refusal("server/too-large", `the request's body is larger than ${bytesMax} bytes`, "send less, or in several requests");
/** The request cannot be read as HTTP or JSON. */
export const badRequest = (why = "the request cannot be understood") =>
  refusal("server/bad-request", why, "see /api/v1/openapi.json for what there is");
/** A body that should be JSON and says that it is something else. */
export const notJson = () => refusal("server/not-json", "the body is no application/json", "send JSON as application/json");
/** A page of another origin, or a frame of one, made a browser ask. */
export const otherOrigin = () =>
  refusal("server/other-origin", "a page of another origin asked", "ask from a page of this server, or with a token");
/** Nothing was shown that says who asks. */
export const notSignedIn = () =>
  refusal("server/not-signed-in", "this needs somebody who is signed in", "sign in, or send a token as Authorization: Bearer");
/** Of a server that concluded nothing so far. */
export const nothingYet = () =>
  refusal("server/nothing-yet", "nothing is concluded on this server yet", "wait for the first verdict, and ask again");
/** Who asks may not. */
export const noRight = (right: string) =>
  refusal(
    "server/no-right",
    `this needs the right "${right}"`,
    "ask an administrator for a role that has it, or use a token that carries it",
  );
/** The session showed no second factor lately. */
export const needsStepUp = () =>
  refusal(
    "server/step-up",
    "this needs a second factor, shown within the last five minutes",
    "confirm with your passkey or code, then ask again",
  );
/** A deed that must have a person behind it. */
export const notAPerson = () => refusal("server/not-a-person", "only a person does this", "sign in as the person who decides");
/** Too many requests of one kind from one asker. */
export const tooManyRequests = (afterMs: number) =>
  refusal(
    "server/too-many-requests",
    "too many requests came from you",
    "wait as long as Retry-After says, then go on more slowly",
    afterMs,
  );
/** As many live streams as this server holds are open. */
export const tooManyStreams = () =>
  refusal("server/too-many-streams", "as many live views are open as this server holds", "close one, or try again in a while", 10_000);
/** An Idempotency-Key that was used for another request. */
export const keyReused = () =>
  refusal("server/key-reused", "this Idempotency-Key was used for another request", "make a new key for each new request");
/** The first request under an Idempotency-Key has not been answered yet. */
export const keyUnderWay = () =>
  refusal(
    "server/key-under-way",
    "the first request with this Idempotency-Key is under way",
    "ask again in a moment with the same key",
    1_000,
  );
/** What was asked under an Idempotency-Key was done, and its answer was too long to keep. */
export const answerNotKept = () =>
  refusal(
    "server/answer-not-kept",
    "what was asked with this Idempotency-Key was done; its answer was too long to keep",
    "read what it was about to see what came of it; make a new key only to do it once more",
  );
/** What was asked under an Idempotency-Key was begun, and nobody can say how it ended. */
export const outcomeUnknown = () =>
  refusal(
    "server/outcome-unknown",
    "the first request with this Idempotency-Key was begun, and how it ended was not kept",
    "read what it was about to see whether it was done; make a new key to do it where it was not",
  );
/** A part of the service that this process does not have, or that does not run. */
export const notRunning = (what: string) =>
  refusal(
    "server/not-running",
    `${what} does not run here`,
    "start watchkeeper serve with the role that has it, and look at /ready",
    5_000,
  );
/** Evidence under the name of a connector: what came from a product, and what did not, would be one. */
export const sourceTaken = () =>
  refusal("server/source-taken", "a connector has this name", "send it under another name; it is the last part of the address");
/** A fault of ours; its detail is for the log alone. */
export const fault = () =>
  refusal("server/fault", "the answer could not be made", "ask again; if it fails again, report the request's id with the log");
