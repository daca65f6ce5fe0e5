import { z } from "zod";
import { personsVerdict } from "./case-act.ts";
import { because, byId, count, id, notThere, time } from "./common.ts";
import { operation } from "./operation.ts";
import { QueueCase } from "./queue.ts";

/** Cases that are acted on at once. */
export const casesAtOnceMax = 200;
/** Views that one person keeps, and that a tenant shares. */
export const savedViewsMax = 100;
/** The longest filter of a saved view, characters of JSON. */
export const savedFilterLengthMax = 4_000;

/** What is done to many cases at once, with one reason. */
export const BulkAct = z.discriminatedUnion("act", [
  z.strictObject({ act: z.literal("assign"), assignee: z.string().min(1).max(100).nullable() }),
  z.strictObject({ act: z.literal("note"), text: z.string().trim().min(1).max(4_000) }),
  z.strictObject({ act: z.literal("close"), because, verdict: personsVerdict.optional() }),
  z.strictObject({ act: z.literal("escalate"), because }),
  z.strictObject({ act: z.literal("reopen"), because }),
]);

const revision = z.int().min(0);
/** What became of one case, or would. `effect` counts its alerts by state before and after, as the ledger does. */
const ActOnOne = z.strictObject({
  case: z.string(),
  outcome: z.enum(["done", "would-be-done", "refused"]),
  /** In words: what happened or would happen. */
  says: z.string(),
  /** The code of a refusal, and what to do. */
  code: z.string().nullable(),
  remedy: z.string().nullable(),
  /** How many alerts leave one state of the ledger for another; null where none does. */
  effect: z
    .strictObject({
      alerts: count,
      from: z.enum(["open", "closed", "escalated"]),
      to: z.enum(["open", "closed", "escalated"]),
    })
    .nullable(),
});

/** A list as somebody keeps it: what the address of the queue says. */
const savedView = {
  name: z.string().trim().min(1).max(100),
  /** Everybody of the tenant sees it; whoever made it, or a lead, changes it. */
  shared: z.boolean(),
  /** The filter, order and collapse as the queue takes them, by name. */
  query: z
    .record(z.string().max(40), z.union([z.string().max(200), z.array(z.string().max(200)).max(20)]))
    .refine((query) => JSON.stringify(query).length <= savedFilterLengthMax, "too long"),
  columns: z.array(z.string().min(1).max(40)).max(40),
};
/** A saved view. */
export const SavedView = z.strictObject({ id: z.string(), ...savedView, by: z.string(), mine: z.boolean(), changedAt: time });

/** A case that changed since a person last looked, and how. */
export const ChangedCase = z.strictObject({
  row: QueueCase,
  changes: z.array(z.enum(["new", "verdict", "escalated", "reopened", "closed", "merged"])).min(1),
});

/** What a person does over the queue. */
export const queuePeopleOperations = {
  actOnCases: operation({
    method: "POST",
    path: "/api/v1/cases/acts",
    operation: "actOnCases",
    summary: "one act on many cases, each a fact of its own; a dry run says of each what would happen or why not",
    tag: "queue",
    right: "triage",
    body: z.strictObject({ cases: z.array(id).min(1).max(casesAtOnceMax), act: BulkAct, dryRun: z.boolean().default(false) }),
    answer: z.strictObject({ dryRun: z.boolean(), done: count, refused: count, cases: z.array(ActOnOne) }),
    idempotent: true,
  }),
  listSavedViews: operation({
    method: "GET",
    path: "/api/v1/queue/views",
    operation: "listSavedViews",
    summary: "the asker's saved views and those that the tenant shares, by name",
    tag: "queue",
    right: "read",
    answer: z.strictObject({ views: z.array(SavedView) }),
  }),
  addSavedView: operation({
    method: "POST",
    path: "/api/v1/queue/views",
    operation: "addSavedView",
    summary: "keep a view of the queue, for oneself or for everybody",
    tag: "queue",
    right: "read",
    body: z.strictObject(savedView),
    answer: SavedView,
    status: 201,
    problems: { 409: "as many views are kept as may be, or one has this name" },
  }),
  changeSavedView: operation({
    method: "PUT",
    path: "/api/v1/queue/views/{id}",
    operation: "changeSavedView",
    summary: "change a saved view of one's own, or as a lead a shared one",
    tag: "queue",
    right: "read",
    params: byId,
    body: z.strictObject(savedView),
    answer: SavedView,
    problems: { ...notThere, 409: "one has this name" },
  }),
  removeSavedView: operation({
    method: "DELETE",
    path: "/api/v1/queue/views/{id}",
    operation: "removeSavedView",
    summary: "remove a saved view of one's own, or as a lead a shared one",
    tag: "queue",
    right: "read",
    params: byId,
    answer: "nothing",
    problems: notThere,
  }),
  markLooked: operation({
    method: "PUT",
    path: "/api/v1/queue/looked",
    operation: "markLooked",
    summary: "the asker has looked, up to a revision; it never goes back",
    tag: "queue",
    right: "read",
    body: z.strictObject({ revision }),
    answer: z.strictObject({ revision, at: time }),
  }),
  readChangesSince: operation({
    method: "GET",
    path: "/api/v1/queue/changes",
    operation: "readChangesSince",
    summary: "what changed since the asker last looked: cases that are new, concluded otherwise, escalated, reopened or closed",
    tag: "queue",
    right: "read",
    answer: z.strictObject({
      /** The mark; null where the asker never looked: everything is new then, and nothing is listed. */
      since: z.strictObject({ revision, at: time }).nullable(),
      /** The revision to mark once this was seen. */
      revision,
      counts: z.strictObject({ cases: count, new: count, verdict: count, escalated: count, reopened: count, closed: count, merged: count }),
      /** The last changed first, at most 200. */
      cases: z.array(ChangedCase),
    }),
  }),
} as const;
