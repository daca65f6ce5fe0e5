import { ExercisePlayed, type Exercises, emptyExercises, evolveExercises } from "../../core/exercise/exercise.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import { openSealedLog } from "../sealed-log.ts";

/** The history of exercises, in the record. */
export type ExerciseRecord = {
  readonly state: Exercises;
  /** Durable and published when it returns. */
  readonly keep: (played: ExercisePlayed) => Promise<void>;
};

/** Opens the journal of exercises, checks it and folds it. Refuses (`journal/…`). */
export async function openExercises(store: JournalStore, clock: Clock): Promise<ExerciseRecord> {
  const state = emptyExercises();
  const log = await openSealedLog<ExercisePlayed>(store, clock, {
    fold: (fact) => evolveExercises(state, fact),
    factOf: (text) => ExercisePlayed.parse(JSON.parse(text)),
    streamOf: () => "exercises",
    erased: "skip",
  });
  return {
    state,
    async keep(played) {
      await log.decide(() => [played]);
      await log.checkpoint({ witness: "may" });
    },
  };
}
