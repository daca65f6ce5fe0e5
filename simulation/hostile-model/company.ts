import { loadAttackCatalogue } from "../../src/knowledge/attack.ts";
import { rankedTacticsOf } from "../../src/stages/map-attack/map-case.ts";
import type { AssessmentContext } from "../../src/stages/report/assessment-case.ts";
import { companyIndex } from "./contained.ts";

/** What every play shares: the inventory of the hostile world's company and the catalogue that reports are written with. */
export const inventory = companyIndex();
const catalogue = loadAttackCatalogue();
export const context = {
  catalogue,
  inventory,
  tacticsOf: (techniques, named) => rankedTacticsOf(techniques, catalogue, named),
} satisfies AssessmentContext;
