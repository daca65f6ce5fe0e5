import { z } from "zod";
import { categories } from "../../src/core/alert/category.ts";
import { severities } from "../../src/core/alert/severity.ts";
import { observableRoles, observableTypes } from "../../src/core/observable/observable.ts";
import { verdicts } from "../../src/core/verdict/verdict.ts";
import type { Mention, Played } from "../../src/redteam/records/recording.ts";
import { isoOf } from "../../src/redteam/records/time.ts";

/** Records of one file, as their numbers: `"3"`, or `"3-9,12"` for many. Counted from 1 as the reader of that file counts. */
const Records = z.strictObject({ path: z.string(), numbers: z.string().regex(/^\d+(-\d+)?(,\d+(-\d+)?)*$/) });

/** One step of a part: what happened, in order. */
const Step = z.strictObject({
  step: z.string(),
  says: z.string(),
  technique: z.string().optional(),
  tactic: z.string().optional(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  records: z.array(Records).min(1),
});

/** What an investigation should conclude about a part. Several categories mean that any of them is right. */
const Expectation = z.strictObject({
  verdicts: z.array(z.enum(verdicts)).min(1),
  severities: z.array(z.enum(severities)).min(1),
  categories: z.array(z.enum(categories)).min(1),
  /** Absent where both a closed and an escalated case are right. */
  escalated: z.boolean().optional(),
});

/**
 * One thread of the day. `intrusion`: real, must be escalated as one case. `twin`: looks like it, is allowed work.
 * `minor`: real, small. `false-alarm`: alerts about nothing, must be closed or marked.
 */
const Part = z.strictObject({
  part: z.string(),
  kind: z.enum(["intrusion", "twin", "minor", "false-alarm"]),
  summary: z.string(),
  because: z.string(),
  expect: Expectation,
  entities: z.array(z.strictObject({ type: z.enum(observableTypes), value: z.string(), role: z.enum(observableRoles) })),
  chain: z.array(Step).min(1),
});

/** The ground truth of a scenario. */
export const Truth = z.strictObject({
  scenario: z.string(),
  seed: z.int(),
  records: z.int(),
  ordinary: z.int(),
  parts: z.array(Part).min(1),
});
export type Truth = z.infer<typeof Truth>;

/** A part as its author tells it; the records and times of its steps come from the recording. */
export type PartStory = Omit<z.infer<typeof Part>, "chain"> & {
  readonly chain: readonly { readonly step: string; readonly says: string; readonly technique?: string; readonly tactic?: string }[];
};

/** Joins the stories with what was recorded. Throws when a told step left no record, or a recorded one is not told. */
export function truthOf(scenario: { name: string; seed: number; stories: readonly PartStory[]; played: Played }): Truth {
  const { name, seed, stories, played } = scenario;
  const told = new Set(stories.flatMap(({ part, chain }) => chain.map(({ step }) => `${part}/${step}`)));
  for (const mark of played.mentions.keys()) if (!told.has(mark)) throw new Error(`the truth does not tell of "${mark}"`);
  const parts = stories.map((story) => ({
    ...story,
    chain: story.chain.map((step) => stepOf(step, played.mentions.get(`${story.part}/${step.step}`))),
  }));
  return { scenario: name, seed, records: played.records, ordinary: played.ordinary, parts };
}

function stepOf(step: PartStory["chain"][number], mentions: readonly Mention[] | undefined): z.infer<typeof Step> {
  if (!mentions?.length) throw new Error(`no record of the step "${step.step}"`);
  const times = mentions.map(({ timeMs }) => timeMs);
  const paths = [...new Set(mentions.map(({ path }) => path))].sort();
  const records = paths.map((path) => ({
    path,
    numbers: rangesOf(mentions.filter((mention) => mention.path === path).map(({ record }) => record)),
  }));
  const { step: id, says, technique, tactic } = step;
  return {
    step: id,
    says,
    ...(technique ? { technique } : {}),
    ...(tactic ? { tactic } : {}),
    from: isoOf(Math.min(...times)),
    to: isoOf(Math.max(...times)),
    records,
  };
}

function rangesOf(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(",");
}

/** The numbers that a `Records` text stands for. */
export function numbersOf(text: string): number[] {
  return text.split(",").flatMap((range) => {
    const [from = 0, to = from] = range.split("-").map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}

/** The step, as `part/step`, that each record belongs to, by `path#number`. Records of nobody's story are absent. */
export function marksOf(truth: Truth): Map<string, string> {
  const marks = new Map<string, string>();
  for (const { part, chain } of truth.parts)
    for (const { step, records } of chain)
      for (const { path, numbers } of records) for (const number of numbersOf(numbers)) marks.set(`${path}#${number}`, `${part}/${step}`);
  return marks;
}
