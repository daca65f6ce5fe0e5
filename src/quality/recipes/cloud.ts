import { writeCloudModel } from "../../stages/judge-cloud/model.ts";
import { readCloudRows, trainCloud } from "../cloud-training.ts";
import type { Recipe } from "../recipe.ts";
import { cloudFigures, tellCloud } from "../suites/cloud-figures.ts";

/** The model that judges events of cloud and software services without a rule. */
export const cloudRecipe: Recipe = {
  name: "cloud",
  purpose:
    "Asked by ingest for every event of a cloud or software service: how likely is it one that a defender must see, by its own content alone.",
  data: ["panther", "sigma"],
  seed: 7,
  async train({ data, say }) {
    const rows = await readCloudRows(data, cloudRecipe.seed);
    const count = (source: string, malicious: boolean) => rows.filter((row) => row.source === source && row.malicious === malicious).length;
    say("measuring: each rule's events told by a model of the others");
    const told = tellCloud(rows, cloudRecipe.seed);
    say("learning from all rules");
    const model = trainCloud(rows, cloudRecipe.seed);
    return {
      model: writeCloudModel(model),
      card: {
        trainedOn: `panther-analysis (Apache-2.0): ${count("panther", true)} events on which a rule should fire and ${count("panther", false)} on which it should not. Facts of the cloud and identity rules of Sigma (DRL 1.1, the work of their authors, named in each rule): ${count("sigma", true)} events that they describe and ${count("sigma", false)} counterparts that failed or only look, at weight 0.3. ${count("ordinary", false)} made-up ordinary events. Recorded detonations teach nothing: they hold polling calls that are ordinary everywhere else.`,
        split:
          "Ten folds over rules: no event of a rule is told by a model that saw another event of it. The shipped weights are learnt from all rules.",
        figures: cloudFigures(told, cloudRecipe.seed),
        weaknesses: [
          "An event that should not fire a rule is a near miss of it, often sensitive by any other measure: labels of two rules can contradict each other, and part of the error is theirs.",
          "Events that mean something only in number or order (repeated sign-ins, many downloads) look like any other.",
          "A setting switched back on and one switched off differ in one value; where the value's name is new to the model, it guesses.",
          "Text that a caller chooses (names of programs and sessions, descriptions, tags, names of things) can raise the probability and never lower it. So the name of a program that is ordinary here, or a description that explains all, calms nothing; and an event of which such text was taken away stands a little lower. Which text that is, is told by the name of the field: in a product whose fields have names of their own, a single word that a caller chose may be taken for the provider's.",
          "The base rate is that of rules' tests, about one half; on an ordinary day far fewer events matter.",
        ],
        looks:
          "About forty-six times while features, lists of actions and weights were chosen; 172 of 436 rules were never read by a person, on those macro-F1 was .03 lower.",
      },
    };
  },
};
