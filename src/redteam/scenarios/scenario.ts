import type { ExerciseWorld } from "../bases/base-case.ts";

/** An attack of several steps that must be brought to a person, and its twin: ordinary work that leaves traces of the same kinds. */
export type AttackScenario = {
  readonly id: string;
  readonly trade: string;
  /** Quiet: few records, tools that everybody has, pauses. Noisy: many records in a short time. */
  readonly loudness: "quiet" | "noisy";
  readonly attack: ExerciseWorld;
  readonly twin: ExerciseWorld;
};
