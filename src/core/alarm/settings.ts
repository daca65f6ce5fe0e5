import { z } from "zod";

/** The windows over which a source is compared with its own usual rate, hours. */
export const alarmWindowsHours = [1, 4, 24] as const;
/** The most weeks that are looked back. */
export const alarmWeeksMax = 8;

/** When a rate is told as out of the ordinary. */
export const AlarmSettings = z.strictObject({
  /** On a stream that does not change, no more false alarms than this a month, of each source and of each rate. */
  "false-alarms-per-month": z.number().min(0.001).max(10).default(0.1),
  /** Weeks of a source that must be known before it is told silent, falling or rising. */
  "history-weeks-min": z.int().min(2).max(alarmWeeksMax).default(4),
  /** Days that must be known before a share of verdicts is told falling or rising. */
  "history-days-min": z.int().min(7).max(56).default(14),
});
export type AlarmSettings = z.infer<typeof AlarmSettings>;
