import { ExercisePlayed, type Exercises, emptyExercises, evolveExercises } from "../../core/exercise/exercise.ts";
import { ExerciseNotPlayed } from "../../core/exercise/not-played.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import { openSealedLog } from "../sealed-log.ts";

/** The history of exercises, in the record. */
export type ExerciseRecord = {
  readonly state: Exercises;
  /** The last one that was due and could not be played; undefined where none was. */
  readonly failure: () => ExerciseNotPlayed | undefined;
  /** Durable and published when it returns. */
  readonly keep: (fact: ExercisePlayed | ExerciseNotPlayed) => Promise<void>;
  readonly refresh: () => Promise<void>;
};

/** Opens the journal of exercises, checks it and folds it. Refuses (`journal/…`). */
export async function openExercises(store: JournalStore, clock: Clock): Promise<ExerciseRecord> {
  const state = emptyExercises();
  let failure: ExerciseNotPlayed | undefined;
  const log = await openSealedLog<ExercisePlayed | ExerciseNotPlayed>(store, clock, {
    fold(fact) {
      if (fact.type === "ExercisePlayed") evolveExercises(state, fact);
      else failure = fact;
    },
    factOf,
    streamOf: () => "exercises",
    erased: "skip",
  });
  return {
    state,
    failure: () => failure,
    refresh: log.refresh,
    async keep(fact) {
      await log.decide(() => [fact]);
      await log.checkpoint({ witness: "may" });
    },
  };
}

function factOf(text: string): ExercisePlayed | ExerciseNotPlayed {
  const told = JSON.parse(text) as { readonly type?: unknown };
  return told.type === "ExerciseNotPlayed" ? ExerciseNotPlayed.parse(told) : ExercisePlayed.parse(told);
}
