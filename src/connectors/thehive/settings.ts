import { z } from "zod";
import { reachedAt } from "../kit/define.ts";

const oneLine = (lengthMax: number) =>
  z
    .string()
    .min(1)
    .max(lengthMax)
    .regex(/^[^\p{Cc}]+$/u, "takes one line of text");
const verdicts = z.enum(["true-positive", "benign", "false-positive"]);

/** What watchkeeper.yaml says of a TheHive. */
export const Settings = z.strictObject({
  ...reachedAt,
  /** The organisation, where the account belongs to several. */
  organisation: oneLine(120).optional(),
  /** The status with which we close an alert that nobody made a case of. */
  "alert-closed": oneLine(64).default("Ignored"),
  /** The statuses with which we close a case, by our verdict. */
  "case-closed": z
    .record(oneLine(64), oneLine(64))
    .default({ "true-positive": "TruePositive", "false-positive": "FalsePositive", benign: "Other" }),
  /** Which verdict each status stands for; one that is not here stands for none. */
  "closure-codes": z.record(oneLine(64), verdicts).default({ TruePositive: "true-positive", FalsePositive: "false-positive" }),
});
/** Checked settings. */
export type HiveSettings = z.output<typeof Settings>;
