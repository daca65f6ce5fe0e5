import { z } from "zod";
import { entityTypes } from "../../core/regulation/words.ts";
import { count, time } from "./common.ts";
import { mark, RegulationPack, regime, word } from "./regulation-shapes.ts";

/** What is kept in registers, oldest first. */
export const RegulationRegisters = z.strictObject({
  at: time,
  notice: z.string(),
  /** GDPR Art. 33(5): every breach of personal data, reported or not. */
  breaches: z.array(
    z.strictObject({
      caseId: z.string(),
      title: z.string(),
      opened: time,
      facts: z.string(),
      effects: z.string(),
      remedy: z.string(),
      reported: z.boolean(),
      because: z.string(),
    }),
  ),
  /** Incidents that a person classified as reportable, by regime. */
  incidents: z.array(
    z.strictObject({
      caseId: z.string(),
      title: z.string(),
      regime,
      called: z.string(),
      at: time,
      by: z.string(),
      submitted: z.array(z.string()),
    }),
  ),
  /** Every monthly look, also those that found nothing. */
  recurrences: z.array(
    z.strictObject({
      month: z.string(),
      at: time,
      looked: count,
      /** Of those, how many name no root cause group and could not be compared. */
      without: count,
      groups: z.array(z.strictObject({ group: z.string(), cases: z.array(z.string()) })),
    }),
  ),
  holds: z.array(z.strictObject({ world: z.string(), scope: z.string(), by: z.string(), because: z.string(), at: time })),
  erasures: z.array(z.strictObject({ world: z.string(), streams: z.array(z.string()), by: z.string(), because: z.string(), at: time })),
  outages: z.array(z.strictObject({ from: time, to: time, minutes: z.number() })),
});

/** Which regimes an operator's words bring with them, and to whom reports go as the operator says. */
export const RegulationObligations = z.strictObject({
  notice: z.string(),
  entity: z.array(z.enum(entityTypes)),
  memberStates: z.array(z.string()),
  packs: z.array(RegulationPack),
  rows: z.array(
    z.strictObject({
      regime,
      stage: word,
      title: z.string(),
      article: z.string(),
      mark,
      applies: z.boolean(),
      because: z.string(),
      says: z.string(),
      /** Whether a weekend or bank holiday moves it for this operator. */
      noon: z.boolean(),
    }),
  ),
  authorities: z.array(z.strictObject({ regime, name: z.string(), reached: z.string() })),
});
