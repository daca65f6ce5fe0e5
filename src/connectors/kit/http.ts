import { X509Certificate } from "node:crypto";
import { lookup } from "node:dns/promises";
import { SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";
import { isLoopback, mayConnect, type Resolve } from "./address.ts";
import { type Exchange, exchange } from "./exchange.ts";
import {
  addressNotAllowed,
  badCertificates,
  badUrl,
  notConnected,
  notReached,
  rateLimited,
  resting,
  tooLate,
  unexpectedAnswer,
} from "./http-refusals.ts";
import type { Leave } from "./leave.ts";
import { openPause, pauseOf } from "./pause.ts";
import { bodyOf, type Change, type Question, targetOf } from "./request.ts";
import { traceHeader } from "./trace.ts";

export { unexpectedAnswer } from "./http-refusals.ts";
export type { Change, Question } from "./request.ts";

/** How long one request may take from name to last byte unless its caller says otherwise, and the most that an answer may hold. */
export const requestMsMax = 10_000;
/** The longest of all: language models think for so long. An order says how long its product may take. */
export const slowRequestMsMax = 120_000;
export const answerBytesMax = 4 * 1_024 * 1_024;
const addressesMax = 16;

/** Where requests may go: one origin. `internal` opens the company's own ranges; `plain` allows http, for what is signed in itself. */
export type OriginOrder = {
  /** The effector, witness or authority, as people call it; for messages. */
  readonly name: string;
  /** `https://host[:port][/base]`; plain http is for this machine alone unless `plain`. */
  readonly url: string;
  readonly internal?: boolean;
  readonly plain?: boolean;
  /** Certificates in PEM to trust instead of the system's. */
  readonly ca?: string;
  /** The longest that a request may take, whatever its caller asks for; `slowRequestMsMax` at most. */
  readonly timeMsMax?: number;
};

/** A whole answer, of whatever status. Header names are in lower case. */
export type Answer = {
  readonly kind: "answered";
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly bytes: Uint8Array;
};

/**
 * What became of a request. `not-sent`: surely nothing happened. `rate-limited`: the product refused it for now (429), so nothing happened either.
 * `lost`: it may have been carried out, or not.
 */
export type Outcome =
  | Answer
  | { readonly kind: "rate-limited"; readonly afterMs: number; readonly error: SocError }
  | { readonly kind: "not-sent"; readonly error: SocError }
  | { readonly kind: "lost"; readonly error: SocError };

/** The door to one origin. Sends each request at most once; never follows a redirect; never throws for what the other side does. */
export type Origin = {
  readonly name: string;
  readonly read: (question: Question, signal?: AbortSignal) => Promise<Outcome>;
  /** The only way to send a change: the guard is asked once the connection stands, and without its leave no byte is sent (`not-sent`, `effector/stopped`). */
  readonly change: (change: Change, leave: Leave) => Promise<Outcome>;
};

export type OriginParts = { readonly clock: Clock; readonly resolve?: Resolve };

/** Opens the door to one origin. Refuses a URL that is none, holds credentials, or would send secrets in the clear (`connector/bad-settings`). Sends nothing. */
export function openOrigin(order: OriginOrder, { clock, resolve = systemResolve }: OriginParts): Origin {
  const url = readOrigin(order);
  const pause = openPause();
  const timeMsMax = Math.min(order.timeMsMax ?? slowRequestMsMax, slowRequestMsMax);
  const ask = async (request: Question | Change, signal: AbortSignal | undefined, leave?: Leave): Promise<Outcome> => {
    const standing = pause.standing(clock.nowMs());
    if (standing) {
      const error = standing.why === "resting" ? resting(order.name, standing.afterMs) : rateLimited(order.name, standing.afterMs);
      return { kind: "not-sent", error };
    }
    const timeMs = Math.min(request.timeMs ?? requestMsMax, timeMsMax);
    const outcome = await withDeadline(clock, timeMs, signal, (limit) => send({ order, url, resolve, request, limit, leave }));
    if (outcome.kind !== "answered") {
      const isOurs = signal?.aborted || leave?.signal.aborted || outcome.error.code === "effector/stopped";
      if (!isOurs) pause.failed(clock.nowMs());
      return outcome;
    }
    if (outcome.status >= 500) pause.failed(clock.nowMs());
    else pause.answered();
    const afterMs = pauseOf(outcome.header, clock.nowMs());
    // Whoever is overloaded (503) may have done it nevertheless, so that stays an answer; that it wants to be left alone is heeded all the same.
    if (outcome.status === 429 || (outcome.status === 503 && outcome.header("retry-after"))) pause.asked(clock.nowMs(), afterMs);
    if (outcome.status !== 429) return outcome;
    return { kind: "rate-limited", afterMs, error: rateLimited(order.name, afterMs) };
  };
  return {
    name: order.name,
    read: (question, signal) => ask(question, signal),
    change: (change, leave) => ask(change, leave.limit, leave),
  };
}

/** Runs one attempt that ends when its time is over or the caller stops, whichever is first. */
async function withDeadline<T>(
  clock: Clock,
  timeMs: number,
  signal: AbortSignal | undefined,
  run: (limit: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const done = new AbortController();
  clock.sleep(timeMs, done.signal).then(
    () => late.abort(),
    () => undefined,
  );
  try {
    return await run(signal ? AbortSignal.any([late.signal, signal]) : late.signal);
  } finally {
    done.abort();
  }
}

type Sent = Exclude<Outcome, { kind: "rate-limited" }>;

type Sending = {
  readonly order: OriginOrder;
  readonly url: URL;
  readonly resolve: Resolve;
  readonly request: Question | Change;
  readonly limit: AbortSignal;
  readonly leave: Leave | undefined;
};

async function send({ order, url, resolve, request, limit, leave }: Sending): Promise<Sent> {
  const target = targetOf(url, request);
  const found = await addressesOf(order, url, resolve, leave ? AbortSignal.any([limit, leave.signal]) : limit);
  if (found instanceof SocError) return { kind: "not-sent", error: found };
  const { body, type } = bodyOf(request.body);
  const bytesMax = Math.min(answerBytesMax, request.bytesMax ?? answerBytesMax);
  const headers = {
    "user-agent": "watchkeeper",
    accept: "application/json",
    ...(type ? { "content-type": type } : {}),
    ...traceHeader(),
    ...request.headers,
  };
  const said = await exchange({
    url,
    addresses: found,
    method: request.method,
    target,
    headers,
    body,
    bytesMax,
    ca: order.ca,
    signal: limit,
    leave,
  });
  if (said.kind === "held-back") {
    if (said.cause instanceof SocError) return { kind: "not-sent", error: said.cause };
    throw said.cause;
  }
  if (said.kind === "answered")
    return { kind: "answered", status: said.status, header: (name) => said.headers.get(name), bytes: said.bytes };
  return { kind: said.sent ? "lost" : "not-sent", error: brokenOff(order.name, said, limit) };
}

/** Asks once for the name's addresses; one that we may not talk to spoils them all, since whoever answers for the name lies or errs. */
async function addressesOf(order: OriginOrder, url: URL, resolve: Resolve, limit: AbortSignal): Promise<readonly string[] | SocError> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  let found: readonly string[] = [host];
  if (!isLiteral(url.hostname)) {
    try {
      found = await Promise.race([resolve(host), rejectWhen(limit)]);
    } catch {
      return notReached(order.name, limit.aborted ? "LATE" : "NAME");
    }
  }
  if (found.length === 0 || found.length > addressesMax) return notReached(order.name, "NAME");
  const isInternal = order.internal ?? false;
  if (!found.every((address) => mayConnect(address, isInternal))) return addressNotAllowed(order.name);
  // A name that is configured without TLS for this machine must not lead elsewhere.
  if (url.protocol === "http:" && !order.plain && !found.every(isLoopback)) return addressNotAllowed(order.name);
  return found;
}

const isLiteral = (hostname: string) => hostname.startsWith("[") || /^[\d.]+$/.test(hostname);

function rejectWhen(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(new Error("stopped"));
    signal.addEventListener("abort", () => reject(new Error("stopped")), { once: true });
  });
}

async function systemResolve(name: string): Promise<readonly string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address);
}

function readOrigin({ name, url: text, internal, plain, ca }: OriginOrder): URL {
  if (ca !== undefined) checkCertificates(name, ca);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw badUrl(name, "is no https address");
  if (url.username !== "" || url.password !== "") throw badUrl(name, "holds a user name or password");
  if (url.search !== "" || url.hash !== "") throw badUrl(name, "holds a query");
  const isHere = url.hostname === "localhost" || isLoopback(url.hostname.replace(/^\[|\]$/g, ""));
  if (url.protocol === "http:" && !plain && !(internal && isHere)) throw badUrl(name, "is not encrypted: write https");
  return url;
}

function checkCertificates(name: string, ca: string): void {
  try {
    new X509Certificate(ca);
  } catch {
    throw badCertificates(name);
  }
}

function brokenOff(name: string, { why, code }: Extract<Exchange, { kind: "broken" }>, limit: AbortSignal): SocError {
  if (why === "too-large" || why === "encoded") return unexpectedAnswer(name, code);
  if (limit.aborted) return tooLate(name);
  return notConnected(name, code);
}
