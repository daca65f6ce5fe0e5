import type { z } from "zod";
import type { Durations, EscalationRate, Flow, MissedThreat, Share } from "../../core/measure/figure.ts";
import type { Figures, NoisyRules } from "../contract/measures.ts";

const columns = [
  "figure",
  "stratum",
  "value",
  "unit",
  "right",
  "of",
  "low",
  "high",
  "missed_threat_upper_bound",
  "missed_threat_covers",
  "missed_threat_covers_of",
  "insufficient_data_share",
  "formula",
  "clock",
] as const;
type Row = Partial<Record<(typeof columns)[number], string | number>>;

const unmeasured = "not measured";

/**
 * A cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe before it; what cannot be seen is shown as its number. Quoted
 * after RFC 4180 where it must be.
 */
export function cell(value: string | number | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : unmeasured;
  const seen = value.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
  const inert = /^[\s]*[=+\-@|%\\＝＋－＠]/u.test(seen) ? `'${seen}` : seen;
  return /[",;\t']/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

/** The figures and rules of a period as one table. The escalation rate stands in one row with its missed-threat upper bound, or "not measured". */
export function csvOf(figures: z.input<typeof Figures>, rules: z.input<typeof NoisyRules>): string {
  const rows = [
    ...headRows(figures),
    ...flowRowsOf(figures),
    ...escalationRows(figures),
    ...shareRowsOf(figures),
    ...timeRowsOf(figures),
    ...restOf(figures),
    ...ruleRows(rules),
  ];
  return [columns.join(","), ...rows.map((row) => columns.map((column) => cell(row[column])).join(","))]
    .map((line) => `${line}\r\n`)
    .join("");
}

const headRows = ({ period, countedUpTo }: z.input<typeof Figures>): Row[] => [
  { figure: "period from", value: period.from, unit: "time" },
  { figure: "period to", value: period.to, unit: "time" },
  { figure: "time zone of the days", value: period.zone },
  { figure: "counted up to", value: countedUpTo ?? unmeasured, unit: "time" },
];

const flowWords: readonly (keyof Flow)[] = [
  "accepted",
  "closedByAgent",
  "closedByPeople",
  "escalated",
  "waitingInShadow",
  "open",
  "deadLettered",
  "handedToPeople",
  "truePositives",
];

function flowRowsOf({ flow, sources, verdicts }: z.input<typeof Figures>): Row[] {
  const { formula, clock } = flow.definition;
  const of = (counts: Flow, stratum: string) =>
    flowWords.map((word) => ({ figure: `flow ${word}`, stratum, value: counts[word], unit: "alerts" }));
  return [
    ...of(flow, "all").map((row) => ({ ...row, formula, clock })),
    ...sources.flatMap((each) => of(each, `source ${each.source}`)),
    ...verdicts.days.flatMap(({ day, mix }) =>
      Object.entries(mix).map(([verdict, value]) => ({ figure: `verdict ${verdict}`, stratum: `day ${day}`, value, unit: "alerts" })),
    ),
  ];
}

function shareCells(share: Share): Row {
  if (!share.measured) return { value: unmeasured, unit: "share" };
  const { right, of, interval } = share;
  return { value: share.share, unit: "share", right, of, low: interval[0], high: interval[1] };
}

const boundOf = (missed: MissedThreat) => (missed.measured ? missed.upperBound : unmeasured);

function escalationRows({ escalation }: z.input<typeof Figures>): Row[] {
  const row = (stratum: string, { rate, missedThreat, insufficientData }: EscalationRate): Row => ({
    figure: "escalation rate",
    stratum,
    ...shareCells(rate),
    missed_threat_upper_bound: boundOf(missedThreat),
    ...(missedThreat.measured && { missed_threat_covers: missedThreat.cover.covered, missed_threat_covers_of: missedThreat.cover.closed }),
    insufficient_data_share: insufficientData.measured ? insufficientData.share : unmeasured,
    ...escalation.definition,
  });
  return [row("all", escalation.all), ...strataOf(escalation).map(({ stratum, its }) => row(stratum, its.escalation))];
}

type Of<Word extends string> = { readonly [Key in Word]: string };
type Strata<A, B, C, D> = {
  readonly bySeverity: readonly A[];
  readonly byCategory: readonly B[];
  readonly bySource: readonly C[];
  readonly byClass: readonly D[];
};

/** What a figure says of each stratum, under the name that the table has for it. */
function strataOf<A extends Of<"severity">, B extends Of<"category">, C extends Of<"source">, D extends Of<"class">>({
  bySeverity,
  byCategory,
  bySource,
  byClass,
}: Strata<A, B, C, D>): { readonly stratum: string; readonly its: A | B | C | D }[] {
  return [
    ...bySeverity.map((its) => ({ stratum: `severity ${its.severity}`, its })),
    ...byCategory.map((its) => ({ stratum: `category ${its.category}`, its })),
    ...bySource.map((its) => ({ stratum: `source ${its.source}`, its })),
    ...byClass.map((its) => ({ stratum: `class ${its.class}`, its })),
  ];
}

function shareRowsOf({ autoClose, coverage, hostileText, falseContainment }: z.input<typeof Figures>): Row[] {
  const named = { "auto-close rate": autoClose, coverage, "hostile-text rate": hostileText };
  return [
    ...Object.entries(named).flatMap(([figure, { definition, all, ...strata }]) => [
      { figure, stratum: "all", ...shareCells(all), ...definition },
      ...strataOf(strata).map(({ stratum, its }) => ({ figure, stratum, ...shareCells(its.share), ...definition })),
    ]),
    { figure: "false containment", stratum: "all", ...shareCells(falseContainment.all), ...falseContainment.definition },
    ...falseContainment.byTier.map(({ tier, share }) => ({ figure: "false containment", stratum: `tier ${tier}`, ...shareCells(share) })),
  ];
}

function timeRowsOf({ times, approval }: z.input<typeof Figures>): Row[] {
  const rows = (figure: string, stratum: string, durations: Durations, definition: Row): Row[] => {
    if (!durations.measured) return [{ figure, stratum, value: unmeasured, unit: "ms", ...definition }];
    const { n, meanMs, p50Ms, p90Ms, p95Ms } = durations;
    const values = Object.entries({ mean: meanMs, p50: p50Ms, p90: p90Ms, p95: p95Ms });
    return values.map(([name, value]) => ({ figure: `${figure} ${name}`, stratum, value, unit: "ms", of: n, ...definition }));
  };
  return [
    ...Object.entries(times).flatMap(([name, { definition, all, ...strata }]) => [
      ...rows(name, "all", all, definition),
      ...strataOf(strata).flatMap(({ stratum, its }) => rows(name, stratum, its.durations, definition)),
    ]),
    ...rows("approval", "all", approval.all, approval.definition),
    ...approval.byTier.flatMap((each) => rows("approval", `tier ${each.tier}`, each.durations, approval.definition)),
  ];
}

function restOf({ verdicts: { drift, definition }, override, volume, hours, models }: z.input<typeof Figures>): Row[] {
  const assumptions = Object.entries(hours.assumptions).map(([name, value]) => ({ figure: `assumption ${name}`, value, unit: "minutes" }));
  return [
    {
      figure: "drift",
      stratum: "all",
      value: drift.measured ? drift.index : unmeasured,
      unit: "index",
      ...(drift.measured && { of: drift.n }),
      ...definition,
    },
    { figure: "override rate", stratum: "all", ...shareCells(override.rate), ...override.definition },
    { figure: "volume reduction", stratum: "all", ...shareCells(volume.reduction), ...volume.definition },
    {
      figure: "hours saved",
      stratum: "all",
      value: hours.saved.measured ? hours.saved.hours : unmeasured,
      unit: "hours",
      ...hours.definition,
    },
    ...assumptions,
    { figure: "cost of models", stratum: "all", value: models.cost, unit: models.currency ?? models.says, ...models.definition },
    { figure: "tokens of models", stratum: "all", value: models.tokens, unit: "tokens", ...models.definition },
    ...modelRows(models),
  ];
}

const perWords = { perDay: "per day", perCase: "per case", perAlert: "per alert" } as const;

function modelRows(models: z.input<typeof Figures>["models"]): Row[] {
  const { definition, currency, says } = models;
  return (["perDay", "perCase", "perAlert"] as const).flatMap((per) => {
    const share = models[per];
    const row = (name: string, value: number | undefined, unit: string): Row => ({
      figure: `${name} of models ${perWords[per]}`,
      stratum: "all",
      value: value ?? unmeasured,
      unit,
      ...(share.measured && { of: share.of }),
      ...definition,
    });
    const { tokens, seconds, cost } = share.measured ? share : { tokens: undefined, seconds: undefined, cost: undefined };
    return [row("tokens", tokens, "tokens"), row("seconds", seconds, "seconds"), row("cost", cost, currency ?? says)];
  });
}

function ruleRows({ rules, definition }: z.input<typeof NoisyRules>): Row[] {
  return rules.flatMap(({ product, rule, alerts, people, agent }) => {
    const stratum = `${product}: ${rule}`;
    return [
      { figure: "rule alerts", stratum, value: alerts, unit: "alerts", ...definition.share },
      { figure: "rule precision by people", stratum, ...shareCells(people.precision), ...definition.people },
      { figure: "rule precision by the agent", stratum, ...shareCells(agent.precision), ...definition.agent },
    ];
  });
}
