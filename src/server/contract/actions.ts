import { z } from "zod";
import { containmentVerbs } from "../../core/containment/action.ts";
import { ActionLine, KillSwitch, Status, StopAnswer, StopRequest, stands } from "../../core/status/status.ts";
import { ActionWhole, DryRun } from "./action-shapes.ts";
import { because, digest, id, next, page } from "./common.ts";
import { operation } from "./operation.ts";

const actionId = z.strictObject({ id: z.string().regex(/^c-[1-9]\d{0,15}$/) });
/** What a person's key made: Ed25519 in base64, or what a passkey answered, as canonical JSON. */
const signature = z.string().min(1).max(8_192);

/** What a person is asked to sign for. */
export const ToSign = z.discriminatedUnion("for", [
  z.strictObject({ for: z.literal(["approve", "break-glass", "reject", "undo"]), action: actionId.shape.id }),
  z.strictObject({ for: z.literal("after-action"), action: actionId.shape.id, text: because }),
  z.strictObject({ for: z.literal("resume"), effector: z.string().max(63).optional() }),
  z.strictObject({ for: z.literal("reset-breaker"), assetClass: z.string().min(1).max(64) }),
  z.strictObject({ for: z.literal(["reset-clock", "adopt-orders"]) }),
]);
export type ToSign = z.infer<typeof ToSign>;

const deed = {
  tag: "actions",
  right: "respond",
  params: actionId,
  answer: z.strictObject({ line: ActionLine, says: z.string() }),
} as const;
const refusals = {
  403: "this person may not, or the signature is not theirs for this",
  404: "there is no such action",
  409: "the action does not stand so that this can be done to it",
} as const;
/** What came of an admin's word: `resumed` with the second. */
export const Resumption = z.strictObject({ resumed: z.boolean(), askedBy: z.array(z.string()), killSwitch: KillSwitch });

const signedBody = z.strictObject({ because, signature });

/** What is asked about containment, and said by people with their own keys: the server passes a yes on, and can make none. */
export const actionOperations = {
  listActions: operation({
    method: "GET",
    path: "/api/v1/actions",
    operation: "listActions",
    summary: "containment actions, newest first",
    tag: "actions",
    right: "read",
    query: z.strictObject({ status: z.string().max(40).optional(), stands: z.enum(stands).optional(), case: id.optional(), ...page }),
    answer: z.strictObject({ actions: z.array(ActionLine), next }),
  }),
  readAction: operation({
    method: "GET",
    path: "/api/v1/actions/{id}",
    operation: "readAction",
    summary: "one action whole: target, blast radius, digest, who has approved and who may",
    tag: "actions",
    right: "read",
    params: actionId,
    answer: ActionWhole,
    problems: { 404: "there is no such action" },
  }),
  dryRunAction: operation({
    method: "POST",
    path: "/api/v1/actions/{id}/dry-run",
    operation: "dryRunAction",
    summary: "what carrying it out would meet just now; reads the product, changes nothing",
    tag: "actions",
    right: "read",
    params: actionId,
    answer: DryRun,
    problems: { 404: "there is no such action" },
  }),
  readWhatToSign: operation({
    method: "POST",
    path: "/api/v1/signing",
    operation: "readWhatToSign",
    summary: "the bytes that the person who asks would sign, and their SHA-256 as a passkey's challenge; signs nothing",
    tag: "actions",
    right: "read",
    body: ToSign,
    answer: z.strictObject({ by: z.string(), bytes: z.string(), challenge: z.string() }),
    problems: { 403: "this person is not named in the standing orders", 409: "there is nothing to sign for" },
  }),
  approveAction: operation({
    ...deed,
    method: "POST",
    path: "/api/v1/actions/{id}/approve",
    operation: "approveAction",
    summary: "one person's signed yes to exactly the digest they name",
    body: signedBody.extend({ digest, breakGlass: z.boolean().default(false) }),
    stepUp: true,
    idempotent: true,
    problems: refusals,
  }),
  rejectAction: operation({
    ...deed,
    method: "POST",
    path: "/api/v1/actions/{id}/reject",
    operation: "rejectAction",
    summary: "one person's signed no, which is final",
    body: signedBody,
    stepUp: true,
    idempotent: true,
    problems: refusals,
  }),
  undoAction: operation({
    ...deed,
    method: "POST",
    path: "/api/v1/actions/{id}/undo",
    operation: "undoAction",
    summary: "one person's signed wish that what was done is taken back",
    body: signedBody,
    stepUp: true,
    idempotent: true,
    problems: refusals,
  }),
  writeAfterAction: operation({
    ...deed,
    method: "POST",
    path: "/api/v1/actions/{id}/after-action",
    operation: "writeAfterAction",
    summary: "what was done by breaking the glass, and why, signed",
    body: z.strictObject({ text: because, signature }),
    stepUp: true,
    idempotent: true,
    problems: refusals,
  }),
  proposeContainment: operation({
    method: "POST",
    path: "/api/v1/cases/{id}/proposals",
    operation: "proposeContainment",
    summary: "puts what the investigation of a case proposes before people; nothing is approved by it",
    tag: "actions",
    right: "propose",
    params: z.strictObject({ id }),
    body: z.strictObject({ action: z.enum(containmentVerbs).optional(), target: z.string().min(1).max(1_024).optional() }),
    answer: z.strictObject({
      proposed: z.array(z.string()),
      refused: z.array(z.strictObject({ id: z.string(), says: z.string() })),
      declined: z.array(z.strictObject({ action: z.string(), target: z.string(), says: z.string() })),
      before: z.array(z.strictObject({ action: z.string(), target: z.string(), id: z.string().nullable(), says: z.string() })),
    }),
    idempotent: true,
    problems: { 404: "there is no such case, or it proposes nothing of the kind" },
  }),
  stopContainment: operation({
    method: "POST",
    path: "/api/v1/stop",
    operation: "stopContainment",
    summary: "stops containment of your tenant at once; every person who is signed in may",
    tag: "actions",
    right: "self",
    body: StopRequest.omit({ as: true }),
    answer: StopAnswer,
    problems: {
      403: "a token that only hands alerts in is no person",
      503: "NOT stopped: neither the stop file nor the record could be written",
    },
  }),
  readKillSwitch: operation({
    method: "GET",
    path: "/api/v1/stop",
    operation: "readKillSwitch",
    summary: "whether containment is stopped, by what, what was under way, and who may end it",
    tag: "actions",
    right: "read",
    // By name, as the standing orders in force have them; empty where there are none.
    answer: KillSwitch.extend({ mayResume: z.array(z.string()) }),
  }),
  resumeContainment: operation({
    method: "POST",
    path: "/api/v1/resume",
    operation: "resumeContainment",
    summary: "one of the two admins without whom a stop does not end",
    tag: "actions",
    right: "administer",
    body: signedBody.extend({ effector: z.string().max(63).optional() }),
    answer: Resumption,
    stepUp: true,
    problems: { 403: refusals[403], 409: "nothing is stopped, or the stop file cannot be taken away" },
  }),
  resetBreaker: operation({
    method: "POST",
    path: "/api/v1/breakers/{assetClass}/reset",
    operation: "resetBreaker",
    summary: "lets a class of assets be contained by standing order again",
    tag: "actions",
    right: "lead",
    params: z.strictObject({ assetClass: z.string().min(1).max(64) }),
    body: signedBody,
    answer: "nothing",
    stepUp: true,
    problems: { 403: refusals[403], 409: "no such breaker is tripped" },
  }),
  readOrders: operation({
    method: "GET",
    path: "/api/v1/orders",
    operation: "readOrders",
    summary: "the standing orders as they lie on disk, their digest with the policies', who signed it, and what is in force",
    tag: "actions",
    right: "administer",
    answer: z.strictObject({
      digest: z.string(),
      adopted: z.string().nullable(),
      problem: z.string().nullable(),
      signedBy: z.array(z.string()),
      orders: z.record(z.string(), z.unknown()),
    }),
  }),
  adoptOrders: operation({
    method: "POST",
    path: "/api/v1/orders/adopt",
    operation: "adoptOrders",
    summary: "one admin's signature under exactly these orders; the second puts them in force",
    tag: "actions",
    right: "administer",
    body: z.strictObject({ digest, signature }),
    answer: z.strictObject({ adopted: z.boolean(), signedBy: z.array(z.string()) }),
    stepUp: true,
    problems: { 403: refusals[403], 409: "the orders on disk are others by now, or cannot be put in force" },
  }),
  resetClock: operation({
    method: "POST",
    path: "/api/v1/clock/reset",
    operation: "resetClock",
    summary: "one of the two admins without whom the record's time does not begin again at the present clock",
    tag: "actions",
    right: "administer",
    body: signedBody,
    answer: z.strictObject({ reset: z.boolean() }),
    stepUp: true,
    problems: { 403: refusals[403], 409: "the record's time is not ahead, or this person has asked" },
  }),
  readStatus: operation({
    method: "GET",
    path: "/api/v1/status",
    operation: "readStatus",
    summary: "the ledger over alerts, the kill switch, containment, and how far the record is signed",
    tag: "service",
    right: "read",
    answer: Status,
  }),
} as const;
