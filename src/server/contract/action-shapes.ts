import { z } from "zod";
import { severities } from "../../core/alert/severity.ts";
import { ActionLine, deeds } from "../../core/status/status.ts";
import { count, digest, time } from "./common.ts";

/** Whose yes an action needs, has and lacks, by the same rules that decide. */
export const Approvers = z.strictObject({
  approvers: count,
  lead: z.boolean(),
  breakGlass: z.boolean(),
  because: z.array(z.string()),
  counted: z.array(z.string()),
  may: z.array(z.strictObject({ name: z.string(), roles: z.array(z.string()) })),
  mayNot: z.array(z.strictObject({ name: z.string(), because: z.string() })),
  /** null where enough people have approved. */
  missing: z.string().nullable(),
});

/** Whom and what an action would touch, as it was counted when it was proposed. */
export const Radius = z.strictObject({
  hosts: count,
  identities: count,
  dependents: count,
  sessions: count,
  services: z.array(z.string()),
  criticality: z.string(),
  protected: z.boolean(),
  redundant: z.boolean(),
  known: z.boolean(),
  graphAgeMs: z.number().nullable(),
  containedShare: z.number(),
  reach: count,
  says: z.string(),
});

/** One action whole: what people approve is `digest`, SHA-256 over the UTF-8 of `canonical`, which a client hashes for itself. */
export const ActionWhole = z.strictObject({
  line: ActionLine,
  digest,
  canonical: z.string(),
  by: z.string(),
  proposedAt: time,
  case: z.strictObject({ world: z.string(), id: z.string(), revision: z.string(), title: z.string() }),
  target: z.strictObject({ kind: z.string(), id: z.string(), name: z.string(), knownTo: z.string(), aliases: z.array(z.string()) }),
  severity: z.enum(severities),
  blastRadius: Radius,
  evidence: z.array(z.strictObject({ id: z.string(), digest })),
  approvals: z.array(z.strictObject({ by: z.string(), because: z.string(), breakGlass: z.boolean(), at: time })),
  /** null where the standing orders cannot be read. */
  approvers: Approvers.nullable(),
  /** What it stands open for just now, and why whoever asks may not do it; null where they may. By the same rules that decide. */
  deeds: z.array(z.strictObject({ deed: z.enum(deeds), mayNot: z.string().nullable() })),
  /** Why it ended before it began, when, and by whom where somebody did it; whatever was approved then came to nothing. null where it did not. */
  ended: z.strictObject({ at: time, by: z.string().nullable(), because: z.string() }).nullable(),
  attempts: z.array(z.strictObject({ effect: z.string(), of: z.string(), attempt: count, at: time })),
});

/** What carrying out an action would meet just now. */
export const DryRun = z.strictObject({
  id: z.string(),
  product: z.string().nullable(),
  located: z.string().nullable(),
  inForce: z.string().nullable(),
  blastRadius: Radius.nullable(),
  would: z.enum(["begin", "find it so already", "not begin"]),
  because: z.array(z.string()),
  undo: z.string(),
  unknown: z.array(z.string()),
});
