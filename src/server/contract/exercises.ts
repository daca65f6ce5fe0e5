import { z } from "zod";
import { ExerciseOrder } from "../../core/configuration/exercise.ts";
import { ExercisePlayed } from "../../core/exercise/exercise.ts";
import { time, whole } from "./common.ts";
import { operation } from "./operation.ts";

const rowsMax = 200;

/** One exercise with its figures: counts of what was seen, of how many. */
export const ExerciseLine = ExercisePlayed.omit({ type: true, atMs: true }).extend({ at: time });

/** What exercises found on this installation, and when the next one is played. */
export const Exercises = z.strictObject({
  /** Null where none is scheduled: `redteam` in the configuration says when. */
  schedule: ExerciseOrder.extend({ nextAt: time }).nullable(),
  /** What has to be told: the last one went against a promise, or could not be played; null where there is nothing. */
  notice: z.string().nullable(),
  /** The last one that was due and could not be played. */
  notPlayed: z.strictObject({ at: time, because: z.string() }).nullable(),
  /** The newest first. */
  exercises: z.array(ExerciseLine),
});

/** Looking at what `watchkeeper redteam` found over time. */
export const exerciseOperations = {
  listExercises: operation({
    method: "GET",
    path: "/api/v1/exercises",
    operation: "listExercises",
    summary: "what exercises with hostile text found on this installation, the newest first, and when the next one is played",
    tag: "service",
    right: "read",
    query: z.strictObject({ limit: whole(1, rowsMax).default(20) }),
    answer: Exercises,
  }),
} as const;
