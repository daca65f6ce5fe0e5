import { z } from "zod";
import { HolidayCalendar } from "./calendar/holidays.ts";
import { entityTypes, marks, regimes } from "./words.ts";

const word = z.string().regex(/^[a-z0-9][a-z0-9-]{0,60}$/);
const words = z.string().min(1).max(600);
const title = z.string().min(1).max(200);
const day = z.iso.date();
const entities = z.array(z.enum(entityTypes)).min(1).max(entityTypes.length);
/** Which article says so, and how sure that is. */
const cited = { article: z.string().min(1).max(120), mark: z.enum(marks) };

/** What kinds of values a worksheet holds: yes or no, a number with its unit, a moment, a text, a list of texts. */
export const valueTypes = ["boolean", "number", "time", "text", "list"] as const;

/** A value that a pack asks for. Packs that ask for the same id share it. */
export const PackValue = z.strictObject({
  id: word,
  title,
  type: z.enum(valueTypes),
  unit: z.string().max(20).optional(),
});
export type PackValue = z.infer<typeof PackValue>;

/** One threshold over one value: more than, at least so much, is so, or a list that has at least so many. */
export const Threshold = z.union([
  z.strictObject({ value: word, above: z.number() }),
  z.strictObject({ value: word, "at-least": z.number() }),
  z.strictObject({ value: word, is: z.boolean() }),
  z.strictObject({ value: word, "count-at-least": z.int().min(1) }),
]);
export type Threshold = z.infer<typeof Threshold>;

/** A criterion is met where any of its thresholds is, or all of them where it says so. */
export const Criterion = z.strictObject({
  id: word,
  title,
  ...cited,
  /** Only these operators; all that the pack is for where none is named. */
  entities: entities.optional(),
  all: z.boolean().default(false),
  thresholds: z.array(Threshold).min(1).max(12),
});
export type Criterion = z.infer<typeof Criterion>;

/** When a report is owed: criteria joined. */
export type PackRule =
  | { readonly criterion: string }
  | { readonly all: readonly PackRule[] }
  | { readonly any: readonly PackRule[] }
  | { readonly "at-least": number; readonly of: readonly PackRule[] };
const PackRule: z.ZodType<PackRule> = z.lazy(() =>
  z.union([
    z.strictObject({ criterion: word }),
    z.strictObject({ all: z.array(PackRule).min(1).max(40) }),
    z.strictObject({ any: z.array(PackRule).min(1).max(40) }),
    z.strictObject({ "at-least": z.int().min(1).max(40), of: z.array(PackRule).min(1).max(40) }),
  ]),
);

/** What a clock starts on: a value that is a moment, the classification as reportable, the first or the last submission of a stage. */
export const clockFact = z.string().regex(/^(classified|value:[a-z0-9-]+|(first|last)-submitted:[a-z-]+)$/);
const period = {
  after: clockFact,
  hours: z
    .int()
    .min(0)
    .max(24 * 366)
    .optional(),
  months: z.int().min(1).max(60).optional(),
  "business-days": z.int().min(1).max(250).optional(),
  /** The minute of the day at which business days end. */
  "ends-at-minute": z.int().min(0).max(1_440).optional(),
};
/** One way in which a deadline is found: a period after a fact. */
export const DuePeriod = z
  .strictObject(period)
  .refine(
    ({ hours, months, "business-days": days }) => [hours, months, days].filter((each) => each !== undefined).length === 1,
    "has hours, months or business-days",
  );
export type DuePeriod = z.infer<typeof DuePeriod>;

/** What must hold for a way to be taken: a value is so; the operator is one of these; a fact came later than a period after another. */
export const ClockCondition = z.union([
  z.strictObject({ value: word, is: z.boolean() }),
  z.strictObject({ entity: entities }),
  z.strictObject({ fact: clockFact, "later-than": DuePeriod }),
]);
export type ClockCondition = z.infer<typeof ClockCondition>;

/** One clock of a stage. The first way whose condition holds is taken; of its periods the one that ends first. A way without periods has no deadline of its own. */
export const PackClock = z.strictObject({
  stage: word,
  title,
  ...cited,
  says: words,
  entities: entities.optional(),
  /** From when it runs: once a report was found to be owed; from its facts on, unless none was found to be owed; or whatever was found. */
  runs: z.enum(["once-reportable", "unless-not-reportable", "always"]),
  ways: z
    .array(z.strictObject({ when: ClockCondition.optional(), says: words.optional(), due: z.array(DuePeriod).max(4) }))
    .min(1)
    .max(6),
  /** A deadline on a weekend or bank holiday of the first member state moves to noon of the next working day, but not for these operators. */
  noon: z.strictObject({ ...cited, except: z.array(z.enum(entityTypes)).max(entityTypes.length) }).optional(),
});
export type PackClock = z.infer<typeof PackClock>;

/** A field of a report. `from` names a value (`value:`), a fact of the dossier (`fact:`), or of the organisation (`organisation:`). */
export const TemplateField = z.strictObject({
  number: z.string().min(1).max(12),
  title,
  from: z.string().regex(/^(value|fact|organisation):[a-z0-9-]+$/),
  required: z.boolean().default(true),
});
export type TemplateField = z.infer<typeof TemplateField>;

/** A report as it is handed in at a stage. */
export const PackTemplate = z.strictObject({ stage: word, title, ...cited, fields: z.array(TemplateField).min(1).max(120) });
export type PackTemplate = z.infer<typeof PackTemplate>;

/** The rules of one regime as data: what must be known, when a report is owed, by when, and what it says. */
export const RulePack = z.strictObject({
  format: z.literal("watchkeeper/rule-pack@1"),
  name: word,
  version: z.string().regex(/^\d{4}\.\d{2}\.\d{1,3}$/, "is like 2026.11.1"),
  regime: z.enum(regimes),
  title,
  /** The texts that it was made from. */
  texts: z
    .array(z.strictObject({ id: z.string().min(1).max(80), title, mark: z.enum(marks) }))
    .min(1)
    .max(20),
  /** Days on which it is in force, by the time of the place; `flag` names a text that is not in force, and is looked at only where the operator says so. */
  effective: z.strictObject({ from: day, until: day.optional(), mark: z.enum(marks) }),
  flag: word.optional(),
  entities,
  /** What the case must be for the regime to be about it at all. */
  about: word.optional(),
  values: z.array(PackValue).max(200),
  criteria: z.array(Criterion).max(60),
  /** What a report that is owed is called: "major", "significant", "material". */
  outcome: z.strictObject({ reportable: title, "not-reportable": title, ...cited }),
  rule: PackRule,
  /** A time that is watched as long as nobody classified: since this fact. */
  undetermined: z.strictObject({ since: clockFact, hours: z.int().min(1).max(8_784), says: words, ...cited }).optional(),
  clocks: z.array(PackClock).max(20),
  templates: z.array(PackTemplate).max(12),
  /** By name; where there is none, that of the first member state counts. */
  calendar: z.string().max(20).optional(),
  unverified: z.array(words).max(60),
});
export type RulePack = z.infer<typeof RulePack>;

/** Holidays by place, as one signed file. */
export const CalendarPack = z.strictObject({
  format: z.literal("watchkeeper/calendar-pack@1"),
  name: word,
  version: z.string().regex(/^\d{4}\.\d{2}\.\d{1,3}$/),
  title,
  mark: z.enum(marks),
  calendars: z.record(z.string().regex(/^[A-Z]{2}$/), HolidayCalendar),
  unverified: z.array(words).max(60),
});
export type CalendarPack = z.infer<typeof CalendarPack>;

/** A pack whose signature was checked: which key signed it, and the digest of its canonical JSON. */
export type SignedPack = { readonly pack: RulePack; readonly digest: string; readonly key: string };

/** All that the law is read from here. */
export type RuleBook = {
  readonly packs: readonly SignedPack[];
  readonly calendars: ReadonlyMap<string, HolidayCalendar>;
  readonly calendar: { readonly name: string; readonly version: string; readonly digest: string };
};
