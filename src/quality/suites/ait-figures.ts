import { bootstrapInterval, quantileOf } from "../../learning/bootstrap.ts";
import { openRandom } from "../../learning/random.ts";
import { classesCount } from "../../stages/triage/neighbourhood/activity.ts";
import { aitPhases } from "../data/ait.ts";
import { type Figure, shareFigure } from "../suite.ts";
import type { ToldScenario } from "./ait-told.ts";

const suite = "ait";
/** Below this triage takes an alert for background. */
const backgroundBelow = 0.05;
const bins = 10;
const steps = 400;
/** The share of phases that must still be hit where false positives are suppressed. */
const phasesKept = 0.95;
/** Alerts outside phases are resampled in blocks of so many milliseconds: neighbours are alike. */
const blockMs = 6 * 3_600_000;

/** Alerts that are resampled together: all of one phase of one scenario, or a stretch of time outside phases. */
type Group = {
  /** What was told of alerts of this group's class, counted by told class. */
  readonly phase: number;
  readonly toldAs: Float64Array;
  /** The highest maliciousness of the group, and how many alerts lie at each step of it. */
  readonly highest: number;
  /** How many alerts are taken for background, and how many there are. */
  readonly belowBar: Float64Array;
  readonly steps: Float64Array;
  /** By tenth of maliciousness: its sum, and how many alerts lie there. */
  readonly promised: Float64Array;
  readonly alerts: Float64Array;
};

/** The figures of one method, with intervals by resampling groups, beside what the look-up reaches on the same alerts. */
export function aitFigures(told: readonly ToldScenario[], baseline: readonly ToldScenario[], seed: number): Figure[] {
  const groups = told.flatMap(groupsOf);
  const trivial = baseline.flatMap(groupsOf);
  const phases = groups.filter(({ phase }) => phase > 0);
  const score = (figure: string, statistic: (groups: readonly Group[]) => number, goal: number, floor: number) => ({
    ...{ suite, figure, unit: "score" as const, better: "higher" as const, method: "bootstrap" as const },
    value: statistic(groups),
    interval: stratifiedInterval(groups, statistic, seed),
    of: phases.length,
    baseline: statistic(trivial),
    goal,
    floor,
  });
  const right = (all: readonly Group[]) => all.filter(({ phase, toldAs }) => phase > 0 && toldAs[phase]! > 0).length;
  return [
    score("phase macro-F1, no phase being a class too", macroF1Of, 0.6, 0.5),
    shareFigure({
      suite,
      figure: "phases of which an alert is told as that phase",
      right: right(groups),
      of: phases.length,
      target: 0.85,
      floor: 0.72,
      baseline: right(trivial) / phases.length,
    }),
    shareFigure({
      suite,
      figure: "phases of which an alert is not taken for background",
      right: phases.filter(({ highest }) => highest >= backgroundBelow).length,
      of: phases.length,
      target: 0.85,
      floor: 0.85,
      baseline: trivial.filter(({ phase, highest }) => phase > 0 && highest >= backgroundBelow).length / phases.length,
    }),
    backgroundFigure(groups, trivial, seed),
    {
      ...score("false positives suppressed while 95 % of the phases are hit", suppressedOf, 0.8, 0.8),
      unit: "share",
      of: groups.reduce((sum, group) => sum + (group.phase === 0 ? group.toldAs.reduce((a, b) => a + b, 0) : 0), 0),
    },
    { ...score("calibration error of maliciousness", calibrationErrorOf, 0.05, 0.05), better: "lower" },
  ];
}

const samples = 500;

/**
 * The 95 % interval by resampling groups within their class: a macro average over samples that happen to hold nothing of a class would say what the
 * draw left out and not how well it was told.
 */
function stratifiedInterval(groups: readonly Group[], statistic: (sample: readonly Group[]) => number, seed: number): [number, number] {
  const strata = [...Map.groupBy(groups, ({ phase }) => phase)].toSorted(([a], [b]) => a - b).map(([, stratum]) => stratum);
  const random = openRandom(seed);
  const values = Array.from({ length: samples }, () =>
    statistic(strata.flatMap((stratum) => stratum.map(() => stratum[Math.floor(random() * stratum.length)]!))),
  ).filter((value) => !Number.isNaN(value));
  const sorted = Float64Array.from(values).sort();
  return [quantileOf(sorted, 0.025), quantileOf(sorted, 0.975)];
}

/** At the product's own bar, which was fixed before and for every scenario. */
function backgroundFigure(groups: readonly Group[], trivial: readonly Group[], seed: number): Figure {
  const all = (of: readonly Group[]) => of.reduce((sum, { phase, belowBar }) => (phase === 0 ? sum + belowBar[1]! : sum), 0);
  const statistic = (of: readonly Group[]) =>
    of.reduce((sum, { phase, belowBar }) => (phase === 0 ? sum + belowBar[0]! : sum), 0) / all(of);
  const outside = groups.filter(({ phase }) => phase === 0);
  return {
    ...{ suite, figure: "false positives taken for background", unit: "share", better: "higher", method: "bootstrap" },
    value: statistic(groups),
    interval: stratifiedInterval(outside, statistic, seed),
    of: all(groups),
    baseline: statistic(trivial),
    goal: 0.8,
    floor: 0.8,
  };
}

/** One line for each phase: how often it was told right, and where it was missed. */
export function aitNotes(told: readonly ToldScenario[]): string[] {
  const groups = told.map((each) => ({ name: each.scenario.name, groups: groupsOf(each) }));
  const all = groups.flatMap((each) => each.groups);
  const missed = groups.flatMap(({ name, groups: own }) =>
    own.flatMap(({ phase, toldAs }) => (phase > 0 && toldAs[phase] === 0 ? [`${aitPhases[phase - 1]} of ${name}`] : [])),
  );
  const each = aitPhases.map((phase, at) => `${phase} ${f1Of(all, at + 1).toFixed(2)}`);
  const statistic = (sample: readonly (readonly Group[])[]) => macroF1Of(sample.flat());
  const [low, high] = bootstrapInterval({ groups: groups.map(({ groups: own }) => own), statistic, samples, seed: 1 });
  return [
    `F1 by phase: ${each.join(", ")}`,
    `phases never told: ${missed.join(", ") || "none"}`,
    `whole scenarios resampled (there are ${told.length}), phase macro-F1 lies from ${low.toFixed(2)} to ${high.toFixed(2)}`,
  ];
}

function groupsOf({ scenario, told }: ToldScenario): Group[] {
  const groups = new Map<string, Group>();
  for (const [at, { phase, timeMs }] of scenario.alerts.entries()) {
    const key = phase > 0 ? `phase ${phase}` : `block ${Math.floor(timeMs / blockMs)}`;
    const maliciousness = told.maliciousness[at]!;
    const held = groups.get(key) ?? emptyGroup(phase);
    groups.set(key, maliciousness > held.highest ? { ...held, highest: maliciousness } : held);
    add(held.toldAs, told.phases[at]!, 1);
    if (maliciousness < backgroundBelow) add(held.belowBar, 0, 1);
    add(held.belowBar, 1, 1);
    add(held.steps, stepOf(maliciousness), 1);
    const bin = Math.min(bins - 1, Math.floor(maliciousness * bins));
    add(held.promised, bin, maliciousness);
    add(held.alerts, bin, 1);
  }
  return [...groups.values()];
}

const emptyGroup = (phase: number): Group => ({
  phase,
  toldAs: new Float64Array(classesCount),
  highest: 0,
  belowBar: new Float64Array(2),
  steps: new Float64Array(steps),
  promised: new Float64Array(bins),
  alerts: new Float64Array(bins),
});

function add(sums: Float64Array, at: number, value: number): void {
  sums[at] = sums[at]! + value;
}

/** Steps are even in log-odds, where most alerts differ. */
function stepOf(maliciousness: number): number {
  const kept = Math.min(1 - 1e-6, Math.max(1e-6, maliciousness));
  return Math.min(steps - 1, Math.max(0, Math.floor(((Math.log(kept / (1 - kept)) + 14) / 28) * steps)));
}

function macroF1Of(groups: readonly Group[]): number {
  let sum = 0;
  for (let phase = 0; phase < classesCount; phase++) sum += f1Of(groups, phase);
  return sum / classesCount;
}

function f1Of(groups: readonly Group[], wanted: number): number {
  let [hits, told, there] = [0, 0, 0];
  for (const { phase, toldAs } of groups) {
    told += toldAs[wanted]!;
    if (phase !== wanted) continue;
    hits += toldAs[wanted]!;
    there += toldAs.reduce((a, b) => a + b, 0);
  }
  return told + there === 0 ? 0 : (2 * hits) / (told + there);
}

/** The share of alerts outside phases that lie below the bar at which so many phases still have an alert at or above it. */
function suppressedOf(groups: readonly Group[]): number {
  const highest = groups.filter(({ phase }) => phase > 0).map((group) => stepOf(group.highest));
  const bar = highest.toSorted((a, b) => a - b)[Math.floor(highest.length * (1 - phasesKept) + 1e-9)] ?? 0;
  let [below, all] = [0, 0];
  for (const group of groups) {
    if (group.phase > 0) continue;
    for (let step = 0; step < steps; step++) {
      all += group.steps[step]!;
      if (step < bar) below += group.steps[step]!;
    }
  }
  return all === 0 ? Number.NaN : below / all;
}

function calibrationErrorOf(groups: readonly Group[]): number {
  let [error, all] = [0, 0];
  for (let bin = 0; bin < bins; bin++) {
    let [promised, happened] = [0, 0];
    for (const group of groups) {
      promised += group.promised[bin]!;
      if (group.phase > 0) happened += group.alerts[bin]!;
      all += group.alerts[bin]!;
    }
    error += Math.abs(promised - happened);
  }
  return error / all;
}
