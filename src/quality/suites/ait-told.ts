import { probabilityOf } from "../../core/hypothesis/hypothesis.ts";
import type { AlertModel } from "../../stages/triage/alert-model.ts";
import { textOfRule } from "../../stages/triage/neighbourhood/known-rules.ts";
import { type Heard, openHeard } from "../../stages/triage/neighbours.ts";
import { baseRateLogOdds, severityLogOdds } from "../../stages/triage/scorecard.ts";
import { loweredMax } from "../../stages/triage/trained-scorer.ts";
import type { AitScenario } from "../data/ait.ts";
import { fitTriage } from "../recipes/triage-fit.ts";

/** What a method says of a scenario's alerts, in their order: the phase (0: none) and how likely an attack is behind it. */
export type Told = { readonly phases: Uint8Array; readonly maliciousness: Float32Array };
/** A scenario with what a method that never saw it says of it. */
export type ToldScenario = { readonly scenario: AitScenario; readonly told: Told };
/** A method: learns from some scenarios, and tells another. */
export type Method = (learnt: readonly AitScenario[], seed: number) => (scenario: AitScenario) => Told;

/** Every scenario told by what was learnt from all others. */
export function leaveOneOut(scenarios: readonly AitScenario[], method: Method, seed: number): ToldScenario[] {
  return scenarios.map((scenario) => {
    const others = scenarios.filter((other) => other !== scenario);
    return { scenario, told: method(others, seed)(scenario) };
  });
}

/** What the scorecard gives an alert of medium severity that says nothing else: where the model does not know the rule, that stands. */
const ordinaryLogOdds = baseRateLogOdds + severityLogOdds.medium;

/** The product's model, heard as the product hears it. */
export const byModel: Method = (learnt, seed) => toldBy(fitTriage(learnt, seed));

/** What one model tells of scenarios that it never saw. */
export function toldBy(model: AlertModel): ReturnType<Method> {
  const open = openHeard(model);
  return ({ alerts }) => {
    const heardAt = open(alerts);
    const told = { phases: new Uint8Array(alerts.length), maliciousness: new Float32Array(alerts.length) };
    for (let at = 0; at < alerts.length; at++) {
      const heard = heardAt(at);
      told.maliciousness[at] = maliciousnessOf(heard);
      told.phases[at] = heard?.isLikely ? heard.activity + 1 : 0;
    }
    return told;
  };
}

/** As the product's scorer has it, its bounds included, for an alert of medium severity that says nothing else. */
function maliciousnessOf(heard: Heard | undefined): number {
  if (!heard) return probabilityOf(ordinaryLogOdds);
  return probabilityOf(Math.max(heard.raisesOnly ? ordinaryLogOdds : ordinaryLogOdds - loweredMax, heard.logOdds));
}

/** The trivial method: the commonest label of the alert's detector, and the share of its alerts that lie in a phase. */
export const byLookUp: Method = (learnt) => {
  const counts = new Map<string, Map<number, number>>();
  for (const { alerts } of learnt) {
    for (const alert of alerts) {
      const detector = textOfRule(alert);
      const held = counts.get(detector) ?? new Map<number, number>();
      counts.set(detector, held.set(alert.phase, (held.get(alert.phase) ?? 0) + 1));
    }
  }
  const answers = new Map([...counts].map(([detector, held]) => [detector, answerOf(held)]));
  return ({ alerts }) => {
    const said = alerts.map((alert) => answers.get(textOfRule(alert)) ?? { phase: 0, share: 0 });
    return { phases: Uint8Array.from(said, ({ phase }) => phase), maliciousness: Float32Array.from(said, ({ share }) => share) };
  };
};

function answerOf(counts: ReadonlyMap<number, number>): { phase: number; share: number } {
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const [commonest] = [...counts].toSorted(([a, countA], [b, countB]) => countB - countA || a - b);
  return { phase: commonest?.[0] ?? 0, share: 1 - (counts.get(0) ?? 0) / all };
}
