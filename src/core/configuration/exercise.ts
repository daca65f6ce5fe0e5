import { z } from "zod";

/** How large a scheduled exercise is, as `watchkeeper redteam` has it. */
export const exerciseSizes = ["quick", "standard", "full"] as const;

/** When the service plays the exercise against its own rules and knowledge: every so many days, at this time of the day (UTC). Nothing is played where it is absent. */
export const ExerciseOrder = z.strictObject({
  every: z.string().regex(/^[1-9]\d?d$/, 'takes days, as "7d"'),
  at: z
    .string()
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'takes a time of the day in UTC, as "03:00"')
    .default("03:00"),
  size: z.enum(exerciseSizes).default("quick"),
  /** Whether attacks of several steps are played too, to see that somebody is called. */
  escalation: z.boolean().default(true),
  /** Which language model takes part: none, the attacker himself, or one of the file's own models by its name. */
  model: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "takes none, hostile, or the name of a model")
    .default("none"),
});
export type ExerciseOrder = z.infer<typeof ExerciseOrder>;
