import { bootstrapInterval, quantileOf } from "../../learning/bootstrap.ts";
import { clopperPearsonOfMany } from "../../learning/interval-of-many.ts";
import { macroF1 } from "../../learning/metrics.ts";
import type { PairedCase, PairedRecording, Truth } from "./pair.ts";
import type { Compared } from "./report.ts";

/** A recording that was investigated twice, with what it truly holds. */
export type Looked = PairedRecording & { readonly name: string; readonly truth: Truth };

const seed = 1;
const samples = 1_000;
const violationsShownMax = 20;

/** One end: of a case, or of a recording on which nothing was raised. */
type Unit = { readonly truth: Truth; readonly without: Truth; readonly led: Truth };

/**
 * What a model changed on these recordings, of which the suite has `of` in all. A unit is a case, and a recording without any; recordings are resampled whole, since cases
 * of one are alike.
 */
export function comparedOf(looked: readonly Looked[], of: number): Compared {
  const cases = looked.flatMap((each) => each.cases.map((paired) => ({ ...paired, recording: each.name, truth: each.truth })));
  const groups = looked.map(unitsOf);
  const changed = cases.filter(({ change }) => change !== "same");
  const raised = (truth: Truth) => cases.filter((each) => each.change === "raised" && each.truth === truth).length;
  const violations = violationsOf(looked);
  const truth = { attack: looked.filter((each) => each.truth === "attack").length, ordinary: 0 };
  truth.ordinary = looked.length - truth.attack;
  return {
    recordings: { seen: looked.length, of },
    cases: cases.length,
    nothingRaised: looked.filter((each) => each.cases.length === 0).length,
    truth,
    accuracy: paired(groups, accuracyOf, accuracyBound(groups)),
    ...(truth.attack > 0 && truth.ordinary > 0 && { macroF1: paired(groups, macroF1Of, null) }),
    closedWithout: cases.filter(({ without }) => !without.escalated).length,
    differ: { seen: changed.length, of: cases.length, interval: [...clopperPearsonOfMany(changed.length, cases.length)] },
    raised: { attack: raised("attack"), ordinary: raised("ordinary") },
    added: {
      readings: cases.reduce((sum, { use }) => sum + use.added.readings, 0),
      answers: cases.reduce((sum, { use }) => sum + use.added.answers, 0),
      sentences: cases.reduce((sum, { use }) => sum + use.added.sentences, 0),
    },
    violations: violations.length,
    firstViolations: violations.slice(0, violationsShownMax),
    asked: cases.filter(({ use }) => use.calls > 0).length,
    calls: cases.reduce((sum, { use }) => sum + use.calls, 0),
    tokens: takenOf(cases.map(({ use }) => use.tokens)),
    cost: takenOf(cases.map(({ use }) => use.costMicros / 1_000_000)),
    failures: failuresOf(cases),
  };
}

function unitsOf({ cases, truth }: Looked): readonly Unit[] {
  if (cases.length === 0) return [{ truth, without: "ordinary", led: "ordinary" }];
  return cases.map(({ without, led }) => ({ truth, without: without.told, led: led.told }));
}

type Statistic = (units: readonly Unit[], which: "without" | "led") => number;

const accuracyOf: Statistic = (units, which) =>
  units.length === 0 ? 0 : units.filter((unit) => unit.truth === unit[which]).length / units.length;

const macroF1Of: Statistic = (units, which) =>
  macroF1(
    units.map(({ truth }) => truth),
    units.map((unit) => unit[which]),
    ["attack", "ordinary"],
  );

/** Where no unit was told otherwise, resampling knows nothing: then so much may have been missed, by the exact bound for none of so many recordings. */
function accuracyBound(groups: readonly (readonly Unit[])[]): [number, number] | null {
  if (groups.length === 0) return null;
  const [, most] = clopperPearsonOfMany(0, groups.length);
  return [-most, most];
}

function paired(
  groups: readonly (readonly Unit[])[],
  statistic: Statistic,
  whereNothingDiffers: [number, number] | null,
): Compared["accuracy"] {
  const units = groups.flat();
  const [without, led] = [statistic(units, "without"), statistic(units, "led")];
  const differs = units.some((unit) => unit.without !== unit.led);
  const difference = (sample: readonly (readonly Unit[])[]) => statistic(sample.flat(), "led") - statistic(sample.flat(), "without");
  const interval = differs ? bootstrapInterval({ groups, statistic: difference, samples, seed }) : whereNothingDiffers;
  return { without, with: led, difference: led - without, interval };
}

function violationsOf(looked: readonly Looked[]): Compared["firstViolations"] {
  return looked.flatMap(({ name, cases, against }) => [
    ...against.map((says) => ({ recording: name, case: "", says })),
    ...cases.flatMap((each) => each.against.map((says) => ({ recording: name, case: each.id, says }))),
  ]);
}

function takenOf(values: readonly number[]): Compared["tokens"] {
  const total = values.reduce((sum, each) => sum + each, 0);
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return { mean: 0, p95: 0, max: 0, total };
  return { mean: total / sorted.length, p95: quantileOf(sorted, 0.95), max: sorted.at(-1) ?? 0, total };
}

function failuresOf(cases: readonly Pick<PairedCase, "use">[]): Compared["failures"] {
  const counts = new Map<string, Compared["failures"][number]>();
  for (const { role, why } of cases.flatMap(({ use }) => use.failures)) {
    const key = `${role} ${why}`;
    counts.set(key, { role, why, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts].toSorted(([a, one], [b, other]) => other.count - one.count || (a < b ? -1 : 1)).map(([, each]) => each);
}
