import { createHash } from "node:crypto";
import type { Call, ConnectorParts } from "./connector-kind.ts";
import { type Change, type Origin, type OriginOrder, type Outcome, openOrigin, type Question } from "./http.ts";
import { bodyOf } from "./request.ts";

/** Words of an API's path that are its own; everything else may be an id, a name or an address of somebody. */
const ownWord = /^(?:[a-z][a-z_-]{0,31}|_[a-z_]{1,31}|v\d{1,3}(?:\.\d{1,3})?|\d{1,3}\.\d{1,3})$/i;
/** Segments of a path that are told; what follows is one "…". */
const segmentsMax = 8;

/** What the door needs; an effector has nobody to tell. */
export type ToldParts = Pick<ConnectorParts, "clock" | "resolve" | "told">;

/** The door to one origin of a connector, which tells of every request that leaves. Refuses as `openOrigin` does. */
export function openToldOrigin(order: OriginOrder, parts: ToldParts): Origin {
  const origin = openOrigin(order, { clock: parts.clock, ...(parts.resolve ? { resolve: parts.resolve } : {}) });
  const { told } = parts;
  if (!told) return origin;
  const tell = async (request: Question | Change, send: () => Promise<Outcome>): Promise<Outcome> => {
    const startedMs = parts.clock.nowMs();
    const outcome = await send();
    told(callOf(order.name, request, outcome, Math.max(0, parts.clock.nowMs() - startedMs)));
    return outcome;
  };
  return {
    name: origin.name,
    read: (question, signal) => tell(question, () => origin.read(question, signal)),
    change: (change, leave) => tell(change, () => origin.change(change, leave)),
  };
}

function callOf(connector: string, request: Question | Change, outcome: Outcome, durationMs: number): Call {
  return {
    connector,
    method: request.method,
    path: request.kind ?? kindOf(request.path),
    status: statusOf(outcome),
    durationMs,
    sentDigest: sentDigestOf(request),
    answerDigest: outcome.kind === "answered" && !request.confidential ? digestOf(outcome.bytes) : undefined,
  };
}

function statusOf(outcome: Outcome): Call["status"] {
  if (outcome.kind === "answered") return outcome.status;
  return outcome.kind === "rate-limited" ? 429 : outcome.kind;
}

function kindOf(path: readonly string[]): string {
  const told = path.slice(0, segmentsMax).map((segment) => (ownWord.test(segment) ? segment : "*"));
  return `/${[...told, ...(path.length > segmentsMax ? ["…"] : [])].join("/")}`;
}

/** Of what was asked: method, path, query and body. Headers hold credentials and are left out; so is everything of a confidential request. */
function sentDigestOf({ method, path, query, body, confidential }: Question | Change): string {
  const head = JSON.stringify(["request-v1", method, ...(confidential ? [] : [path, Object.entries(query ?? {})])]);
  const hash = createHash("sha256").update(head).update("\n");
  const bytes = confidential ? undefined : bodyOf(body).body;
  if (bytes) hash.update(bytes);
  return `sha256:${hash.digest("hex")}`;
}

const digestOf = (bytes: Uint8Array) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
