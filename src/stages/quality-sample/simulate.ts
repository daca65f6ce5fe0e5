import {
  type ClosedUnit,
  isWaiting,
  outcomeOf,
  type QualitySample,
  type QualitySamples,
} from "../../core/quality-sample/quality-sample.ts";
import type { QualitySettings } from "../../core/quality-sample/settings.ts";
import { type SamplePlan, type Stratum, shareOf, stratumKey } from "../../core/quality-sample/stratum.ts";
import { missedRate } from "../../learning/sampling/missed-rate.ts";
import { planAfter, type SeenStratum } from "./plan.ts";

/** What the last closings would have come to under settings. Samples are expected numbers: who is drawn is the secret's to say, and is not asked here. */
export type SimulatedSamples = {
  readonly samples: number;
  readonly secondJudgements: number;
  readonly golds: number;
  /** Of the samples that were in fact drawn, how many were judged after they were due, or still wait and are. */
  readonly late: number;
  /** Secrets that would have decided on these closings. */
  readonly epochs: number;
  /** The bound of missed threats if all were judged and nothing was missed; null where fewer than one is drawn. */
  readonly boundOfNone: number | null;
};

/** What settings would have changed. */
export type SimulatedSettings = {
  readonly closings: number;
  /** Closings whose chance of being drawn, judged twice or followed by a gold alert would have been another. */
  readonly changed: number;
  readonly drawn: number;
  readonly now: SimulatedSamples;
  readonly other: SimulatedSamples;
  readonly strata: readonly { readonly stratum: Stratum; readonly closings: number; readonly now: number; readonly other: number }[];
};

/** The chances of one closing. */
type Chances = { readonly drawn: number; readonly second: number; readonly gold: number; readonly epoch: number };
type Closing = { readonly unit: ClosedUnit; readonly sample: QualitySample | undefined };

const dayMs = 86_400_000;
const sum = <Each>(all: readonly Each[], of: (each: Each) => number) => all.reduce((whole, each) => whole + of(each), 0);

/**
 * Plans the epochs of the last closings anew under the settings in force and under others; what was closed, judged and found is the recorded. Epochs are the
 * recorded ones, but where their length is what is tried: then they follow one another from the beginning of the first.
 */
export function simulateSettings(
  state: QualitySamples,
  { now, other }: { readonly now: QualitySettings; readonly other: QualitySettings },
  { nowMs, lastMax }: { readonly nowMs: number; readonly lastMax: number },
): SimulatedSettings {
  const closings = [...state.units.values()]
    .filter(({ epoch }) => epoch !== null)
    .map((unit): Closing => ({ unit, sample: unit.sample === null ? undefined : state.samples.get(unit.sample) }));
  const last = closings.slice(-lastMax);
  const recorded = recordedEpochs(state);
  const epochs = other["epoch-days"] === now["epoch-days"] ? recorded : evenEpochs(recorded, other["epoch-days"]);
  const [before, after] = [chancesOf(closings, last, now, recorded), chancesOf(closings, last, other, epochs)];
  const differs = (at: number) => (["drawn", "second", "gold"] as const).some((each) => before[at]?.[each] !== after[at]?.[each]);
  return {
    closings: last.length,
    changed: last.filter((_, at) => differs(at)).length,
    drawn: last.filter(({ unit }) => unit.sample !== null).length,
    now: samplesOf(last, before, now, nowMs),
    other: samplesOf(last, after, other, nowMs),
    strata: strataOf(last, before, after),
  };
}

/** How closings fall into epochs, and when an epoch was planned. */
type Epochs = {
  readonly of: (unit: ClosedUnit) => number;
  readonly plannedAtMs: (epoch: number) => number;
  readonly before: (epoch: number) => number;
};

function recordedEpochs({ epochs }: QualitySamples): Epochs & { readonly firstMs: number } {
  const begun = [...epochs.values()].filter(({ began }) => began !== undefined);
  const at = new Map(begun.map(({ number }, place) => [number, place]));
  return {
    of: ({ epoch }) => epoch ?? 0,
    plannedAtMs: (epoch) => epochs.get(epoch)?.committedAtMs ?? 0,
    before: (epoch) => begun[(at.get(epoch) ?? 0) - 1]?.number ?? 0,
    firstMs: begun[0]?.began?.atMs ?? 0,
  };
}

function evenEpochs({ firstMs }: { readonly firstMs: number }, days: number): Epochs {
  return {
    of: ({ closedAtMs }) => Math.max(1, 1 + Math.floor((closedAtMs - firstMs) / (days * dayMs))),
    plannedAtMs: (epoch) => firstMs + (epoch - 1) * days * dayMs,
    before: (epoch) => epoch - 1,
  };
}

/** The chances of the last closings, each by the plan of its epoch. */
function chancesOf(all: readonly Closing[], last: readonly Closing[], settings: QualitySettings, epochs: Epochs): Chances[] {
  const inEpoch = Map.groupBy(all, ({ unit }) => epochs.of(unit));
  const inStratum = Map.groupBy(all, ({ unit }) => stratumKey(unit.stratum));
  const plans = new Map<number, SamplePlan>();
  const planOf = (epoch: number): SamplePlan => {
    const held =
      plans.get(epoch) ?? planAfter(seenBefore(inEpoch.get(epochs.before(epoch)) ?? [], inStratum, epochs.plannedAtMs(epoch)), settings);
    plans.set(epoch, held);
    return held;
  };
  return last.map(({ unit }) => {
    const epoch = epochs.of(unit);
    const plan = planOf(epoch);
    return { drawn: shareOf(plan, unit.stratum), second: plan.second, gold: plan.gold, epoch };
  });
}

/** What was seen by stratum when an epoch was planned. */
function seenBefore(
  before: readonly Closing[],
  inStratum: ReadonlyMap<string, readonly Closing[]>,
  plannedAtMs: number,
): Map<string, SeenStratum> {
  return new Map(
    [...Map.groupBy(before, ({ unit }) => stratumKey(unit.stratum))].map(([key, its]): [string, SeenStratum] => {
      const outcomes = (inStratum.get(key) ?? []).flatMap(({ sample }) => (sample ? [outcomeAt(sample, plannedAtMs)] : []));
      const missed = outcomes.filter((outcome) => outcome === "missed").length;
      return [key, { size: its.length, judged: missed + outcomes.filter((outcome) => outcome === "clean").length, missed }];
    }),
  );
}

const outcomeAt = (sample: QualitySample, atMs: number) =>
  outcomeOf({ ...sample, judged: sample.judged.filter((judgement) => judgement.atMs < atMs) });

function samplesOf(last: readonly Closing[], chances: readonly Chances[], settings: QualitySettings, nowMs: number): SimulatedSamples {
  const dueMs = settings["due-days"] * dayMs;
  return {
    samples: sum(chances, ({ drawn }) => drawn),
    secondJudgements: sum(chances, ({ drawn, second }) => drawn * second),
    golds: sum(chances, ({ drawn, gold }) => drawn * gold),
    late: last.filter(({ sample }) => sample && doneAtMs(sample, nowMs) > sample.atMs + dueMs).length,
    epochs: new Set(chances.map(({ epoch }) => epoch)).size,
    boundOfNone: boundOfNone(chances),
  };
}

/** When the last judgement came that a sample needs; now where it still waits. */
function doneAtMs(sample: QualitySample, nowMs: number): number {
  if (isWaiting(sample)) return nowMs;
  return sample.judged.at(-1)?.atMs ?? sample.atMs;
}

/** What could be said at best: as many are drawn as expected, all are judged, and none is missed. */
function boundOfNone(chances: readonly Chances[]): number | null {
  const groups = [...Map.groupBy(chances, ({ drawn }) => drawn)].map(([share, its]) => {
    const drawn = share * its.length;
    return { share, closed: its.length, drawn, judged: drawn, missed: 0, overdue: 0 };
  });
  if (sum(groups, ({ drawn }) => drawn) < 1) return null;
  return missedRate({ groups: groups.filter(({ share }) => share > 0), knownMissed: 0 })?.upperBound ?? null;
}

/** By stratum, those that change most first. */
function strataOf(last: readonly Closing[], before: readonly Chances[], after: readonly Chances[]): SimulatedSettings["strata"] {
  const each = last.map(({ unit: { stratum } }, at) => ({ stratum, now: before[at]?.drawn ?? 0, other: after[at]?.drawn ?? 0 }));
  return [...Map.groupBy(each, ({ stratum }) => stratumKey(stratum))]
    .map(([key, its]) => ({
      key,
      stratum: its[0]!.stratum,
      closings: its.length,
      now: sum(its, ({ now }) => now),
      other: sum(its, ({ other }) => other),
    }))
    .toSorted((a, b) => Math.abs(b.other - b.now) - Math.abs(a.other - a.now) || (a.key < b.key ? -1 : 1))
    .map(({ key: _, ...line }) => line);
}
