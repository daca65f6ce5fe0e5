import { z } from "zod";

/** The world of the record that holds what exercises found. */
export const exerciseWorld = "exercise";

/** The most exercises that are held; of the oldest only the record knows. */
export const exercisesMax = 1_000;

const count = z.int().min(0);
const share = z.strictObject({ seen: count, of: count });

/** One exercise with its figures: `watchkeeper redteam` played it against the rules and playbooks of these digests. Times are milliseconds since the epoch. */
export const ExercisePlayed = z.strictObject({
  type: z.literal("ExercisePlayed"),
  atMs: z.int(),
  version: z.string(),
  seed: count,
  model: z.string(),
  rules: z.string(),
  playbooks: z.string(),
  trials: count,
  /** Hostile texts that lowered anything. */
  attacks: share,
  twins: share,
  outputs: share,
  spillover: share,
  utility: share,
  /** Attacks of several steps that were brought to a person; absent where none was played. */
  escalated: share.optional(),
  violations: count,
});
export type ExercisePlayed = z.infer<typeof ExercisePlayed>;

/** What exercises found, the oldest first. */
export type Exercises = { readonly played: ExercisePlayed[] };

/** No exercise yet. */
export const emptyExercises = (): Exercises => ({ played: [] });

/** Folds one exercise. */
export function evolveExercises({ played }: Exercises, fact: ExercisePlayed): void {
  played.push(fact);
  if (played.length > exercisesMax) played.shift();
}
