import { z } from "zod";
import { reachedAt } from "../kit/define.ts";

const word = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[^\p{Cc}]+$/u, "takes one line of text");

/** What watchkeeper.yaml says of a DFIR-IRIS. */
export const Settings = z.strictObject({
  ...reachedAt,
  /** The number of the customer that alerts belong to. */
  customer: z.int().min(1).max(1_000_000_000).default(1),
  /** The resolutions with which we close, by our verdict, as IRIS names them. */
  resolutions: z.record(word, word).default({
    "true-positive": "True Positive With Impact",
    "false-positive": "False Positive",
    benign: "Not Applicable",
  }),
  /** Which verdict each resolution stands for; one that is not here stands for none. */
  "closure-codes": z.record(word, z.enum(["true-positive", "benign", "false-positive"])).default({
    "True Positive With Impact": "true-positive",
    "True Positive Without Impact": "true-positive",
    "False Positive": "false-positive",
  }),
});
/** Checked settings. */
export type IrisSettings = z.output<typeof Settings>;
