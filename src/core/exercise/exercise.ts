import { z } from "zod";

/** The world of the record that holds what exercises found. */
export const exerciseWorld = "exercise";

/** The most exercises that are held; of the oldest only the record knows. */
export const exercisesMax = 1_000;

const count = z.int().min(0);
const share = z.strictObject({ seen: count, of: count });

const tradesMax = 100;
const techniquesMax = 1_000;

/** The figures of one trade in a drill: how often each kind of telling, and its benign twin, was brought to a person; medians of scenario time in milliseconds. */
export const DrilledTrade = z.strictObject({
  scenario: z.string().max(64),
  noisy: share,
  quiet: share,
  deceptive: share,
  twins: share,
  afterFirstRecordMs: z.number().optional(),
  afterFirstAlertMs: z.number().optional(),
});
export type DrilledTrade = z.infer<typeof DrilledTrade>;

/** What escalation drills found: over all trades, and of each. `unseen` are techniques that were used and named by no case of an attack. */
export const DrillFigures = z.strictObject({
  seeds: z.array(count).max(tradesMax),
  noisy: share,
  quiet: share,
  deceptive: share,
  twins: share,
  trades: z.array(DrilledTrade).max(tradesMax),
  unseen: z.array(z.string().max(16)).max(techniquesMax),
});
export type DrillFigures = z.infer<typeof DrillFigures>;

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
  /** The same by trade and kind; absent in records of before there were drills of several kinds. */
  drills: DrillFigures.optional(),
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
