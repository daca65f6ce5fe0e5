import { z } from "zod";

/** An exercise that was due and could not be played, and why. Times are milliseconds since the epoch. */
export const ExerciseNotPlayed = z.strictObject({
  type: z.literal("ExerciseNotPlayed"),
  because: z.string().max(400),
  atMs: z.int(),
});
export type ExerciseNotPlayed = z.infer<typeof ExerciseNotPlayed>;
