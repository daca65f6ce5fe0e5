import { infrastructureText } from "../../stages/map-attack/infrastructure.ts";
import {
  heldBackInfrastructure,
  infrastructureCalibrations,
  infrastructureFolds,
  infrastructureSeed,
  readInfrastructureData,
} from "../infrastructure-measure.ts";
import { fitInfrastructure } from "../infrastructure-training.ts";
import type { Recipe } from "../recipe.ts";
import { infrastructureFigures, techniqueActorFigures } from "../suites/actors.ts";

/** What is known of the infrastructure of groups: hashes of what was seen, and how each group names its hosts. */
export const actorsRecipe: Recipe = {
  name: "actors",
  purpose:
    "Which group's infrastructure do these names and addresses look like, and how surely? Asked by map-attack, and by `watchkeeper attack actors`.",
  data: ["maltrail", "galaxy"],
  seed: infrastructureSeed,
  async train({ data, catalogue, say }) {
    const facts = catalogue();
    const read = await readInfrastructureData(data);
    const folds = heldBackInfrastructure(
      read,
      Array.from({ length: infrastructureFolds }, (_, fold) => fold),
      say,
    );
    const model = { ...fitInfrastructure(read.reports, read.ordinary), calibrations: infrastructureCalibrations(folds) };
    const places = read.reports.reduce((sum, report) => sum + report.places.length, 0);
    return {
      model: infrastructureText(model),
      card: {
        trainedOn: `${places} indicators in ${read.reports.length} reports on ${model.trails.length} trails (Maltrail, copyright (c) 2014-2026 Maltrail developers, MIT licence), of which 48-bit hashes and pieces of names are kept; ${read.ordinary.length} hosts that are nobody's, from the references of MISP galaxy clusters.`,
        split:
          "Five folds of whole reports within each trail; trails of one report are asked as groups never seen. The calibration of a fold comes from the other four.",
        figures: [...infrastructureFigures("actors", folds, facts), ...techniqueActorFigures("actors", facts)],
        weaknesses: [
          "Groups without a trail cannot be recognised by infrastructure.",
          "A few groups with hundreds of reports decide the figures; counted by groups, each once, the plain look-up is right more often for several indicators.",
          "Infrastructure changes hands: what was seen years ago may be somebody else's today. The answer says consistent with, never by whom.",
        ],
        looks: "five times, while the scores of things seen, the share of patterns and the calibration were chosen",
      },
    };
  },
};
