import { z } from "zod";

/** How much the organisation depends on it. */
export const criticalities = ["low", "medium", "high", "critical"] as const;

/** One machine as the inventory file knows it. Names compare without case; `addresses` are IP addresses or CIDR ranges. */
export const Asset = z.strictObject({
  name: z.string().min(1).max(255),
  aliases: z.array(z.string().max(255)).max(32).default([]),
  addresses: z.array(z.string().max(64)).max(64).default([]),
  criticality: z.enum(criticalities).default("medium"),
  role: z.string().max(64).default("unknown"),
  owner: z.string().max(255).optional(),
  service: z.string().max(255).optional(),
  "depends-on": z.array(z.string().max(255)).max(256).default([]),
  /** Other machines that do the same work, so that one of them may be missing. Said of one, it holds for both. */
  "redundant-with": z.array(z.string().max(255)).max(64).default([]),
  /** Accounts that its services run under. */
  "runs-as": z.array(z.string().max(255)).max(64).default([]),
  /** How many people work with it, where the usual hosts of identities do not tell. */
  users: z.int().min(0).max(10_000_000).optional(),
  protected: z.boolean().default(false),
});
export type Asset = z.infer<typeof Asset>;

/** One account as the inventory knows it. */
export const Identity = z.strictObject({
  name: z.string().min(1).max(255),
  aliases: z.array(z.string().max(255)).max(32).default([]),
  "display-name": z.string().max(255).optional(),
  role: z.string().max(64).default("unknown"),
  department: z.string().max(255).optional(),
  privileged: z.boolean().default(false),
  "usual-hosts": z.array(z.string().max(255)).max(64).default([]),
  /** How many sessions it holds as a rule, and how many people sign in with it; one of each where nothing is said. */
  sessions: z.int().min(0).max(1_000_000).optional(),
  users: z.int().min(0).max(10_000_000).optional(),
  protected: z.boolean().default(false),
});
export type Identity = z.infer<typeof Identity>;

/** An approved piece of work: who may do what on which machines, and when (ISO 8601, UTC). From the change calendar, not from telemetry. */
export const PlannedChange = z.strictObject({
  id: z.string().min(1).max(64),
  summary: z.string().max(500),
  from: z.iso.datetime({ offset: true }),
  to: z.iso.datetime({ offset: true }),
  assets: z.array(z.string().max(255)).max(1_000).default([]),
  identities: z.array(z.string().max(255)).max(1_000).default([]),
  activity: z.array(z.string().max(64)).max(32).default([]),
});
export type PlannedChange = z.infer<typeof PlannedChange>;

/** A named person's dated decision that the alerts of a rule are accepted as ordinary here. It ends by itself; `rule` is the rule's title or id. */
export const AcceptedRule = z.strictObject({
  rule: z.string().min(1).max(300),
  because: z.string().min(1).max(500),
  by: z.string().min(1).max(255),
  until: z.iso.datetime({ offset: true }),
});
export type AcceptedRule = z.infer<typeof AcceptedRule>;

/** The inventory file: JSON or YAML in this shape (CSV carries assets or identities only). */
export const Inventory = z.strictObject({
  /** When what the file says was last known to be true (ISO 8601, with its zone). Without it nobody knows how old the file is. */
  "as-of": z.iso.datetime({ offset: true }).optional(),
  assets: z.array(Asset).max(200_000).default([]),
  identities: z.array(Identity).max(500_000).default([]),
  changes: z.array(PlannedChange).max(50_000).default([]),
  accepted: z.array(AcceptedRule).max(10_000).default([]),
  /** The organisation's own domains and address ranges. */
  "own-domains": z.array(z.string().max(255)).max(1_000).default([]),
  "own-addresses": z.array(z.string().max(64)).max(1_000).default([]),
});
export type Inventory = z.infer<typeof Inventory>;
