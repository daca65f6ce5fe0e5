import { z } from "zod";
import { reachedAt } from "../kit/define.ts";

const oneLine = (lengthMax: number) =>
  z
    .string()
    .min(1)
    .max(lengthMax)
    .regex(/^[^\p{Cc}]+$/u, "takes one line of text");

/** What watchkeeper.yaml says of a Jira. */
export const Settings = z.strictObject({
  ...reachedAt,
  /** The account's address, which signs in with an API token. */
  user: oneLine(255),
  /** The project's key: "SEC". */
  project: z.string().regex(/^[A-Z][A-Z0-9_]{1,31}$/, "takes a project's key, like SEC"),
  "issue-type": oneLine(60).default("Task"),
  /** The transition that ends an issue, by its name in the project's workflow. */
  "close-transition": oneLine(120).default("Done"),
  /** The resolution that is set with it, where the transition has that field. */
  resolution: oneLine(120).optional(),
  /** The project's priorities for our severities, where issues have that field. */
  priorities: z.partialRecord(z.enum(["informational", "low", "medium", "high", "critical"]), oneLine(60)).default({}),
  /** Which verdict each resolution (or status, where there is none) stands for; one that is not here stands for none. */
  "closure-codes": z.record(oneLine(120), z.enum(["true-positive", "benign", "false-positive"])).default({}),
});
/** Checked settings. */
export type JiraSettings = z.output<typeof Settings>;
