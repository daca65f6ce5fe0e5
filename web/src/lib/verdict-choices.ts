import type { z } from "zod";
import type { personsVerdict } from "../../../src/server/contract/case-act.ts";

/** A verdict as a person gives it. */
export type PersonsVerdict = z.infer<typeof personsVerdict>;

/** What a person may say of a case, and what each means. */
export const verdictChoices: readonly (readonly [PersonsVerdict, string])[] = [
  ["true-positive", "true positive: it is malicious"],
  ["benign", "benign: the alert was right, the activity is allowed"],
  ["false-positive", "false positive: the alert was wrong"],
];
