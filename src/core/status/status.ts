import { z } from "zod";
import { Accounting } from "../assessment/assessment.ts";
import { containmentVerbs } from "../containment/action.ts";

const time = z.iso.datetime();
const count = z.int().min(0);

/** One investigation's ledger over alerts; `damaged` says why it cannot be told, `erased` that people erased it. */
export const WorldStatus = z.union([
  z.strictObject({ world: z.string(), finished: z.boolean(), cases: count, accounting: Accounting, balanced: z.boolean() }),
  z.strictObject({ world: z.string(), damaged: z.string() }),
  z.strictObject({ world: z.string(), erased: z.string() }),
]);
export type WorldStatus = z.infer<typeof WorldStatus>;

/** What a stop covers, who stopped it, and who has asked to go on. */
export const StopStatus = z.strictObject({
  scope: z.string(),
  by: z.string(),
  because: z.string(),
  at: time,
  resumeAskedBy: z.array(z.string()).readonly(),
});
export type StopStatus = z.infer<typeof StopStatus>;

/** Where actions stand, for lists of them: people are asked, it is under way or in force (or may be), or it is over. */
export const stands = ["waiting", "standing", "over"] as const;

/** What a person can do with a containment action. */
export const deeds = ["approve", "break-glass", "reject", "undo", "after-action"] as const;
/** One of them. */
export type Deed = (typeof deeds)[number];

/** One containment action in one line. */
export const ActionLine = z.strictObject({
  id: z.string(),
  verb: z.enum(containmentVerbs),
  target: z.string(),
  effector: z.string(),
  status: z.string(),
  stands: z.enum(stands),
  tier: z.int().min(0).max(4),
  approvals: count,
  approvers: count,
  /** When a proposal that nobody answers counts as rejected; null once it was answered. */
  expiresAt: time.nullable(),
  /** Enough people have approved, as far as the record tells: the next pass begins it. */
  approved: z.boolean(),
  /** When it is released by itself; null where it is not in force, or stays until it is undone. */
  releaseAt: time.nullable(),
  /** When the product was last read about what took hold; null where nothing did. */
  readAt: time.nullable(),
  /** Who asked that it is taken back, where that is not done yet. */
  undoAskedBy: z.string().nullable(),
  /** Why it stands so, in one sentence. */
  says: z.string(),
});
export type ActionLine = z.infer<typeof ActionLine>;

/** The stop switch as both of its parts say: the file, which works when all else is down, and the record. Either stops. */
export const KillSwitch = z.strictObject({
  stopped: z.boolean(),
  /** The stop file: where it is looked for, which is null for whoever does not administer, and what it says while it stands. */
  file: z.strictObject({ place: z.string().nullable(), because: z.string().nullable() }),
  scopes: z.array(StopStatus),
  /** Calls to a product that were under way, and outcomes that nobody knows yet: a stop cannot take them back. */
  inFlight: z.array(ActionLine),
});
export type KillSwitch = z.infer<typeof KillSwitch>;

/** What is asked of `POST /api/stop`: why, who says so (no proof is asked of whoever stops), and of which effector; of all where none is named. */
export const StopRequest = z.strictObject({
  because: z.string().min(1).max(500),
  as: z
    .string()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N}.@_-]{0,99}$/u)
    .optional(),
  effector: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
    .optional(),
});
export type StopRequest = z.infer<typeof StopRequest>;

/** What a stop reached. One of `file` and `recorded` suffices for nothing to begin; `problem` says what the other one met. */
export const StopAnswer = z.strictObject({
  scope: z.string(),
  /** The stop file that stands now; null where only one effector was stopped, or it could not be written. */
  file: z.string().nullable(),
  recorded: z.boolean(),
  problem: z.string().nullable(),
  /** What was under way, as far as the record could be read. */
  inFlight: z.array(ActionLine),
});
export type StopAnswer = z.infer<typeof StopAnswer>;

/** What containment holds and waits for. */
export const ContainmentStatus = z.strictObject({
  orders: z.strictObject({
    /** The digest of the standing orders that two admins signed; null before the first. */
    adopted: z.string().nullable(),
    /** The digest of the orders as they are on disk now; null where they cannot be read. */
    configured: z.string().nullable(),
    /** Why they cannot be read. */
    problem: z.string().nullable(),
  }),
  counts: z.record(z.string(), count),
  /** Actions that are in force now, or may be. */
  inForce: count,
  waiting: z.array(ActionLine),
  breakers: z.array(z.strictObject({ assetClass: z.string(), says: z.string(), at: time })),
  /** How far the record's time is ahead of this machine's clock, milliseconds: a clock was set back. */
  clockAheadMs: count,
  /** Break-glass actions whose after-action record nobody has written. */
  afterActionMissing: z.array(z.string()),
});
export type ContainmentStatus = z.infer<typeof ContainmentStatus>;

/** How far the record of containment is written, and how far it is signed. */
export const RecordStatus = z.strictObject({
  entries: count,
  head: z.string(),
  /** The newest signed checkpoint; null where none was made. */
  checkpoint: z.strictObject({ size: count, root: z.string(), at: time.nullable(), witnessed: z.boolean() }).nullable(),
});
export type RecordStatus = z.infer<typeof RecordStatus>;

/** What `watchkeeper status --json` prints and `GET /api/status` answers. */
export const Status = z.strictObject({
  schema: z.literal("watchkeeper/status@1"),
  version: z.string(),
  at: time,
  accounting: z.strictObject({
    total: Accounting,
    /** False when any ledger does not add up or could not be read: that is itself an alarm. */
    balanced: z.boolean(),
    /** There are more investigations than were read. */
    more: z.boolean(),
    worlds: z.array(WorldStatus),
  }),
  killSwitch: KillSwitch,
  containment: ContainmentStatus,
  record: RecordStatus.nullable(),
  /** What somebody has to look at beside all of it: an exercise that found something, or could not be played. */
  notices: z.array(z.string()),
});
export type Status = z.infer<typeof Status>;
