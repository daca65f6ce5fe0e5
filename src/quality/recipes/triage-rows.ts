import { openRandom, shuffled } from "../../learning/random.ts";
import { classesCount } from "../../stages/triage/neighbourhood/activity.ts";
import { type KnownRule, openRuleReader, textOfRule } from "../../stages/triage/neighbourhood/known-rules.ts";
import { columns, openRows } from "../../stages/triage/neighbourhood/rows.ts";
import { streamOf } from "../../stages/triage/neighbourhood/stream.ts";
import type { AitScenario } from "../data/ait.ts";

/** Of alerts of one rule on one host in one phase so many are learnt from: a flood says the same thing over and over. */
export const rowsOfKindMax = 60;
/** What all alerts outside phases weigh together, one phase of one alert weighing 1. */
const outsideWeight = 30;
/** A phase weighs its number of alerts to this power. */
const phasePower = 0.25;
/** What all alerts outside phases of one scenario weigh together where known rules are counted, one phase weighing 1. */
const outsideMass = 10;

/** Rows to learn from: one array a column, a class and a weight a row. */
export type TriageRows = { readonly columns: Float32Array[]; readonly labels: number[]; readonly weights: number[] };

/** Rules by text with the mass of each class: every phase of every scenario has mass 1, shared by its alerts, so that a flood counts once. */
export function knownRulesOf(scenarios: readonly AitScenario[]): KnownRule[] {
  const known = new Map<string, number[]>();
  for (const { alerts } of scenarios) {
    const sizes = sizesOf(alerts.map(({ phase }) => phase));
    for (const alert of alerts) {
      const key = textOfRule(alert);
      const masses = known.get(key) ?? new Array<number>(classesCount).fill(0);
      masses[alert.phase] = masses[alert.phase]! + (alert.phase === 0 ? outsideMass : 1) / sizes[alert.phase]!;
      known.set(key, masses);
    }
  }
  return [...known].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([text, masses]) => ({ text, masses }));
}

/** The rows of scenarios. Each scenario's rules are read by what the others say of them, as they are when the model meets a place it has not seen. */
export function triageRows(scenarios: readonly AitScenario[], seed: number): TriageRows {
  const labels: number[] = [];
  const weights: number[] = [];
  const values = columns.map((): number[] => []);
  for (const scenario of scenarios) {
    const stream = streamOf(scenario.alerts, openRuleReader(knownRulesOf(scenarios.filter((other) => other !== scenario))));
    const fill = openRows(stream);
    const row = new Float32Array(columns.length);
    for (const { at, weight } of pickedOf(scenario, seed)) {
      fill(at, row);
      for (const [column, value] of row.entries()) values[column]!.push(value);
      labels.push(scenario.alerts[at]!.phase);
      weights.push(weight);
    }
  }
  return { columns: values.map((column) => Float32Array.from(column)), labels, weights };
}

/** The alerts that are learnt from, ascending, with their weights. */
function pickedOf({ alerts }: AitScenario, seed: number): { at: number; weight: number }[] {
  const random = openRandom(seed);
  const kinds = Map.groupBy(alerts.keys(), (at) => `${alerts[at]!.phase}\n${textOfRule(alerts[at]!)}\n${alerts[at]!.host}`);
  const sizes = sizesOf(alerts.map(({ phase }) => phase));
  const picked = [...kinds.values()].flatMap((kind) => {
    const some = kind.length <= rowsOfKindMax ? kind : shuffled(kind, random).slice(0, rowsOfKindMax);
    return some.map((at) => {
      const { phase } = alerts[at]!;
      const whole = phase === 0 ? outsideWeight : sizes[phase]! ** phasePower;
      return { at, weight: (whole * kind.length) / some.length / sizes[phase]! };
    });
  });
  return picked.toSorted((a, b) => a.at - b.at);
}

function sizesOf(phases: readonly number[]): number[] {
  const sizes = new Array<number>(classesCount).fill(0);
  for (const phase of phases) sizes[phase] = sizes[phase]! + 1;
  return sizes;
}
