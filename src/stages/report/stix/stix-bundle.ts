import type { Assessment } from "../../../core/assessment/assessment.ts";
import type { AttackCatalogue } from "../../../core/attack/attack.ts";
import { escapedJson } from "../../../core/report/escaped-json.ts";
import { readingsOf } from "../reading.ts";
import { caseObjects } from "./case-objects.ts";
import { ownId, producer, type StixObject } from "./object.ts";

const casesMax = 1_000;

/**
 * The cases of an assessment as a STIX 2.1 bundle (OASIS, STIX Version 2.1). Ids are deterministic: cyber-observables by the specification's own rule, so that
 * they meet those of other products; everything else by ours. Every reference resolves within the bundle. Times are those of the cases.
 */
export function stixBundle(assessment: Assessment, catalogue: AttackCatalogue): string {
  const world = worldOf(assessment);
  const cases = readingsOf(assessment).slice(0, casesMax);
  const objects = new Map<string, StixObject>([[producer.id, producer]]);
  for (const reading of cases)
    for (const object of caseObjects(reading, catalogue, world)) if (!objects.has(object.id)) objects.set(object.id, object);
  const bundle = { type: "bundle", id: ownId("bundle", world), objects: [...objects.values()] };
  return `${escapedJson(JSON.stringify(bundle, undefined, 2))}\n`;
}

/** What tells this assessment's cases from another's: the evidence that they rest on. */
function worldOf({ inputs, cases, input }: Assessment): string {
  const files = inputs.map(({ path, records }) => `${path} ${records}`);
  const digests = cases.flatMap(({ evidence }) => evidence.map(({ digest }) => digest));
  return JSON.stringify([input ?? "", files, digests]);
}
