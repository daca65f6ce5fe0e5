import { z } from "zod";

const count = z.int().min(0);
const share = z.number().min(0).max(1);
const interval = z.tuple([z.number(), z.number()]);

/** A figure without and with the model over the same cases, and how they differ: with the 95 % interval, null where nothing can be said. */
const Paired = z.strictObject({
  without: share,
  with: share,
  difference: z.number().min(-1).max(1),
  interval: interval.nullable(),
});

/** What one case took: the mean, the 95th percentile and the most. */
const Taken = z.strictObject({ mean: z.number().min(0), p95: z.number().min(0), max: z.number().min(0), total: z.number().min(0) });

/** What a model changed on some recordings. */
export const Compared = z.strictObject({
  /** Recordings that were investigated, of those that the suite has. */
  recordings: z.strictObject({ seen: count, of: count }),
  cases: count,
  /** Recordings on which nothing was raised: nothing for a model to look at, counted as told ordinary both ways. */
  nothingRaised: count,
  truth: z.strictObject({ attack: count, ordinary: count }),
  accuracy: Paired,
  /** Over the two classes; absent where every recording is of one. */
  macroF1: Paired.optional(),
  /** Cases that are closed without the model: no other can end otherwise with it. */
  closedWithout: count,
  /** Cases that ended otherwise with the model, with the exact 95 % interval of their share. */
  differ: z.strictObject({ seen: count, of: count, interval }),
  /** Cases that it handed to a person: of an attack, and of ordinary work. */
  raised: z.strictObject({ attack: count, ordinary: count }),
  /** What it added beside verdicts: texts read, questions of its choice that were answered, sentences tied to evidence. */
  added: z.strictObject({ readings: count, answers: count, sentences: count }),
  violations: count,
  firstViolations: z.array(z.strictObject({ recording: z.string(), case: z.string(), says: z.string() })),
  /** Cases that a model was asked about, and calls. */
  asked: count,
  calls: count,
  tokens: Taken,
  cost: Taken,
  /** Calls that came to nothing, and those that were not made, by role and reason, the most frequent first. */
  failures: z.array(z.strictObject({ role: z.string(), why: z.string(), count })),
});
export type Compared = z.infer<typeof Compared>;

/** One suite of a comparison: compared, or why not. */
export const ComparedSuite = z.strictObject({
  name: z.string(),
  status: z.enum(["compared", "never-investigates", "not-run", "failed"]),
  because: z.string().optional(),
  seconds: z.number().optional(),
  compared: Compared.optional(),
});
export type ComparedSuite = z.infer<typeof ComparedSuite>;

/** What `watchkeeper eval --model NAME --json` prints. */
export const ModelComparison = z.strictObject({
  schema: z.literal("watchkeeper/eval-model@1"),
  version: z.string(),
  model: z.strictObject({ name: z.string(), servers: z.array(z.string()), hosted: z.boolean(), currency: z.string().nullable() }),
  /** The most cases of each suite after which no recording is begun; null where all were to be. */
  casesMax: count.nullable(),
  seed: count,
  suites: z.array(ComparedSuite),
  /** All compared suites together; absent where fewer than two were. */
  all: Compared.optional(),
});
export type ModelComparison = z.infer<typeof ModelComparison>;
