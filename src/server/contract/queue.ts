import { z } from "zod";
import { AlertLine } from "./alerts.ts";
import { CaseLine } from "./cases.ts";
import { byId, count, id, next, notThere, page, time } from "./common.ts";
import { operation } from "./operation.ts";
import { queueCollapse, queueFilter, queueSort } from "./queue-filter.ts";

/** Rows are counted exactly up to so many; beyond it is "more than". */
export const queueCountMax = 10_000;
/** Ids of one order of the whole queue. */
export const queueOrderMax = 100_000;
/** Ids that are looked up at once. */
export const lookUpMax = 200;
/** Values of one facet, the most frequent first. */
export const facetValuesMax = 30;
/** Cases of one answer about what changed. */
export const changedShownMax = 200;

const revision = z.int().min(0);
/** Where a row stands under the order asked for: rows compare by these, number by number and text by code unit, smaller first. */
const order = z.array(z.union([z.number(), z.string()]));
const names = z.array(z.string());

/** A case in the queue: its line, what it is about (at most 20 of each, text from outside), and the revision of its last change. */
export const QueueCase = CaseLine.extend({
  sources: names,
  hosts: names,
  accounts: names,
  rules: names,
  techniques: names,
  revision,
  order,
});
/** An alert in the queue. */
export const QueueAlert = AlertLine.extend({
  host: z.string().nullable(),
  account: z.string().nullable(),
  techniques: names,
  /** The alert that it repeats. */
  duplicateOf: z.string().nullable(),
  revision,
  order,
  /** Of `collapse=storm` alone: all alerts of this source, rule, machine and account; the row is the newest of them. */
  storm: z
    .strictObject({
      key: z.string(),
      alerts: count,
      open: count,
      closed: count,
      escalated: count,
      first: time,
      last: time,
      /** Alerts in an hour between the first and the last; null of one alone. */
      perHour: z.number().min(0).nullable(),
    })
    .nullable(),
});
/** How many rows there are: exactly, or more than `count`. */
export const Total = z.strictObject({ count, exact: z.boolean() });
const pageOf = { revision, /** Of the first page alone. */ total: Total.nullable(), next };
/** A page of the queue. `revision` is that of the views as they were read: live changes go on from it. */
export const QueuePage = z.discriminatedUnion("of", [
  z.strictObject({ of: z.literal("cases"), rows: z.array(QueueCase), ...pageOf }),
  z.strictObject({ of: z.literal("alerts"), rows: z.array(QueueAlert), ...pageOf }),
]);
const looked = { revision, /** Ids that the present filter holds. */ fits: names, /** Ids that are not there. */ gone: names };
const LookedUp = z.discriminatedUnion("of", [
  z.strictObject({ of: z.literal("cases"), rows: z.array(QueueCase), ...looked }),
  z.strictObject({ of: z.literal("alerts"), rows: z.array(QueueAlert), ...looked }),
]);

const facet = z
  .strictObject({
    /** False where not all rows were looked at: the counts are those of the first `rows` in the order of priority. Of machines, accounts, rules and techniques fewer are looked at. */
    exact: z.boolean(),
    rows: count,
    values: z.array(z.strictObject({ value: z.string(), count })).max(30),
    /** False where there are more values than these. */
    whole: z.boolean(),
  })
  .nullable();
/** Counts by value, the most frequent first; of each dimension without its own filter, so that one sees what else could be chosen. Null where it could not be counted in time. */
export const Facets = z.strictObject({
  state: facet,
  severity: facet,
  category: facet,
  verdict: facet,
  priority: facet,
  assignee: facet,
  source: facet,
  host: facet,
  account: facet,
  rule: facet,
  technique: facet,
});

/** How a case's priority came about. `urgency` is `severity.points` times `likelihood.factor`; `bands` says from which urgency on which priority is given. */
export const PriorityExplained = z.strictObject({
  case: z.string(),
  priority: z.int(),
  /** In one sentence. */
  says: z.string(),
  /** The alert that gives it; null where it left the case or the views since. */
  leading: z
    .strictObject({
      alert: z.string(),
      title: z.string(),
      severity: z.strictObject({ given: z.string(), rated: z.string(), points: z.number() }),
      likelihood: z.strictObject({ maliciousness: z.number(), factor: z.number(), because: names }),
      urgency: z.number(),
      priority: z.int(),
    })
    .nullable(),
  bands: z.array(z.strictObject({ priority: z.int(), fromUrgency: z.number() })),
  /** What people may think counts, and how it does or does not. */
  besides: z.array(z.strictObject({ what: z.string(), value: z.string(), says: z.string() })),
});

/** What is asked of the queue. */
export const queueOperations = {
  listQueue: operation({
    method: "GET",
    path: "/api/v1/queue",
    operation: "listQueue",
    summary: "the queue: cases or alerts by typed filters, in an order of choice, page by page; storms in one line where asked",
    tag: "queue",
    right: "read",
    query: z.strictObject({ ...queueFilter, sort: queueSort, collapse: queueCollapse, ...page }),
    answer: QueuePage,
    gzip: true,
  }),
  lookUpQueue: operation({
    method: "GET",
    path: "/api/v1/queue/rows",
    operation: "lookUpQueue",
    summary: "rows by their ids, as they are now, and whether the filter holds them: for live updates",
    tag: "queue",
    right: "read",
    query: z.strictObject({
      ...queueFilter,
      sort: queueSort,
      collapse: queueCollapse,
      /** Of collapsed storms their keys. */
      id: z.union([z.array(id).min(1).max(lookUpMax), id.transform((one) => [one])]),
    }),
    answer: LookedUp,
    gzip: true,
  }),
  readQueueOrder: operation({
    method: "GET",
    path: "/api/v1/queue/order",
    operation: "readQueueOrder",
    summary: "the ids of the whole queue in order, at most 100,000: a list of any length scrolls by them and looks rows up",
    tag: "queue",
    right: "read",
    query: z.strictObject({ ...queueFilter, sort: queueSort, collapse: queueCollapse }),
    answer: z.strictObject({
      of: z.enum(["cases", "alerts"]),
      revision,
      ids: z.array(z.string()).max(queueOrderMax),
      /** Of each id, in the same order, one digit: 1 to 5, 0 for none. */
      priorities: z.string(),
      /** False where the queue is longer. */
      whole: z.boolean(),
    }),
    gzip: true,
  }),
  readFacets: operation({
    method: "GET",
    path: "/api/v1/queue/facets",
    operation: "readFacets",
    summary: "how many rows each value of each filter has within the present filter",
    tag: "queue",
    right: "read",
    query: z.strictObject({ ...queueFilter }),
    answer: Facets,
    gzip: true,
  }),
  explainPriority: operation({
    method: "GET",
    path: "/api/v1/cases/{id}/priority",
    operation: "explainPriority",
    summary: "why a case has its priority: the alert that gives it, its parts and the rule, by which anybody can work it out again",
    tag: "queue",
    right: "read",
    params: byId,
    answer: PriorityExplained,
    problems: notThere,
  }),
} as const;
