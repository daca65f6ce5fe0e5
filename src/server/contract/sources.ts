import { z } from "zod";
import { count, next, page, time, whole } from "./common.ts";
import { operation } from "./operation.ts";
import { ConnectorLine, LanguageModels, ModelCard } from "./platform.ts";

const sourceName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "takes lower-case letters, digits and -");
const byName = z.strictObject({ name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/) });

/** How a source fares. */
export const SourceLine = z.strictObject({
  source: z.string(),
  accepted: count,
  repeated: count,
  deadLettered: count,
  waiting: count,
  lastReceivedAt: time.nullable(),
  behindMs: z.number(),
  skewMs: z.number().nullable(),
  state: z.enum(["running", "failing", "silent", "off"]),
  problem: z.string().nullable(),
  remedy: z.string().nullable(),
});

/** A record that could not be read, and why. */
export const LetterLine = z.strictObject({
  letter: count,
  source: z.string(),
  recordId: z.string(),
  position: count.nullable(),
  reason: z.string(),
  says: z.string(),
  at: time,
  replayedAt: time.nullable(),
});

/** The largest body of evidence in one request, bytes. */
export const evidenceBytesMax = 16 * 1_048_576;
/** The largest message of a webhook, bytes. */
export const hookBytesMax = 1_048_576;

/** What is asked about what is connected, and what machines hand in. */
export const sourceOperations = {
  listConnectors: operation({
    method: "GET",
    path: "/api/v1/connectors",
    operation: "listConnectors",
    summary: "what is connected: for what, proven on what, and whether it answers",
    tag: "connectors",
    right: "read",
    answer: z.strictObject({ connectors: z.array(ConnectorLine) }),
  }),
  checkConnector: operation({
    method: "POST",
    path: "/api/v1/connectors/{name}/check",
    operation: "checkConnector",
    summary: "asks one product whether it answers and takes our credentials; changes nothing",
    tag: "connectors",
    right: "administer",
    params: byName,
    answer: z.strictObject({ name: z.string(), says: z.string() }),
    problems: { 404: "no connector has this name", 502: "it does not answer, or not as it should: the problem says what to do" },
  }),
  listSources: operation({
    method: "GET",
    path: "/api/v1/sources",
    operation: "listSources",
    summary: "how each source fares: counts, lag, clock, state",
    tag: "sources",
    right: "read",
    answer: z.strictObject({ sources: z.array(SourceLine) }),
  }),
  listDeadLetters: operation({
    method: "GET",
    path: "/api/v1/sources/dead-letters",
    operation: "listDeadLetters",
    summary: "records that could not be read, newest first, each with its reason",
    tag: "sources",
    right: "read",
    query: z.strictObject({ source: sourceName.optional(), ...page }),
    answer: z.strictObject({ letters: z.array(LetterLine), next }),
  }),
  replayDeadLetter: operation({
    method: "POST",
    path: "/api/v1/sources/dead-letters/{letter}/replay",
    operation: "replayDeadLetter",
    summary:
      "puts a record back after what was wrong is mended; it becomes a new record. What a webhook refused goes through its mapping again",
    tag: "sources",
    right: "triage",
    params: z.strictObject({ letter: whole(0, Number.MAX_SAFE_INTEGER) }),
    answer: z.strictObject({ accepted: count, repeated: count }),
    idempotent: true,
    problems: { 404: "there is no such dead letter", 409: "its bytes are not kept any more, or its source still refuses it" },
  }),
  ingestEvidence: operation({
    method: "POST",
    path: "/api/v1/ingest/{source}",
    operation: "ingestEvidence",
    summary: "a body of evidence, recognised by its content; answered once it is durable. The same body again is counted as a repeat",
    tag: "ingest",
    right: "ingest",
    params: z.strictObject({ source: sourceName }),
    body: "bytes",
    answer: z.strictObject({ records: count, accepted: count, repeated: count }),
    status: 202,
    bodyBytesMax: evidenceBytesMax,
    problems: {
      409: "a connector has this name",
      413: "it is too large to be taken in one request",
      429: "more waits than may wait: send it again after Retry-After",
    },
  }),
  receiveHook: operation({
    method: "POST",
    path: "/api/v1/hooks/{source}",
    operation: "receiveHook",
    summary: "a product's webhook, signed over its raw body; answered once it is durable",
    tag: "ingest",
    right: "public",
    pace: "machine",
    params: z.strictObject({ source: sourceName }),
    query: z.strictObject({ tenant: sourceName.optional() }),
    body: "bytes",
    answer: z.strictObject({ accepted: count, repeated: count }),
    status: 202,
    bodyBytesMax: hookBytesMax,
    problems: { 401: "the signature does not hold, is too old, or no such source is configured", 429: "more waits than may wait" },
  }),
  listModels: operation({
    method: "GET",
    path: "/api/v1/models",
    operation: "listModels",
    summary:
      "the learnt models in use and those that analysts' verdicts trained, each with its card; and the language models that are configured",
    tag: "models",
    right: "read",
    answer: z.strictObject({ models: z.array(ModelCard), language: LanguageModels.optional() }),
  }),
} as const;
