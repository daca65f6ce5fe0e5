import { z } from "zod";
import { AlarmSettings } from "../alarm/settings.ts";

const minutes = z.int().min(0).max(10_000);

/** From which index of drift on the mix of verdicts is worth a look, and is another population. */
export const DriftLimits = z
  .strictObject({ watch: z.number().min(0.001).max(10).default(0.1), changed: z.number().min(0.001).max(10).default(0.25) })
  .refine(({ watch, changed }) => watch <= changed, '"watch" is at most "changed"');
/** Two limits of drift. */
export type DriftLimits = z.infer<typeof DriftLimits>;

/** What hours saved rest on: assumed where nobody says otherwise, not measured, and shown with the figure. */
export const HoursSaved = z.strictObject({
  "minutes-per-closed-alert": minutes.default(10),
  "minutes-per-prepared-case": minutes.default(30),
  "minutes-per-overruled-case": minutes.default(30),
});
/** The assumptions behind hours saved. */
export type HoursSaved = z.infer<typeof HoursSaved>;

/** How figures are made where there is a choice, and when a rate is told as out of the ordinary. */
export const FiguresOrder = z.strictObject({
  alarms: AlarmSettings.prefault({}),
  drift: DriftLimits.prefault({}),
  "hours-saved": HoursSaved.prefault({}),
});
/** How figures are made. */
export type FiguresOrder = z.infer<typeof FiguresOrder>;
