import type { AttackCatalogue } from "../core/attack/attack.ts";
import { modelDigest, readTrained } from "../knowledge/trained.ts";
import { parseInfrastructure } from "../stages/map-attack/infrastructure.ts";
import { type AttackReader, untrainedReader } from "../stages/map-attack/reader.ts";
import { parseTechniqueModel } from "../stages/map-attack/technique-model.ts";
import { openTrainedTextMapper } from "../stages/map-attack/trained-text-mapper.ts";

/**
 * The reader with the models that ship in `trained/`. Its name holds their digests. Refuses model/missing, model/damaged and model/other-kind: a reader
 * that quietly did without a model would give other answers under the same name.
 */
export function openAttackReader(home: string, catalogue: AttackCatalogue): AttackReader {
  const [techniques, actors] = [readTrained(home, "techniques"), readTrained(home, "actors")];
  return {
    ...untrainedReader(catalogue),
    name: `techniques@${modelDigest(techniques)}, actors@${modelDigest(actors)}`,
    mapText: openTrainedTextMapper(catalogue, parseTechniqueModel(techniques)),
    infrastructure: parseInfrastructure(actors),
  };
}
