import type { Judged } from "./queries.ts";

export type SampleVerdict = Judged["judgements"][number]["verdict"];

/** What a reviewer may say of a sample, and what each means. */
export const sampleVerdicts: readonly (readonly [SampleVerdict, string, string])[] = [
  ["true-positive", "True positive", "it is malicious, or may do harm"],
  ["benign", "Benign", "the alert was right, the activity is allowed"],
  ["false-positive", "False positive", "the alert was wrong"],
  ["insufficient-data", "Insufficient data", "it cannot be told from what is here"],
];

/** What came of a sample, in words. */
export const outcomeWords: Readonly<Record<Judged["outcome"], readonly ["good" | "warn" | "bad" | "plain", string]>> = {
  waiting: ["plain", "waits"],
  clean: ["good", "nothing missed"],
  missed: ["bad", "missed threat"],
  undecided: ["warn", "undecided"],
  "let-go": ["plain", "let go"],
  "gold-found": ["good", "gold alert found"],
  "gold-overlooked": ["bad", "gold alert overlooked"],
};
