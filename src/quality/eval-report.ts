import { z } from "zod";

const interval = z.tuple([z.number(), z.number()]);

/** One figure as `eval --json` prints it; the shape of `Figure`. */
export const ReportedFigure = z.strictObject({
  suite: z.string(),
  figure: z.string(),
  unit: z.enum(["share", "score"]),
  better: z.enum(["higher", "lower"]),
  value: z.number(),
  interval,
  method: z.enum(["clopper-pearson", "bootstrap"]),
  of: z.int(),
  right: z.int().optional(),
  baseline: z.number().optional(),
  goal: z.number().optional(),
  floor: z.number().optional(),
  /** Whether the interval's worse end reaches the goal; absent where there is none. */
  met: z.boolean().optional(),
});
export type ReportedFigure = z.infer<typeof ReportedFigure>;

/** One suite of a report: it ran, or it did not and says why. `seconds` is wall time and left out of what is stored. */
export const ReportedSuite = z.strictObject({
  name: z.string(),
  status: z.enum(["ran", "not-run", "failed"]),
  because: z.string().optional(),
  seconds: z.number().optional(),
  seed: z.int().optional(),
  quick: z.boolean(),
  measures: z.string().optional(),
  looks: z.string().optional(),
  weak: z.array(z.string()),
  notes: z.array(z.string()),
});
export type ReportedSuite = z.infer<typeof ReportedSuite>;

/** What `watchkeeper eval --json` prints and `docs/quality.json` keeps. */
export const EvalReport = z.strictObject({
  schema: z.literal("watchkeeper/eval@1"),
  version: z.string(),
  suites: z.array(ReportedSuite),
  figures: z.array(ReportedFigure),
});
export type EvalReport = z.infer<typeof EvalReport>;

type Bounded = { readonly interval: readonly [number, number]; readonly better: "higher" | "lower" };

/** The end of the interval that counts: the lower where more is better, the upper where less is. */
export function worseEnd({ interval: [low, high], better }: Bounded): number {
  return better === "higher" ? low : high;
}

/** Whether a figure reaches its goal with the interval's worse end; undefined where no goal is set. */
export function isMet(figure: Bounded & { readonly goal?: number | undefined }): boolean | undefined {
  if (figure.goal === undefined) return undefined;
  return figure.better === "higher" ? worseEnd(figure) >= figure.goal : worseEnd(figure) <= figure.goal;
}

/** Replaces the suites that were measured anew, in the order that `names` gives; suites that did not run keep what was stored. */
export function mergedReport(stored: EvalReport | undefined, fresh: EvalReport, names: readonly string[]): EvalReport {
  const measured = new Set(fresh.suites.filter(({ status }) => status === "ran").map(({ name }) => name));
  const place = (name: string) => (names.indexOf(name) + names.length + 1) % (names.length + 1);
  const kept = (stored?.suites ?? []).filter(({ name }) => !measured.has(name) && names.includes(name));
  const suites = [...kept, ...fresh.suites.filter(({ name }) => measured.has(name)).map(withoutTime)];
  const figures = [
    ...(stored?.figures ?? []).filter(({ suite }) => !measured.has(suite) && names.includes(suite)),
    ...fresh.figures.filter(({ suite }) => measured.has(suite)),
  ];
  return {
    schema: "watchkeeper/eval@1",
    version: fresh.version,
    suites: suites.toSorted((a, b) => place(a.name) - place(b.name)),
    figures: figures.toSorted((a, b) => place(a.suite) - place(b.suite)),
  };
}

function withoutTime({ seconds: _, ...suite }: ReportedSuite): ReportedSuite {
  return suite;
}
