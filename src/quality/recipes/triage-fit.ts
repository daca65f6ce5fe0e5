import { trainTrees } from "../../learning/trees/train.ts";
import type { AlertModel } from "../../stages/triage/alert-model.ts";
import { classesCount } from "../../stages/triage/neighbourhood/activity.ts";
import type { AitScenario } from "../data/ait.ts";
import { knownRulesOf, triageRows } from "./triage-rows.ts";

/** The name of the model, with the version of what it is made of. */
export const triageModelName = "neighbourhood-1";

/** Learns the model of triage from scenarios. The same scenarios and seed give the same model. */
export function fitTriage(scenarios: readonly AitScenario[], seed: number): AlertModel {
  const { columns, labels, weights } = triageRows(scenarios, seed);
  const options = {
    treesMax: 80,
    depthMax: 4,
    learningRate: 0.15,
    lambda: 2,
    leafWeightMin: 0.05,
    binsMax: 64,
    rowShare: 0.8,
    columnShare: 0.3,
    seed,
  };
  const trees = trainTrees({ columns, labels, classesCount, rowWeights: weights, options });
  return { name: triageModelName, knownRules: knownRulesOf(scenarios), trees };
}
