import { z } from "zod";
import { severities } from "../alert/severity.ts";
import { observableRoles, observableTypes } from "../observable/observable.ts";
import { readPath } from "./path.ts";

const pathsMax = 16;
const mapEntriesMax = 200;
const observablesMax = 50;
const short = z.string().max(1_024);

const MappingPathText = z
  .string()
  .max(256)
  .refine(
    (text) => readPath(text) !== undefined,
    'takes a path, as alert.rule.name, hosts[0], labels["app.name"], or $.title for the whole message',
  );

/** What a field of the alert is made of: the first path that holds something, a fixed text, or a text with paths in braces. */
const Value = z.union([
  MappingPathText.transform((path) => ({ paths: [path] })),
  z.strictObject({
    paths: z.array(MappingPathText).min(1).max(pathsMax),
    /** Their words to ours, compared without regard to case. */
    map: z
      .record(short, short)
      .refine((map) => Object.keys(map).length <= mapEntriesMax, "takes 200 words")
      .optional(),
    otherwise: short.optional(),
  }),
  z.strictObject({ text: short }),
  z.strictObject({ template: z.string().max(4_096) }),
]);

/** How times are written; `received` takes the time at which the message came where it says none. */
const Time = z.strictObject({
  paths: z.array(MappingPathText).max(pathsMax).default([]),
  format: z.enum(["iso", "seconds", "milliseconds", "microseconds", "nanoseconds"]).default("iso"),
  otherwise: z.literal("received").optional(),
});

/**
 * How any JSON becomes our plain alert line: which fields, from where. It is data without expressions. `each` leads to the list whose elements are the
 * alerts; without it the whole message is one. `only-if` leaves out elements whose value is not among the given ones.
 */
export const AlertMapping = z.strictObject({
  each: MappingPathText.optional(),
  "only-if": z.strictObject({ path: MappingPathText, is: z.array(short).min(1).max(pathsMax) }).optional(),
  source: Value,
  title: Value,
  time: Time,
  id: Value.optional(),
  description: Value.optional(),
  severity: Value.optional(),
  "severity-otherwise": z.enum(severities).default("medium"),
  rule: Value.optional(),
  host: Value.optional(),
  user: Value.optional(),
  techniques: z.array(MappingPathText).max(pathsMax).default([]),
  observables: z
    .array(z.strictObject({ path: MappingPathText, type: z.enum(observableTypes), role: z.enum(observableRoles).optional() }))
    .max(observablesMax)
    .default([]),
});
export type AlertMapping = z.output<typeof AlertMapping>;
/** What one field of the alert is made of. */
export type MappedValue = z.output<typeof Value>;
