import { z } from "zod";
import { categories } from "../../core/alert/category.ts";
import { severities } from "../../core/alert/severity.ts";
import { Definition, Drift, Durations, EscalationRate, Flow, NotMeasured, Share, VerdictMix } from "../../core/measure/figure.ts";
import { count, time, whole } from "./common.ts";
import { operation } from "./operation.ts";

/** The longest period that figures are asked for, days, and the period where nobody names one. */
export const periodDaysMax = 400;
export const periodDays = 30;
/** The most rules, and the most people, of one answer. */
export const rulesMax = 500;
export const peopleMax = 500;

/** A time zone by its IANA name. */
const zone = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_+-]{0,31}(?:\/[A-Za-z0-9_+-]{1,32}){0,2}$/)
  .default("UTC");
const minutes = whole(0, 10_000).optional();
const periodQuery = { from: time.optional(), to: time.optional(), zone };
/** What a lead may put in the place of our assumptions, minutes. */
const assumptionsQuery = {
  "minutes-per-closed-alert": minutes,
  "minutes-per-prepared-case": minutes,
  "minutes-per-overruled-case": minutes,
  /** In the place of the limits of drift that are configured. */
  "drift-watch": z.coerce.number<number>().min(0.001).max(10).optional(),
  "drift-changed": z.coerce.number<number>().min(0.001).max(10).optional(),
};

/** The period that is told of: as asked for, from the beginning of a quarter of an hour to the end of one. Days are those of `zone`. */
export const Period = z.strictObject({ from: time, to: time, zone: z.string(), days: count });
/** Up to where the records are counted; null while nothing is. What came later is in none of these figures. */
export const CountedUpTo = time.nullable();

/** A figure whole and by stratum. A class is product and rule as one key (`AlertClass`); of sources and classes those with the most alerts are shown. */
const figureOf = <Name extends string, Shape extends z.ZodType>(name: Name, shape: Shape) => {
  const its = { [name]: shape } as { [Key in Name]: Shape };
  return z.strictObject({
    definition: Definition,
    all: shape,
    bySeverity: z.array(z.strictObject({ severity: z.enum(severities), ...its })),
    byCategory: z.array(z.strictObject({ category: z.enum(categories), ...its })),
    bySource: z.array(z.strictObject({ source: z.string(), ...its })),
    byClass: z.array(z.strictObject({ class: z.string(), ...its })),
  });
};
const timeFigure = figureOf("durations", Durations);
const escalationFigure = figureOf("escalation", EscalationRate);
const shareFigure = figureOf("share", Share);

const modelShare = z.discriminatedUnion("measured", [
  z.strictObject({
    measured: z.literal(true),
    of: count,
    tokens: z.number().min(0),
    seconds: z.number().min(0),
    cost: z.number().min(0),
  }),
  NotMeasured,
]);

/** The lead's figures of one period. A figure that nothing was counted for says so (`measured: false`) and why. */
export const Figures = z.strictObject({
  period: Period,
  countedUpTo: CountedUpTo,
  flow: Flow.extend({ definition: Definition }),
  escalation: escalationFigure,
  autoClose: shareFigure,
  coverage: shareFigure,
  hostileText: shareFigure,
  falseContainment: z.strictObject({
    definition: Definition,
    all: Share,
    byTier: z.array(z.strictObject({ tier: z.int().min(0).max(4), share: Share })),
  }),
  /** Detection, acknowledgement, investigation, response. */
  times: z.strictObject({ mttd: timeFigure, mtta: timeFigure, mtti: timeFigure, mttr: timeFigure }),
  approval: z.strictObject({
    definition: Definition,
    all: Durations,
    byTier: z.array(z.strictObject({ tier: z.int().min(0).max(4), durations: Durations })),
  }),
  verdicts: z.strictObject({
    definition: Definition,
    all: VerdictMix,
    days: z.array(z.strictObject({ day: z.iso.date(), accepted: count, handedToPeople: count, mix: VerdictMix })),
    drift: Drift,
  }),
  /** `abstained` are decisions on cases of which the agent said that it does not know: they are in no rate. */
  override: z.strictObject({ definition: Definition, rate: Share, abstained: count }),
  /** How many alerts made how many cases that a person must look at. */
  volume: z.strictObject({ definition: Definition, alerts: count, cases: count, reduction: Share }),
  hours: z.strictObject({
    definition: Definition,
    assumptions: z.strictObject({ minutesPerClosedAlert: count, minutesPerPreparedCase: count, minutesPerOverruledCase: count }),
    counted: z.strictObject({ closedAlerts: count, preparedCases: count, overruledCases: count }),
    saved: z.discriminatedUnion("measured", [z.strictObject({ measured: z.literal(true), hours: z.number() }), NotMeasured]),
  }),
  /** What language models took in the period. `cost` is in `currency`, which is null where no price is configured, or several are. */
  models: z.strictObject({
    definition: Definition,
    connected: z.boolean(),
    calls: count,
    /** Answers that were not used. */
    failed: count,
    tokens: count,
    /** How long answers took, added up. */
    seconds: z.number().min(0),
    cost: z.number().min(0),
    currency: z.string().nullable(),
    perDay: modelShare,
    perCase: modelShare,
    perAlert: modelShare,
    says: z.string(),
  }),
  sources: z.array(Flow.extend({ source: z.string() })),
});

const judged = z.strictObject({ precision: Share, unit: z.enum(["case", "alert"]) });
/** One rule: how much of everything it is, and how often it was right, by people's verdicts and by the agent's, told apart. */
export const RuleLine = z.strictObject({
  product: z.string(),
  rule: z.string(),
  alerts: count,
  share: Share,
  handedToPeople: count,
  people: judged,
  agent: judged,
});
/** Rules by their alerts, most first; `others` have none of the lines. */
export const NoisyRules = z.strictObject({
  period: Period,
  countedUpTo: CountedUpTo,
  definition: z.strictObject({ share: Definition, people: Definition, agent: Definition }),
  alerts: count,
  rules: z.array(RuleLine),
  others: z.strictObject({ rules: count, alerts: count }),
});

/** What one person did in the period, and what is theirs just now. */
export const PersonLine = z.strictObject({
  person: z.string(),
  assigned: count,
  settled: count,
  overruled: count,
  notes: count,
  /** Words on containment: approvals and rejections. */
  approvals: count,
  /** Cases that are assigned to them and not closed, now. */
  open: count,
});
/** Who did how much, and when of the day (hours of `period.zone`). */
export const Workload = z.strictObject({
  period: Period,
  countedUpTo: CountedUpTo,
  definition: Definition,
  people: z.array(PersonLine),
  hours: z.array(z.strictObject({ hour: z.int().min(0).max(23), alerts: count, handedToPeople: count, acts: count })).length(24),
});

const refused = { 400: "a period that is too long or ends before it begins, or a time zone that is none" } as const;

/** What a lead asks how the watch does. Figures are for everybody who reads; who of the colleagues did how much is for a lead alone (decision 0120). */
export const measureOperations = {
  readFigures: operation({
    method: "GET",
    path: "/api/v1/measures",
    operation: "readFigures",
    summary: "what came in and what became of it: flow, times, escalation beside missed threats, verdicts, overrides, hours saved",
    tag: "measures",
    right: "read",
    query: z.strictObject({ ...periodQuery, ...assumptionsQuery }),
    answer: Figures,
    problems: refused,
  }),
  readNoisyRules: operation({
    method: "GET",
    path: "/api/v1/measures/rules",
    operation: "readNoisyRules",
    summary: "rules by how many alerts they raise, with precision and its interval, by people's and by the agent's verdicts",
    tag: "measures",
    right: "read",
    query: z.strictObject({ ...periodQuery, limit: whole(1, rulesMax).default(50) }),
    answer: NoisyRules,
    problems: refused,
  }),
  readWorkload: operation({
    method: "GET",
    path: "/api/v1/measures/workload",
    operation: "readWorkload",
    summary: "who did how much, what is theirs now, and at which hours of the day",
    tag: "measures",
    right: "lead",
    query: z.strictObject(periodQuery),
    answer: Workload,
    problems: refused,
  }),
  downloadBoardReport: operation({
    method: "GET",
    path: "/api/v1/measures/board.pdf",
    operation: "downloadBoardReport",
    summary: "one month on at most two pages for the board, as PDF; the month before this one where none is named",
    tag: "measures",
    right: "read",
    query: z.strictObject({
      month: z
        .string()
        .regex(/^20\d\d-(?:0[1-9]|1[0-2])$/)
        .optional(),
      zone,
    }),
    answer: "bytes",
    problems: refused,
  }),
  downloadFigures: operation({
    method: "GET",
    path: "/api/v1/measures/figures.csv",
    operation: "downloadFigures",
    summary: "the figures of readFigures and readNoisyRules as one table; no cell of it is a formula",
    tag: "measures",
    right: "read",
    query: z.strictObject({ ...periodQuery, ...assumptionsQuery }),
    answer: "bytes",
    problems: refused,
  }),
} as const;
