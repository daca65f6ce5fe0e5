import { z } from "zod";
import { count, whole } from "./common.ts";
import { operation } from "./operation.ts";

const path = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.cedar$/, "takes the name of a .cedar file");
const place = { path: z.string(), line: count.nullable(), column: count.nullable(), says: z.string(), help: z.string().nullable() };
const Place = z.strictObject(place);
const Outcome = z.strictObject({ allowed: z.boolean(), approvers: count, because: z.array(z.string()) });

/** The most text of policies that is tried at once, characters. */
export const policyTextMax = 262_144;

/** Policies as they were read: what they are, what is wrong with them, what is hardly meant. */
export const PolicyReading = z.strictObject({
  version: z.string().nullable(),
  policies: z.array(
    z.strictObject({
      ...{ id: z.string(), says: z.string(), effect: z.enum(["permit", "forbid"]), path: z.string(), line: count },
      /** What it is: its author's sentence is `says`, and this is what binds. */
      text: z.string(),
    }),
  ),
  problems: z.array(Place),
  warnings: z.array(Place),
});

/** Whether what lies on disk is what binds: orders and policies are signed together, by two admins. */
export const OrdersStanding = z.strictObject({
  /** The digest of the standing orders with their policies as they lie on disk. */
  onDisk: z.string(),
  /** The digest that two admins signed; null before the first. */
  inForce: z.string().nullable(),
  isInForce: z.boolean(),
  /** Who has signed what lies on disk, while it is not in force. */
  signedBy: z.array(z.string()),
  signersNeeded: count,
  problem: z.string().nullable(),
});

/** What is asked about the policies of containment. */
export const policyOperations = {
  readPolicies: operation({
    method: "GET",
    path: "/api/v1/policies",
    operation: "readPolicies",
    summary: "the policies as they lie on disk, what is wrong with them, and whether they are in force",
    tag: "policies",
    right: "read",
    answer: PolicyReading.extend({
      texts: z.array(z.strictObject({ path: z.string(), text: z.string() })),
      /** With the policies all that their version is over, so that whoever signs can work the digest out. */
      schema: z.string(),
      /** The folder as the standing orders name it; null for the policies that come with Watchkeeper. */
      folder: z.string().nullable(),
      orders: OrdersStanding,
    }),
  }),
  simulatePolicies: operation({
    method: "POST",
    path: "/api/v1/policies/simulate",
    operation: "simulatePolicies",
    summary: "other policies against the last recorded actions: what would have been decided otherwise; adopts nothing",
    tag: "policies",
    // Whoever is asked to sign must be able to see what it would change.
    right: "read",
    body: z.strictObject({
      texts: z
        .array(z.strictObject({ path, text: z.string().max(policyTextMax) }))
        .min(1)
        .max(32),
      last: whole(1, 1_000).default(100),
    }),
    answer: PolicyReading.extend({
      simulated: z.array(
        z.strictObject({
          id: z.string(),
          verb: z.string(),
          target: z.string(),
          tier: count,
          recorded: Outcome,
          changed: Outcome.extend({ policies: z.array(z.string()) }),
          differs: z.boolean(),
        }),
      ),
      differing: count,
      /** Actions that were decided anew. */
      lookedAt: count,
    }),
    bodyBytesMax: 1_048_576,
  }),
} as const;
