import { z } from "zod";
import { regulationLimits as limits } from "../../core/regulation/limits.ts";
import { valueTypes } from "../../core/regulation/pack.ts";
import {
  classifications,
  clockAlarms,
  clockStates,
  entityTypes,
  findings,
  marks,
  regimes,
  reportFieldStatuses,
} from "../../core/regulation/words.ts";
import { count, digest, time } from "./common.ts";

/** A name of a pack: a value, a stage. */
export const word = z.string().regex(/^[a-z0-9][a-z0-9-]{0,60}$/);
/** The name of a regime. */
export const regime = z.enum(regimes);
/** How sure an article is. */
export const mark = z.enum(marks);
/** A value of a worksheet; times as RFC 3339. */
export const value = z.union([
  z.boolean(),
  z.number(),
  z.string().max(limits.textLengthMax),
  z.array(z.string().max(limits.textLengthMax)).max(limits.listMax),
]);

/**
 * One clock. `due` is the deadline that counts, `statutoryDue` the same before it moved to a working day (`moved` says why). `provisional`: it may still become
 * another, since a person has not yet confirmed or classified what it rests on. `estimated`: it runs on the earliest plausible time, which nobody confirmed.
 * `elapsed` is the share of the period that is gone, more than 1 after its end. `mark` says how sure the article is (P, S, K, NV).
 */
export const RegulationClock = z.strictObject({
  caseId: z.string(),
  caseTitle: z.string(),
  regime,
  regimeTitle: z.string(),
  stage: word,
  title: z.string(),
  article: z.string(),
  mark,
  state: z.enum(clockStates),
  says: z.string(),
  startsOn: z.string().nullable(),
  started: time.nullable(),
  due: time.nullable(),
  statutoryDue: time.nullable(),
  moved: z.string().nullable(),
  provisional: z.boolean(),
  estimated: z.boolean(),
  elapsed: z.number().min(0).nullable(),
  alarm: z.enum(clockAlarms),
  submitted: time.nullable(),
  reference: z.string().nullable(),
  /** It was handed in, and after its deadline. */
  submittedLate: z.boolean(),
});

/** A case whose awareness is known and on which nobody has decided: "time since awareness without a determination". */
export const RegulationUndetermined = z.strictObject({
  caseId: z.string(),
  caseTitle: z.string(),
  regime,
  since: time,
  estimated: z.boolean(),
  hours: z.number().min(0),
  /** From how many hours on it is warned of. */
  warnHours: count,
  warned: z.boolean(),
  says: z.string(),
  article: z.string(),
  mark,
});

/** A rule pack as it is in use, or why it is not. */
export const RegulationPack = z.strictObject({
  name: z.string(),
  version: z.string(),
  regime,
  title: z.string(),
  digest,
  /** The key that signed it, base64; ours, or one that the configuration names. */
  key: z.string(),
  effectiveFrom: z.string(),
  effectiveUntil: z.string().nullable(),
  flag: z.string().nullable(),
  inUse: z.boolean(),
  because: z.string(),
  texts: z.array(z.strictObject({ id: z.string(), title: z.string(), mark })),
  unverified: z.array(z.string()),
});

/** How the service itself was there, from its signs of life. `limits` are those of Regulation 2024/2690 for providers of managed services. */
export const SelfAvailability = z.strictObject({
  watched: z.boolean(),
  says: z.string(),
  outages: z.array(z.strictObject({ from: time, to: time, minutes: z.number(), overLimit: z.boolean() })),
  limitMinutes: count,
  article: z.string(),
  mark,
});

/** All clocks of all cases, the earliest deadline first; those without one after them; what is not applicable is left to the worksheet. */
export const RegulationBoard = z.strictObject({
  at: time,
  notice: z.string(),
  entity: z.array(z.enum(entityTypes)),
  memberStates: z.array(z.string()),
  clocks: z.array(RegulationClock),
  undetermined: z.array(RegulationUndetermined),
  availability: SelfAvailability,
  /** Why packs could not be taken, one sentence each. */
  problems: z.array(z.string()),
});

/** One word about a value that was said before. */
export const RegulationSaid = z.strictObject({
  kind: z.enum(["confirmed", "proposed", "withdrawn"]),
  value: value.nullable(),
  estimate: z.boolean(),
  source: z.string(),
  by: z.string(),
  at: time,
});

/** A value of the worksheet. Only what a person confirmed counts; what the agent proposes is shown beside it. */
export const RegulationValue = z.strictObject({
  id: word,
  title: z.string(),
  type: z.enum(valueTypes),
  unit: z.string().nullable(),
  status: z.enum(["confirmed", "proposed", "missing"]),
  value: value.nullable(),
  estimate: z.boolean(),
  source: z.string().nullable(),
  confirmedBy: z.string().nullable(),
  confirmedAt: time.nullable(),
  proposed: value.nullable(),
  regimes: z.array(regime),
  history: z.array(RegulationSaid),
});

/** A threshold, what is known of it, and whether it alone would turn the whole. */
export const RegulationThreshold = z.strictObject({ value: word, says: z.string(), finding: z.enum(findings), tips: z.boolean() });
/** A criterion with its thresholds; `asProposed` is what it would be if a person confirmed all that the agent proposes. */
export const RegulationCriterion = z.strictObject({
  id: word,
  title: z.string(),
  article: z.string(),
  mark,
  finding: z.enum(findings),
  asProposed: z.enum(findings),
  thresholds: z.array(RegulationThreshold),
});

/** What a person found, with the pack and what the worksheet came to at that time. */
export const RegulationClassified = z.strictObject({
  outcome: z.enum(classifications),
  called: z.string(),
  at: time,
  recorded: time,
  by: z.string(),
  because: z.string(),
  computed: z.enum(findings),
  pack: z.strictObject({ name: z.string(), version: z.string(), digest }),
  missing: z.array(z.string()),
});

/** A report of a stage as far as it is filled. `digest` is what a person would sign now. */
export const RegulationReportLine = z.strictObject({
  stage: word,
  title: z.string(),
  article: z.string(),
  mark,
  fields: count,
  filled: count,
  /** Filled by what the agent proposes, which nobody confirmed. */
  proposed: count,
  required: count,
  requiredFilled: count,
  complete: z.boolean(),
  missing: z.array(z.strictObject({ number: z.string(), title: z.string() })),
  digest,
  /** Newest last; `holds` is whether the signature fits its digest, `current` whether that is still what the report says. */
  signed: z.array(
    z.strictObject({
      by: z.string(),
      at: time,
      digest,
      proof: z.enum(["passkey", "key", "session", "demo"]),
      holds: z.boolean(),
      current: z.boolean(),
    }),
  ),
  submitted: z.array(z.strictObject({ at: time, by: z.string(), reference: z.string(), digest })),
});

/** One regime on a worksheet. `computed` is what confirmed values come to; unknown where what is missing could still turn it. */
export const RegulationSheet = z.strictObject({
  regime,
  title: z.string(),
  pack: z.strictObject({ name: z.string(), version: z.string(), digest }),
  applies: z.boolean(),
  because: z.string(),
  called: z.strictObject({ reportable: z.string(), "not-reportable": z.string() }),
  computed: z.enum(findings),
  asProposed: z.enum(findings),
  criteria: z.array(RegulationCriterion),
  /** Values without which it cannot be known. */
  missing: z.array(word),
  classified: z.array(RegulationClassified),
  clocks: z.array(RegulationClock),
  reports: z.array(RegulationReportLine),
  unverified: z.array(z.string()),
});

/** All that is known of one case for regulators. */
export const RegulationWorksheet = z.strictObject({
  caseId: z.string(),
  title: z.string(),
  opened: time.nullable(),
  notice: z.string(),
  values: z.array(RegulationValue),
  sheets: z.array(RegulationSheet),
});

/** One field of a report. "filled" is somebody's word or the record's, "proposed" the agent's; `text` is how it reads, inert. */
export const RegulationField = z.strictObject({
  number: z.string(),
  title: z.string(),
  required: z.boolean(),
  status: z.enum(reportFieldStatuses),
  text: z.string(),
  value: value.nullable(),
  estimate: z.boolean(),
  source: z.string().nullable(),
  confirmedBy: z.string().nullable(),
});
