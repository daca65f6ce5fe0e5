import { writeAlertModel } from "../../stages/triage/alert-model.ts";
import { readAit } from "../data/ait.ts";
import type { Recipe } from "../recipe.ts";
import { aitFigures, aitNotes } from "../suites/ait-figures.ts";
import { byLookUp, byModel, leaveOneOut } from "../suites/ait-told.ts";
import { fitTriage } from "./triage-fit.ts";
import { triageRows } from "./triage-rows.ts";

/** The model that gives alerts their first maliciousness and activity, beside the scorecard. */
export const triageRecipe: Recipe = {
  name: "triage",
  purpose: "Asked by triage for every alert: how likely is an attack behind it, and which activity, by its rule and the alerts around it.",
  data: ["ait"],
  seed: 1,
  async train({ data, say }) {
    const scenarios = await readAit(data);
    say("measuring: each scenario told by a model of the others");
    const told = leaveOneOut(scenarios, byModel, triageRecipe.seed);
    const figures = aitFigures(told, leaveOneOut(scenarios, byLookUp, triageRecipe.seed), triageRecipe.seed);
    say("learning from all scenarios");
    const model = fitTriage(scenarios, triageRecipe.seed);
    const { labels } = triageRows(scenarios, triageRecipe.seed);
    const attacks = labels.filter((label) => label > 0).length;
    return {
      model: writeAlertModel(model),
      card: {
        trainedOn: `AIT Alert Data Set (CC BY 4.0), scenarios ${scenarios.map(({ name }) => name).join(", ")}: ${labels.length} of their alerts, ${attacks} of them in a phase of an attack (at most 60 of one rule on one host in one phase), each scenario seen whole and with half of its phases left out; ${model.knownRules.length} rules known by their text.`,
        split:
          "One whole scenario left out at a time; each scenario's known rules come from the others, in training as in testing. The shipped weights are learnt from all four.",
        figures,
        weaknesses: [
          ...aitNotes(told),
          "One kind of intrusion in one test bed: what other attacks do to these products' alerts it has not seen.",
          "Rules of other products are not judged by it; the scorecard stands there.",
        ],
        looks: "About thirty times while features, weights and the rule's own record were chosen.",
      },
    };
  },
};
