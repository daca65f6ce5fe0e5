import { z } from "zod";
import { reachedAt } from "../kit/define.ts";

const oneLine = (lengthMax: number) =>
  z
    .string()
    .min(1)
    .max(lengthMax)
    .regex(/^[^\p{Cc}]+$/u, "takes one line of text");
const column = z.string().regex(/^[a-z][a-z0-9_]{0,79}$/, "takes the name of a column, like assignment_group");
const table = z.string().regex(/^[a-z][a-z0-9_]{0,79}$/, "takes the name of a table, like cmdb_ci_computer");

/** What watchkeeper.yaml says of a ServiceNow. */
export const Settings = z.strictObject({
  ...reachedAt,
  /** The account that we sign in with, as `user_name` has it; what it writes is ours. */
  user: oneLine(80),
  /** Columns that your incidents need beside ours: `{assignment_group: <sys_id>, category: security}`. */
  fields: z.record(column, oneLine(255)).default({}),
  /** The resolution code with which we close. */
  "close-code": oneLine(120).default("Solution provided"),
  /** Which verdict each resolution code stands for; one that is not here stands for none. */
  "closure-codes": z.record(oneLine(120), z.enum(["true-positive", "benign", "false-positive"])).default({}),
  /** The class of configuration items that are machines; classes below it are read with it. */
  "cmdb-table": table.default("cmdb_ci_computer"),
});
/** Checked settings. */
export type NowSettings = z.output<typeof Settings>;
