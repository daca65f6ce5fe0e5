import { z } from "zod";
import { datasets } from "../../core/event/event.ts";
import { meanings } from "../../core/query/meaning/vocabulary.ts";
import { Condition, EventQuery, queryLimits } from "../../core/query/query.ts";
import { count, notThere, time, whole } from "./common.ts";
import { operation } from "./operation.ts";

export type { EventQuery, Where } from "../../core/query/query.ts";
/** The words that a typed query is made of, for the form that asks one. */
export const searchWords = { datasets, fields: meanings, operators: Condition.shape.op.options, limits: queryLimits } as const;

const byPosition = z.strictObject({ position: whole(0, Number.MAX_SAFE_INTEGER) });
const fieldValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** One kept record, its bytes in base64. */
export const RecordWhole = z.strictObject({
  position: z.int(),
  source: z.string(),
  id: z.string(),
  receivedAt: time,
  sentAt: time.nullable(),
  bytes: z.int(),
  digest: z.string(),
  base64: z.string(),
});

/** A kept record as mail to read, the outermost first; none where it is no mail. Every text is inert, and nothing of it was rendered. */
export const MailWhole = z.strictObject({
  position: z.int(),
  mails: z.array(
    z.strictObject({
      /** The place in this list of the mail that it is attached to. */
      carrier: z.int().nullable(),
      /** Why it was not taken apart; then nothing else is here. */
      refused: z.string().nullable(),
      headers: z.array(z.strictObject({ name: z.string(), value: z.string() })),
      headersTotal: count,
      /** "behind-markup" stands in the mail and is not shown where its markup is; "hidden" is in the markup and no reader sees it. */
      passages: z.array(
        z.strictObject({
          kind: z.enum(["plain", "markup", "behind-markup", "hidden"]),
          text: z.string(),
          /** Characters that found no place here. */
          leftOut: count,
          /** Characters without width that stood in the markup's text. */
          withoutWidth: count,
        }),
      ),
      links: z.array(z.strictObject({ shown: z.string(), target: z.string() })),
      attachments: z.array(z.strictObject({ name: z.string(), mediaType: z.string(), bytes: count, digest: z.string() })),
    }),
  ),
});

/** Rows of a search. Every value in `fields` is from outside. */
export const SearchFound = z.strictObject({
  rows: z.array(
    z.strictObject({
      time,
      dataset: z.string(),
      channel: z.string(),
      action: z.string(),
      host: z.string().nullable(),
      fields: z.record(z.string(), z.union([fieldValue, z.array(fieldValue)])),
      source: z.strictObject({ path: z.string(), record: z.int(), digest: z.string() }),
    }),
  ),
  total: z.int(),
  groups: z.array(z.strictObject({ by: z.array(z.string()), count: z.int(), distinct: z.int() })),
  /** What the answer lacks; null for a whole one. */
  note: z.string().nullable(),
});

/** What is asked about kept bytes and events. Bytes from outside leave as an attachment or in base64, and are never shown as a page. */
export const evidenceOperations = {
  readRecord: operation({
    method: "GET",
    path: "/api/v1/evidence/records/{position}",
    operation: "readRecord",
    summary: "one record as it came in: its bytes in base64, with their digest",
    tag: "evidence",
    right: "read",
    params: byPosition,
    answer: RecordWhole,
    problems: notThere,
  }),
  readRecordMail: operation({
    method: "GET",
    path: "/api/v1/evidence/records/{position}/mail",
    operation: "readRecordMail",
    summary: "a record as mail to read: headers, text seen and unseen, links, attachments by name, size and digest; never rendered",
    tag: "evidence",
    right: "read",
    params: byPosition,
    answer: MailWhole,
    problems: notThere,
  }),
  downloadRecord: operation({
    method: "GET",
    path: "/api/v1/evidence/records/{position}/raw",
    operation: "downloadRecord",
    summary: "the same bytes as a download: text/plain, an attachment, never sniffed",
    tag: "evidence",
    right: "read",
    params: byPosition,
    answer: "bytes",
    problems: notThere,
  }),
  searchEvents: operation({
    method: "POST",
    path: "/api/v1/evidence/search",
    operation: "searchEvents",
    summary: "a typed question to everything that keeps events; never query text",
    tag: "evidence",
    right: "read",
    body: EventQuery,
    answer: SearchFound,
    problems: { 502: "a store that was asked does not answer" },
  }),
} as const;
