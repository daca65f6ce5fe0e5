import type { AttackCatalogue } from "../../core/attack/attack.ts";
import type { ActorInfrastructure } from "./infrastructure.ts";
import { type TextMapper, textMapperOf } from "./map-text.ts";

/** All that reading techniques and groups out of a case needs: facts, and what was learnt from labelled data. */
export type AttackReader = {
  readonly catalogue: AttackCatalogue;
  /** What it learnt from, recorded in the run's settings: the names of its models with their digests. */
  readonly name: string;
  readonly mapText: TextMapper;
  /** Undefined: observables say nothing of groups. */
  readonly infrastructure?: ActorInfrastructure | undefined;
};

/** A reader that has learnt nothing: the lexicon, names, and techniques alone. */
export function untrainedReader(catalogue: AttackCatalogue): AttackReader {
  return { catalogue, name: "untrained", mapText: textMapperOf(catalogue) };
}
