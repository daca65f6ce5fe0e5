import { techniqueModelText } from "../../stages/map-attack/technique-model.ts";
import type { Recipe } from "../recipe.ts";
import {
  calibrationOf,
  heldBackReports,
  readTechniqueData,
  techniqueFigures,
  techniqueFolds,
  techniqueSeed,
} from "../technique-measure.ts";
import { fitTechniques } from "../technique-training.ts";

/** The model that reads techniques out of prose. */
export const techniquesRecipe: Recipe = {
  name: "techniques",
  purpose:
    "Which techniques of ATT&CK does a sentence speak of, and how surely? Asked by map-attack of alerts' prose, and by `watchkeeper attack map`.",
  data: ["tram", "attack"],
  seed: techniqueSeed,
  async train({ data, catalogue, say }) {
    const facts = catalogue();
    const read = await readTechniqueData(data, facts);
    say(`${read.examples.length} sentences read`);
    const folds = heldBackReports(
      read,
      Array.from({ length: techniqueFolds }, (_, fold) => fold),
      say,
    );
    const figures = techniqueFigures("tram", folds, read, facts);
    const model = { ...fitTechniques(read.examples), calibration: calibrationOf(folds) };
    const count = (of: (example: (typeof read.examples)[number]) => boolean) => read.examples.filter(of).length;
    return {
      model: techniqueModelText(model),
      card: {
        trainedOn: `${count(({ label }) => label !== undefined)} sentences of ${new Set(read.examples.flatMap(({ report }) => report ?? [])).size} reports with one technique of fifty each (TRAM), ${count(({ label, techniques }) => label === undefined && techniques.length > 0)} procedure examples of ATT&CK, and ${count(({ techniques }) => techniques.length === 0)} sentences about nothing (TRAM's negatives); ${model.classes.length} techniques.`,
        split:
          "Five folds of whole reports, those that share three sentences together; examples of ATT&CK that cite a held-back report by its title, or share seven words in a row with a held-back sentence, are left out of its fold. The calibration of a fold comes from the other four, that of the shipped model from all.",
        figures,
        weaknesses: [
          "Phrases cut out of their sentence fit several techniques; the first answer is then often a neighbour of the right one.",
          "Of the techniques learnt, fifty were measured on reports; the others are known from ATT&CK's own sentences, which have one style.",
          "English only.",
          "A sentence that denies a technique is read much as one that states it.",
        ],
        looks:
          "sixteen times while pieces of text, weights, the share of the lexicon, the calibration and what words must say were chosen, twelve of them on one fold alone; ten more on one fold while runs of words were chosen",
      },
    };
  },
};
