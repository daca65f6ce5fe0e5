import { z } from "zod";
import { reachedAt } from "../kit/define.ts";

/** A part of a search that the administrator wrote: indexes, source types, a macro. It is no place for pipes or subsearches. */
const base = z
  .string()
  .max(1_000)
  .regex(/^[^|[\]\r\n]{1,1000}$/, "takes what a search begins with, without pipes and brackets");
const index = z.string().regex(/^[a-z0-9_][a-z0-9_-]{0,79}$/, "takes the name of one index");

/** What is told about a Splunk; README.md says what each is for. `url` is the management port's. */
export const Settings = z.strictObject({
  ...reachedAt,
  events: base.default("index=*"),
  notables: base.default("`notable`"),
  "notable-index": index.default("notable"),
  close: z
    .array(z.enum(["benign", "false-positive"]))
    .max(2)
    .default([]),
  dispositions: z.boolean().default(false),
  collector: z
    .strictObject({ ...reachedAt, index: index.default("main"), "visible-seconds": z.int().min(0).max(20).default(5) })
    .optional(),
  "every-seconds": z.int().min(10).max(3_600).default(30),
  "look-back-hours": z.int().min(1).max(24).default(3),
  "late-days": z.int().min(1).max(90).default(7),
  "page-size": z.int().min(1).max(500).default(100),
});
export type SplunkSettings = z.output<typeof Settings>;
