import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { AttackCatalogue } from "../core/attack/attack.ts";
import { parseInfrastructure } from "../stages/map-attack/infrastructure.ts";
import { type AttackReader, untrainedReader } from "../stages/map-attack/reader.ts";
import { parseTechniqueModel } from "../stages/map-attack/technique-model.ts";
import { openTrainedTextMapper } from "../stages/map-attack/trained-text-mapper.ts";

/**
 * The reader with the models that ship in `trained/`; a model that is not there (it is being trained for the first time) leaves its part to the
 * catalogue alone. Refuses model/damaged and model/other-kind.
 */
export function openAttackReader(home: string, catalogue: AttackCatalogue): AttackReader {
  const techniques = modelText(home, "techniques");
  const actors = modelText(home, "actors");
  return {
    ...untrainedReader(catalogue),
    ...(techniques !== undefined && { mapText: openTrainedTextMapper(catalogue, parseTechniqueModel(techniques)) }),
    ...(actors !== undefined && { infrastructure: parseInfrastructure(actors) }),
  };
}

function modelText(home: string, name: string): string | undefined {
  const path = join(home, "trained", name, "model.json");
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}
