import { z } from "zod";
import { reachedAt } from "../kit/define.ts";

const oneLine = (lengthMax: number) =>
  z
    .string()
    .min(1)
    .max(lengthMax)
    .regex(/^[^\p{Cc}]+$/u, "takes one line of text");

const states = ["open", "in-progress", "resolved", "closed"] as const;

/** What watchkeeper.yaml says of a Request Tracker. */
export const Settings = z.strictObject({
  ...reachedAt,
  /** The queue in which tickets are opened, by its name. */
  queue: oneLine(120),
  /** The account that we sign in with; what it writes is ours, and is never read back as somebody's words. */
  user: oneLine(120),
  /** The ticket's custom field in which people say how it ended; without it the status itself is the code. */
  "closure-field": oneLine(120).optional(),
  /** Which verdict each closure code stands for; a code that is not here stands for none. */
  "closure-codes": z.record(oneLine(120), z.enum(["true-positive", "benign", "false-positive"])).default({}),
  /** What statuses of your own lifecycle mean; those of RT's default one are known. */
  statuses: z.record(oneLine(64), z.enum(states)).default({}),
  /** The status that closes a ticket. */
  "resolved-status": oneLine(64).default("resolved"),
});
/** Checked settings. */
export type TrackerSettings = z.output<typeof Settings>;

const known: ReadonlyMap<string, (typeof states)[number]> = new Map([
  ["new", "open"],
  ["open", "in-progress"],
  ["stalled", "in-progress"],
  ["resolved", "resolved"],
  ["rejected", "closed"],
  ["deleted", "closed"],
]);

/** What a status means to us; one that nobody explained is work under way. */
export function stateOf(status: string, { statuses }: TrackerSettings): (typeof states)[number] {
  return (Object.hasOwn(statuses, status) ? statuses[status] : undefined) ?? known.get(status.toLowerCase()) ?? "in-progress";
}
