import { parse } from "yaml";
import { z } from "zod";
import { type Dataset, datasets, emptyFields, type FieldValue, type TelemetryEvent } from "../../core/event/event.ts";
import { openCorrelator } from "../sigma/correlator.ts";
import type { CompiledRuleSet } from "../sigma/rule-set.ts";

/** Bounds of one samples file. `eventsMax` counts the events that one sample unfolds to. */
export const sampleLimits = { bytesMax: 1_048_576, samplesMax: 100, stepsMax: 500, eventsMax: 5_000 } as const;

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const SampleFields = z.record(z.string(), z.union([scalar, z.array(scalar)]));
const LogSource = z.strictObject({ product: z.string().optional(), service: z.string().optional(), category: z.string().optional() });

/** One step of a sequence: an event `at` so many seconds, repeated `times` with `every` seconds between; `vary` numbers the values of these fields. */
const Step = z.strictObject({
  at: z.number().min(0),
  times: z.int().min(1).max(sampleLimits.eventsMax).default(1),
  every: z.number().min(0).default(1),
  vary: z.array(z.string()).default([]),
  fields: SampleFields,
});

const Sample = z
  .strictObject({
    says: z.string().min(3),
    "log-source": LogSource.optional(),
    fields: SampleFields.optional(),
    sequence: z.array(Step).min(1).max(sampleLimits.stepsMax).optional(),
  })
  .refine(({ fields, sequence }) => (fields === undefined) !== (sequence === undefined), 'write either "fields" or "sequence"');
/** One sample as parsed: either the `fields` of a single event or the `sequence` of steps that a correlation needs, never both. */
export type Sample = z.infer<typeof Sample>;

/** The file beside a rule: events that must fire it, and near-misses that must not. */
export const RuleSamples = z.strictObject({
  rule: z.uuid(),
  dataset: z.enum(datasets),
  "log-source": LogSource,
  fires: z.array(Sample).min(1).max(sampleLimits.samplesMax),
  silent: z.array(Sample).min(1).max(sampleLimits.samplesMax),
});
export type RuleSamples = z.infer<typeof RuleSamples>;

/** A sample that the rule judged otherwise than it should. */
export type Misjudged = { readonly should: "fire" | "stay silent"; readonly says: string };

/** Reads a samples file. Throws an error naming the field when the text is not one. */
export function readSamples(text: string): RuleSamples {
  if (text.length > sampleLimits.bytesMax) throw new Error(`longer than ${sampleLimits.bytesMax} characters`);
  return RuleSamples.parse(parse(text, { maxAliasCount: 0 }));
}

/** Every sample of a file that its rule judges wrongly; empty when the rule keeps its promise. Detections and correlations alike. */
export function misjudged(rules: CompiledRuleSet, samples: RuleSamples): Misjudged[] {
  const wrong = (should: Misjudged["should"]) => (sample: Sample) =>
    fires(rules, samples, sample) === (should === "fire") ? [] : [{ should, says: sample.says }];
  return [...samples.fires.flatMap(wrong("fire")), ...samples.silent.flatMap(wrong("stay silent"))];
}

function fires(rules: CompiledRuleSet, samples: RuleSamples, sample: Sample): boolean {
  const correlator = openCorrelator(rules);
  const fired = new Set<string>();
  for (const event of eventsOf(samples, sample)) {
    const matches = rules.match(event);
    for (const { rule } of matches) fired.add(rule.id);
    for (const { rule } of correlator.push(event, matches)) fired.add(rule.id);
  }
  for (const { rule } of correlator.end()) fired.add(rule.id);
  return fired.has(samples.rule);
}

/** The events that a sample describes, in time order, beginning at a fixed moment. */
export function eventsOf(samples: RuleSamples, sample: Sample): TelemetryEvent[] {
  const steps = sample.sequence ?? [{ at: 0, times: 1, every: 0, vary: [], fields: sample.fields ?? {} }];
  const events = steps.flatMap(({ at, times, every, vary, fields }) =>
    Array.from({ length: times }, (_, index) => {
      const filled = filledWith(fields);
      for (const name of times > 1 ? vary : []) filled[name] = `${String(filled[name] ?? "")}-${index + 1}`;
      return eventOf(samples, sample, filled, startMs + Math.round((at + index * every) * 1_000));
    }),
  );
  if (events.length > sampleLimits.eventsMax) throw new Error(`"${sample.says}" unfolds to more than ${sampleLimits.eventsMax} events`);
  return events.sort((a, b) => a.timeMs - b.timeMs);
}

// An arbitrary Monday; only differences matter.
const startMs = 1_767_600_000_000;

function filledWith(fields: Readonly<Record<string, FieldValue>>): Record<string, FieldValue> {
  return Object.assign(emptyFields(), fields);
}

function eventOf(samples: RuleSamples, sample: Sample, fields: Record<string, FieldValue>, timeMs: number): TelemetryEvent {
  const given = sample["log-source"] ?? samples["log-source"];
  const logSource = {
    ...(given.product === undefined ? {} : { product: given.product }),
    ...(given.service === undefined ? {} : { service: given.service }),
    ...(given.category === undefined ? {} : { category: given.category }),
  };
  const { channel, action } = placeOf(samples.dataset, fields, logSource.service ?? "");
  return {
    timeMs,
    dataset: samples.dataset,
    channel,
    action,
    host: "sample",
    fields,
    source: { path: "sample", record: 1, digest: "" },
    logSource,
  };
}

const textOf = (value: FieldValue | undefined) => (value === undefined || value === null ? "" : String(value));

// What the readers put into an event's channel and action, by dataset.
function placeOf(dataset: Dataset, fields: Record<string, FieldValue>, service: string): { channel: string; action: string } {
  switch (dataset) {
    case "windows":
      return { channel: textOf(fields.Channel), action: textOf(fields.EventID) };
    case "cloudtrail":
      return { channel: textOf(fields.eventSource), action: textOf(fields.eventName) };
    case "suricata":
      return { channel: textOf(fields.event_type), action: textOf(fields.event_type) };
    case "zeek":
      return { channel: service, action: service };
    case "syslog":
      return { channel: textOf(fields.program), action: "message" };
    case "mail":
      return { channel: "mail", action: "received" };
    default:
      return { channel: service, action: service };
  }
}
