import { z } from "zod";
import { severities } from "../alert/severity.ts";
import { criticalities } from "../asset/asset.ts";
import { isPerson, type Person } from "../person/person.ts";
import { containmentVerbs, type Tier } from "./action.ts";
import type { ContainmentAction } from "./containment.ts";
import { canonicalTextIfAny } from "./digest.ts";
import { type TargetKind, targetKinds } from "./handle.ts";

/** The most approvals that policy can ask for. */
export const approversMax = 5;
/** The canonical text of an action is no longer. Characters. */
export const actionLengthMax = 262_144;

const text = (max: number) => z.string().min(1).max(max);
const count = z.int().min(0);
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const moment = z.int().min(0);

const Handle = z.strictObject({
  kind: z.enum(targetKinds),
  id: text(1_200),
  name: text(1_024),
  host: text(255).optional(),
  knownTo: z.enum(["inventory", "evidence"]),
  aliases: z.array(text(1_024)).max(256),
});

const Radius = z.strictObject({
  hosts: count,
  identities: count,
  dependents: count,
  sessions: count,
  services: z.array(text(255)).max(1_000),
  criticality: z.enum([...criticalities, "unknown"]),
  protected: z.boolean(),
  redundant: z.boolean(),
  known: z.boolean(),
  graphAgeMs: z.number().nullable(),
  containedShare: z.number().min(0).max(1),
  reach: count,
  says: text(2_000),
});

/** What was assessed, as it may come into the record: everything bounded, nothing beside what is named. */
export const AssessedShape = z.strictObject({
  tier: z.literal([0, 1, 2, 3, 4] satisfies Tier[]),
  approvers: z.int().min(0).max(approversMax),
  blastRadius: Radius,
  assetClass: text(64),
  classSize: count,
  inventory: text(255),
  orders: text(255),
  allowed: z.boolean(),
  because: z.array(text(2_000)).max(64),
});

const ActionShape = z.strictObject({
  id: z.string().regex(/^c-[1-9]\d{0,15}$/),
  tenant: text(63),
  case: z.strictObject({
    world: text(255),
    id: text(255),
    revision: text(255),
    title: text(1_000),
    owner: z.custom<Person>((name) => typeof name === "string" && isPerson(name)).optional(),
  }),
  verb: z.enum(containmentVerbs as [(typeof containmentVerbs)[number]]),
  target: Handle,
  effector: text(63),
  parameters: z.record(text(64), z.union([text(255), z.number(), z.boolean()])),
  severity: z.enum(severities),
  rules: z.array(text(300)).min(1).max(1_000),
  sources: z.array(text(300)).min(1).max(1_000),
  evidence: z.array(z.strictObject({ id: text(255), digest })).max(1_000),
  assessed: AssessedShape,
  releaseAfterMs: z.int().min(1).nullable(),
  expiresAtMs: moment,
  nonce: z.string().regex(/^[A-Za-z0-9_-]{16,128}$/),
});

/** Why this is no action that may come into the record, in words; undefined for one that is. Never throws. */
export function malformation(action: ContainmentAction): string | undefined {
  const read = ActionShape.safeParse(action);
  if (!read.success)
    return read.error.issues
      .slice(0, 3)
      .map(({ path, message }) => `${path.join(".") || "it"}: ${message}`)
      .join("; ");
  const canonical = canonicalTextIfAny(action);
  if (canonical === undefined) return "it holds half a character, and so has no digest";
  return canonical.length > actionLengthMax ? `it is longer than ${actionLengthMax} characters` : undefined;
}

/** Whether the id of a target says its kind, and a file or process its machine. */
export function isWellNamed(target: { readonly kind: TargetKind; readonly id: string; readonly host?: string }): boolean {
  const isOnHost = target.kind === "file" || target.kind === "process";
  return target.id.startsWith(`${target.kind}:`) && target.id.length > target.kind.length + 1 && isOnHost === (target.host !== undefined);
}
