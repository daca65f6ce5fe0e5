import type { z } from "zod";
import type { Category } from "../../core/alert/category.ts";
import type { Severity } from "../../core/alert/severity.ts";
import type { DriftLimits } from "../../core/configuration/figures.ts";
import type { Measures, TallyRow } from "../../ports/measures.ts";
import { definitions } from "../../stages/measure/definitions.ts";
import {
  countOf,
  driftOf,
  durationsOf,
  each,
  flowOf,
  flowRows,
  mixOf,
  notMeasured,
  shareOf,
  sourceRows,
  timeRows,
} from "../../stages/measure/figures.ts";
import {
  acceptedShare,
  type BoundOf,
  escalationFigure,
  isAutoClosed,
  type StandingRows,
  standingRows,
  timeFigure,
} from "../../stages/measure/strata.ts";
import type { Figures } from "../contract/measures.ts";
import { isoOrNull } from "../http/iso.ts";
import { type Bounds, noBounds } from "./bounds.ts";
import { type ModelsAsked, modelFigures } from "./models.ts";
import { type FigurePeriod, saysPeriod } from "./period.ts";

/** What figures are read from. */
export type MeasureReading = Pick<Measures, "totals" | "series" | "countedUpToMs">;
/** How figures are made where there is a choice: configured, or as a lead asks. Minutes are assumed, not measured, and shown with the figure. */
export type Assumptions = {
  readonly minutesPerClosedAlert: number;
  readonly minutesPerPreparedCase: number;
  readonly minutesPerOverruledCase: number;
  readonly drift: DriftLimits;
};
/** What stands where nobody says otherwise. */
export const assumed: Assumptions = {
  minutesPerClosedAlert: 10,
  minutesPerPreparedCase: 30,
  minutesPerOverruledCase: 30,
  drift: { watch: 0.1, changed: 0.25 },
};

const tiers = ["0", "1", "2", "3", "4"] as const;
const sourcesMax = 500;

/** The lead's figures of one period. */
export async function figuresOf(
  measures: MeasureReading,
  period: FigurePeriod,
  assumptions: Assumptions,
  asked: ModelsAsked,
  missed: Bounds = noBounds,
): Promise<z.input<typeof Figures>> {
  const { fromSlot, toSlot, days } = period;
  const totals = (family: Parameters<Measures["totals"]>[0]) => measures.totals(family, fromSlot, toSlot);
  const [flowTallies, sourceTallies, ruleTallies, timeTallies, contained, cases, reviews, lost, models, byDay, before, countedUpToMs] =
    await Promise.all([
      totals("flow"),
      totals("source"),
      totals("rule"),
      totals("time"),
      totals("contained"),
      totals("case"),
      totals("review"),
      totals("lost"),
      totals("model"),
      measures.series("day", days.bounds),
      measures.totals("day", Math.max(0, 2 * fromSlot - toSlot), fromSlot),
      measures.countedUpToMs(),
    ]);
  const flow = flowRows(flowTallies);
  const times = timeRows(timeTallies);
  const deadLettered = countOf(lost, () => true);
  const whole = flowOf(flow, deadLettered);
  const prepared = countOf(cases, ({ key }) => key[0] === 1);
  const review = countedAs(reviews);
  return {
    period: saysPeriod(period),
    countedUpTo: isoOrNull(countedUpToMs),
    flow: { definition: definitions.flow, ...whole },
    ...sharesOf(standingRows(flowTallies, sourceTallies, ruleTallies), deadLettered, missed),
    falseContainment: falseContainmentOf(contained),
    times: timesOf(times),
    approval: approvalOf(times),
    verdicts: {
      ...{ definition: definitions.verdicts, all: mixOf(flow), days: daysOf(byDay, days.names) },
      drift: driftOf(mixOf(before.map(dayRow)), mixOf(flow), assumptions.drift),
    },
    override: overrideOf(review),
    volume: volumeOf(whole.accepted - deadLettered, prepared),
    hours: hoursOf({ closedAlerts: whole.closedByAgent, preparedCases: prepared, overruledCases: review("reversed") }, assumptions),
    models: modelFigures(models, { days: days.names.length, alerts: whole.accepted }, asked),
    sources: sourcesOf(sourceRows(sourceTallies)),
  };
}

/** What alerts came to, whole and by stratum. */
const sharesOf = (standing: StandingRows, deadLettered: number, missed: Bounds) => ({
  escalation: { definition: definitions.escalation, ...escalationFigure(standing, missed.all, boundsOf(missed)) },
  autoClose: { definition: definitions.autoClose, ...acceptedShare(standing, isAutoClosed, deadLettered) },
  coverage: { definition: definitions.coverage, ...acceptedShare(standing, ({ ran }) => ran, deadLettered) },
  hostileText: { definition: definitions.hostileText, ...acceptedShare(standing, ({ hostile }) => hostile, deadLettered) },
});

const countedAs = (rows: readonly TallyRow[]) => (word: string) => countOf(rows, ({ key }) => key[0] === word);

const overrideOf = (review: (word: string) => number) => ({
  definition: definitions.override,
  rate: shareOf(review("reversed"), review("agreed") + review("reversed"), "decisions of people on a verdict of the agent"),
  abstained: review("abstained"),
});

/** A row of "day" with what it says. */
export const dayRow = ({ key: [outcome, verdict, handed], n }: TallyRow) => ({
  outcome: String(outcome),
  verdict: String(verdict),
  handed: handed === 1,
  n,
});

/** Quality samples tell cases apart by severity, category and class; of what a source sends nobody has drawn any. */
const boundsOf =
  (missed: Bounds): BoundOf =>
  (by, stratum) => {
    if (by === "severity") return missed.ofSeverity(stratum as Severity);
    if (by === "category") return missed.ofCategory(stratum as Category);
    if (by === "class") return missed.ofClass(stratum);
    return notMeasured("quality samples are not told apart by source");
  };

function falseContainmentOf(rows: readonly TallyRow[]) {
  const of = (its: readonly TallyRow[]) =>
    shareOf(
      countOf(its, ({ key }) => key[1] === "wrong"),
      countOf(its, () => true),
      "actions that took hold",
    );
  return {
    definition: definitions.falseContainment,
    all: of(rows),
    byTier: each(
      tiers,
      rows,
      ({ key }) => String(key[0]),
      (tier, its) => ({ tier: Number(tier), share: of(its) }),
    ),
  };
}

const noAlerts = "no alert of the period came so far";

function timesOf(rows: ReturnType<typeof timeRows>) {
  const of = (name: "mttd" | "mtta" | "mtti" | "mttr", because: string) => ({
    definition: definitions[name],
    ...timeFigure(rows, name, because),
  });
  return {
    mttd: of("mttd", noAlerts),
    mtta: of("mtta", noAlerts),
    mtti: of("mtti", noAlerts),
    mttr: of("mttr", "no containment that was proposed in the period was read back as in force"),
  };
}

function approvalOf(rows: ReturnType<typeof timeRows>) {
  const its = rows.filter(({ name }) => name === "approval");
  const because = "nobody decided on an action that was proposed in the period";
  return {
    definition: definitions.approval,
    all: durationsOf(its, because),
    byTier: each(
      tiers,
      its,
      ({ stratum }) => stratum,
      (tier, of) => ({ tier: Number(tier), durations: durationsOf(of, because) }),
    ),
  };
}

/** Every day of the period once, those without alerts too. */
function daysOf(rows: readonly (TallyRow & { readonly stretch: number })[], names: readonly string[]) {
  const byName = new Map<string, ReturnType<typeof dayRow>[]>(names.map((name) => [name, []]));
  for (const row of rows) byName.get(names[row.stretch] ?? "")?.push(dayRow(row));
  return [...byName].map(([day, its]) => ({
    day,
    accepted: countOf(its, () => true),
    handedToPeople: countOf(its, ({ handed }) => handed),
    mix: mixOf(its),
  }));
}

function volumeOf(alerts: number, cases: number) {
  const reduction =
    cases > alerts ? notMeasured("more cases than alerts of the period: it is too short") : shareOf(alerts - cases, alerts, "alerts");
  return { definition: definitions.volume, alerts, cases, reduction };
}

type Counted = { readonly closedAlerts: number; readonly preparedCases: number; readonly overruledCases: number };

function hoursOf(counted: Counted, { minutesPerClosedAlert, minutesPerPreparedCase, minutesPerOverruledCase }: Assumptions) {
  const { closedAlerts, preparedCases, overruledCases } = counted;
  const minutes = closedAlerts * minutesPerClosedAlert + preparedCases * minutesPerPreparedCase - overruledCases * minutesPerOverruledCase;
  const nothing = closedAlerts + preparedCases + overruledCases === 0;
  return {
    definition: definitions.hours,
    assumptions: { minutesPerClosedAlert, minutesPerPreparedCase, minutesPerOverruledCase },
    counted,
    saved: nothing
      ? notMeasured("the agent closed no alert and prepared no case in the period")
      : { measured: true as const, hours: Math.round((minutes / 60) * 100) / 100 },
  };
}

/** Sources by their alerts, most first. What could not be read is told of each under Sources: the record does not say whose it was. */
function sourcesOf(flow: ReturnType<typeof sourceRows>) {
  const names = [...new Set(flow.map(({ source }) => source))];
  return each(
    names,
    flow,
    ({ source }) => source,
    (source, rows) => ({ source, ...flowOf(rows, 0) }),
  )
    .toSorted((a, b) => b.accepted - a.accepted || (a.source < b.source ? -1 : 1))
    .slice(0, sourcesMax);
}
