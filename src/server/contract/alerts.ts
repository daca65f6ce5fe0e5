import { z } from "zod";
import { categories } from "../../core/alert/category.ts";
import { severities } from "../../core/alert/severity.ts";
import { byId, categoryFilter, id, next, notThere, page, severityFilter, time } from "./common.ts";
import { operation } from "./operation.ts";

const states = ["open", "closed", "escalated"] as const;

/** An alert in one line. What is not known yet is null; `title`, `rule` and `givenId` are text from outside. */
export const AlertLine = z.strictObject({
  id: z.string(),
  time,
  receivedAt: time,
  triagedAt: time.nullable(),
  source: z.string(),
  product: z.string(),
  rule: z.string().nullable(),
  givenId: z.string().nullable(),
  title: z.string(),
  category: z.enum(categories).nullable(),
  severity: z.enum(severities),
  maliciousness: z.number().min(0).max(1).nullable(),
  /** 1 (now) to 5 (when there is time). */
  priority: z.int().nullable(),
  case: z.string().nullable(),
  verdict: z.string().nullable(),
  state: z.enum(states),
});
/** An alert with all that a page about it shows. `detail` holds text from outside: it is data. */
export const AlertWhole = AlertLine.extend({ detail: z.record(z.string(), z.unknown()) });
/** A page of alerts, newest first. */
export const AlertPage = z.strictObject({ alerts: z.array(AlertLine), next });

/** What is asked about alerts. */
export const alertOperations = {
  listAlerts: operation({
    method: "GET",
    path: "/api/v1/alerts",
    operation: "listAlerts",
    summary: "alerts, newest first; all that is given must hold",
    tag: "alerts",
    right: "read",
    query: z.strictObject({
      state: z.enum(states).optional(),
      severity: severityFilter,
      category: categoryFilter,
      source: z.string().min(1).max(200).optional(),
      case: id.optional(),
      /** Times of the alert: from inclusive, to exclusive. */
      from: time.optional(),
      to: time.optional(),
      /** Words of the title, without case. */
      text: z.string().min(1).max(200).optional(),
      ...page,
    }),
    answer: AlertPage,
  }),
  readAlert: operation({
    method: "GET",
    path: "/api/v1/alerts/{id}",
    operation: "readAlert",
    summary: "one alert",
    tag: "alerts",
    right: "read",
    params: byId,
    answer: AlertWhole,
    etag: true,
    problems: notThere,
  }),
  readAlertEvidence: operation({
    method: "GET",
    path: "/api/v1/alerts/{id}/evidence",
    operation: "readAlertEvidence",
    summary: "the record that the alert came in as, where it is still kept: its bytes in base64, never rendered",
    tag: "alerts",
    right: "read",
    params: byId,
    answer: z.strictObject({
      alert: z.string(),
      /** The record's place in the intake; null where it is not kept any more. */
      record: z
        .strictObject({
          position: z.int(),
          source: z.string(),
          id: z.string(),
          receivedAt: time,
          sentAt: time.nullable(),
          bytes: z.int(),
          digest: z.string(),
          base64: z.string(),
        })
        .nullable(),
      /** Why it is not here. */
      says: z.string().nullable(),
    }),
    problems: notThere,
  }),
} as const;
