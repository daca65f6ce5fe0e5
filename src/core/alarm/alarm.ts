import { z } from "zod";

/** The name of the world whose journal holds alarms; no investigation may have it. */
export const alarmWorld = "alarm";

/** Shares of settled cases that are watched, in words. */
export const watchedShares = ["escalated", "closed-by-agent", "insufficient-data", "true-positive"] as const;
/** One of `watchedShares`. */
export type WatchedShare = (typeof watchedShares)[number];

/** Sources of one reading, and alarms that are held. */
export const alarmLimits = { sourcesMax: 500, endedHeldMax: 200, decisionsHeldMax: 500 } as const;

const atMs = z.int();
const whole = z.int().min(0);
const ratio = z.number().min(0).max(1);

/** What an alarm is about: what a source hands over, or a share of what cases come to. */
export const AlarmAbout = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("source"), source: z.string().max(200) }),
  z.strictObject({ kind: z.literal("share"), share: z.enum(watchedShares) }),
]);
/** What an alarm is about. */
export type AlarmAbout = z.infer<typeof AlarmAbout>;

/** What was seen in a window and what was to be expected, with the chance of so little or so much if nothing changed. Of a source records, of a share parts of 1. */
export const AlarmFinding = z.strictObject({
  about: AlarmAbout,
  direction: z.enum(["falls", "rises"]),
  windowHours: z.number().min(1),
  observed: z.number().min(0),
  expected: z.number().min(0),
  chance: ratio,
});
/** A finding. */
export type AlarmFinding = z.infer<typeof AlarmFinding>;

/** The records that each source had handed over in all when an hour began. `onTime`: it was read when it began. */
const HourRead = z.strictObject({
  type: z.literal("HourRead"),
  hour: whole,
  onTime: z.boolean(),
  sources: z.array(z.strictObject({ source: z.string().max(200), accepted: whole })).max(alarmLimits.sourcesMax),
  atMs,
});
/** Something is out of the ordinary. `changes` are what was changed shortly before and may be why. */
const AlarmRaised = z.strictObject({
  type: z.literal("AlarmRaised"),
  id: z.string().regex(/^al-[1-9]\d{0,8}$/),
  finding: AlarmFinding,
  changes: z.array(z.string().max(40)).max(20),
  atMs,
});
/** It is as usual again. */
const AlarmEnded = z.strictObject({ type: z.literal("AlarmEnded"), id: z.string(), because: z.string().max(300), atMs });

/** What happened to alarms, in a journal of its own. */
export const AlarmEvent = z.discriminatedUnion("type", [HourRead, AlarmRaised, AlarmEnded]);
/** One fact about alarms. */
export type AlarmEvent = z.infer<typeof AlarmEvent>;
/** One fact, by its type. */
export type AlarmFact<Type extends AlarmEvent["type"]> = Extract<AlarmEvent, { type: Type }>;

/** An alarm with what became of it. */
export type Alarm = Omit<AlarmFact<"AlarmRaised">, "type" | "atMs"> & {
  readonly sinceMs: number;
  readonly ended: { readonly atMs: number; readonly because: string } | undefined;
};

/** Everything about alarms; `counts` are records by source and hour, as far back as is looked. The fold owns it. */
export type Alarms = {
  readonly counts: Map<string, Map<number, number>>;
  last: (Pick<AlarmFact<"HourRead">, "hour" | "onTime"> & { readonly accepted: ReadonlyMap<string, number> }) | undefined;
  /** By id, oldest first; of those that ended the newest. */
  readonly alarms: Map<string, Alarm>;
  numbered: number;
};

/** Before the first reading. */
export const emptyAlarms = (): Alarms => ({ counts: new Map(), last: undefined, alarms: new Map(), numbered: 0 });

/** What two findings share where they are about one thing. */
export const alarmKey = ({ about, direction }: Pick<AlarmFinding, "about" | "direction">): string =>
  `${about.kind} ${about.kind === "source" ? about.source : about.share} ${direction}`;

/** Alarms that go on. */
export const standingAlarms = ({ alarms }: Alarms): readonly Alarm[] => [...alarms.values()].filter(({ ended }) => !ended);
