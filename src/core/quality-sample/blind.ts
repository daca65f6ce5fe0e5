import { z } from "zod";
import { observableTypes } from "../observable/observable.ts";

/** The most of each kind that a blind case shows. */
export const blindMax = { alerts: 20, found: 60, assets: 30, observables: 60, textLength: 600 } as const;

const text = z.string().max(blindMax.textLength);
const time = z.int();

/**
 * What a reviewer sees of a case before they judge it: what was seen and found, and nothing of what the agent made of it. No verdict, no severity or
 * category that the agent gave, no weights, no reasons, no recommendation, no state, and no id by which the case could be looked up. All text is inert, and
 * much of it is from outside. Times are milliseconds since the epoch.
 */
export const BlindCase = z.strictObject({
  fromMs: time,
  toMs: time,
  alerts: z.array(z.strictObject({ atMs: time, product: text, rule: text.nullable(), title: text })).max(blindMax.alerts),
  /** How many alerts it has in all. */
  alertsTotal: z.int().min(1),
  assets: z
    .array(z.strictObject({ name: text, role: text, owner: text.nullable(), criticality: text, known: z.boolean() }))
    .max(blindMax.assets),
  observables: z.array(z.strictObject({ type: z.enum(observableTypes), value: text })).max(blindMax.observables),
  /** Answers to questions that were asked, in the order of asking. */
  found: z.array(z.strictObject({ question: text, says: text })).max(blindMax.found),
});
/** A case without what the agent made of it. */
export type BlindCase = z.infer<typeof BlindCase>;
