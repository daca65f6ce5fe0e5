import { openRandom, shuffled } from "../../learning/random.ts";
import { classesCount } from "../../stages/triage/neighbourhood/activity.ts";
import { type KnownRule, openRuleReader, type RuleReader, textOfRule } from "../../stages/triage/neighbourhood/known-rules.ts";
import { columns, openRows } from "../../stages/triage/neighbourhood/rows.ts";
import { streamOf } from "../../stages/triage/neighbourhood/stream.ts";
import type { AitAlert, AitScenario } from "../data/ait.ts";

/** Of alerts of one rule on one host in one phase so many are learnt from: a flood says the same thing over and over. */
export const rowsOfKindMax = 60;
/** What all alerts outside phases weigh together, one phase of one alert weighing 1. */
const outsideWeight = 30;
/** A phase weighs its number of alerts to this power. */
const phasePower = 0.25;
/** What all alerts outside phases of one scenario weigh together where known rules are counted, one phase weighing 1. */
const outsideMass = 10;

/** So many times each scenario is also seen with only some of its phases; each is kept with this chance. */
const partialVariants = 1;
const phaseKept = 0.5;
const partialRowsOfKind = 20;
const partialWeight = 0.5;
/** In a phase left out, alerts of rules that mostly fire outside phases are background and stay. */
const backgroundShare = 0.7;

/** Rows to learn from: one array a column, a class and a weight a row. */
export type TriageRows = { readonly columns: Float32Array[]; readonly labels: number[]; readonly weights: number[] };

/**
 * Rules by text with the mass of each class: every phase of every scenario has mass 1, shared by its alerts, so that a flood counts once. An occasion
 * is a rule firing on a host within an hour, however often.
 */
export function knownRulesOf(scenarios: readonly AitScenario[]): KnownRule[] {
  const known = new Map<string, { masses: number[]; occasions: Map<string, boolean> }>();
  for (const { name, alerts } of scenarios) {
    const sizes = sizesOf(alerts.map(({ phase }) => phase));
    for (const alert of alerts) {
      const key = textOfRule(alert);
      const held = known.get(key) ?? { masses: new Array<number>(classesCount).fill(0), occasions: new Map() };
      known.set(key, held);
      held.masses[alert.phase] = held.masses[alert.phase]! + (alert.phase === 0 ? outsideMass : 1) / sizes[alert.phase]!;
      const occasion = `${name}\n${alert.host}\n${Math.floor(alert.timeMs / occasionMs)}`;
      held.occasions.set(occasion, alert.phase > 0 || held.occasions.get(occasion) === true);
    }
  }
  return [...known]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([text, { masses, occasions }]) => {
      const attacks = occasions.values().reduce((sum, isAttack) => sum + (isAttack ? 1 : 0), 0);
      return { text, masses, occasions: occasions.size, attacks };
    });
}

const occasionMs = 3_600_000;

/** A scenario as it would be if only some of its phases had happened; what its background raised in the time of the others stays, as background. */
type Variant = { readonly alerts: readonly AitAlert[]; readonly rowsOfKind: number; readonly weight: number };

/**
 * The rows of scenarios. Each scenario's rules are read by what the others say of them, as they are when the model meets a place it has not seen.
 * Each scenario is seen whole and, to tell an attack that was only begun, with half of its phases left out by chance.
 */
export function triageRows(scenarios: readonly AitScenario[], seed: number): TriageRows {
  const labels: number[] = [];
  const weights: number[] = [];
  const values = columns.map((): number[] => []);
  const row = new Float32Array(columns.length);
  for (const [number, scenario] of scenarios.entries()) {
    const reader = openRuleReader(knownRulesOf(scenarios.filter((other) => other !== scenario)));
    const random = openRandom(seed * scenariosMax + number);
    for (const variant of variantsOf(scenario, reader, random)) {
      const fill = openRows(streamOf(variant.alerts, reader));
      for (const { at, weight } of pickedOf(variant, random)) {
        fill(at, row);
        for (const [column, value] of row.entries()) values[column]!.push(value);
        labels.push(variant.alerts[at]!.phase);
        weights.push(weight * variant.weight);
      }
    }
  }
  return { columns: values.map((column) => Float32Array.from(column)), labels, weights };
}

const scenariosMax = 1_000;

function variantsOf({ alerts }: AitScenario, reader: RuleReader, random: () => number): Variant[] {
  const partial = Array.from({ length: partialVariants }, (): Variant => {
    const isKept = Array.from({ length: classesCount }, (_, phase) => phase === 0 || random() < phaseKept);
    const left = alerts.flatMap((alert) => {
      if (isKept[alert.phase]) return [alert];
      return reader(alert).shares[0]! < backgroundShare ? [] : [{ ...alert, phase: 0 }];
    });
    return { alerts: left, rowsOfKind: partialRowsOfKind, weight: partialWeight };
  });
  return [{ alerts, rowsOfKind: rowsOfKindMax, weight: 1 }, ...partial];
}

/** The alerts that are learnt from, ascending, with their weights. */
function pickedOf({ alerts, rowsOfKind }: Variant, random: () => number): { at: number; weight: number }[] {
  const kinds = Map.groupBy(alerts.keys(), (at) => `${alerts[at]!.phase}\n${textOfRule(alerts[at]!)}\n${alerts[at]!.host}`);
  const sizes = sizesOf(alerts.map(({ phase }) => phase));
  const picked = [...kinds.values()].flatMap((kind) => {
    const some = kind.length <= rowsOfKind ? kind : shuffled(kind, random).slice(0, rowsOfKind);
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
