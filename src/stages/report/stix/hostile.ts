import { visible } from "../../../core/inert/inert.ts";
import { observableKey } from "../../../core/observable/observable.ts";
import { names, spoken } from "../mention.ts";
import type { CaseReading } from "../reading.ts";
import { cyberObservables, patternOf, type TypedValue } from "./cyber-observable.ts";
import { made, ownId, type StixObject, stixTime } from "./object.ts";

const indicatorsMax = 50;

/** What of a case other parts refer to. */
export type CaseObjects = {
  readonly reading: CaseReading;
  readonly observed: readonly StixObject[];
  readonly assets: readonly StixObject[];
};

/**
 * Indicators for what intelligence knows as hostile, in true-positive cases only: a value is not an indicator because it was near an alert.
 * Each with a sighting of where it was seen, and the observed data that it is based on.
 */
export function hostileObjects({ reading: { case: each }, observed, assets }: CaseObjects, world: string): StixObject[] {
  if (each.verdict !== "true-positive") return [];
  const known = each.evidence.filter(({ answer, trust }) => answer === "known-bad" && trust === "intelligence");
  const found: StixObject[] = [];
  for (const observable of each.observables) {
    const said = known.find(({ says }) => names(says.toLowerCase(), spoken(observableKey(observable))));
    const pattern = patternOf(observable);
    if (!said || !pattern || found.length >= indicatorsMax * 3) continue;
    found.push(
      ...indicatorObjects(
        { observable, pattern, says: `${said.says} [${said.id}]`, observed, where: assets.map(({ id }) => id) },
        each,
        world,
      ),
    );
  }
  return found;
}

type Hostile = {
  readonly observable: TypedValue;
  readonly pattern: string;
  readonly says: string;
  readonly observed: readonly StixObject[];
  readonly where: readonly string[];
};

function indicatorObjects(
  { observable, pattern, says, observed, where }: Hostile,
  each: CaseObjects["reading"]["case"],
  world: string,
): StixObject[] {
  const value = cyberObservables(observable).at(-1)?.id ?? "";
  const basis = observed.filter(({ object_refs: refs }) => Array.isArray(refs) && refs.includes(value)).map(({ id }) => id);
  const id = ownId("indicator", world, each.id, pattern);
  const indicator: StixObject = {
    ...made("indicator", id, each.lastTime),
    name: visible(observable.value),
    description: visible(says),
    indicator_types: ["malicious-activity"],
    pattern,
    pattern_type: "stix",
    pattern_version: "2.1",
    valid_from: stixTime(each.firstTime),
  };
  const sighting: StixObject = {
    ...made("sighting", ownId("sighting", world, each.id, pattern), each.lastTime),
    sighting_of_ref: id,
    first_seen: stixTime(each.firstTime),
    last_seen: stixTime(each.lastTime),
    ...(basis.length > 0 ? { observed_data_refs: basis, count: basis.length } : {}),
    ...(where.length > 0 ? { where_sighted_refs: [...new Set(where)] } : {}),
  };
  const based = basis.slice(0, 1).map(
    (source): StixObject => ({
      ...made("relationship", ownId("relationship", id, "based-on", source), each.lastTime),
      relationship_type: "based-on",
      source_ref: id,
      target_ref: source,
    }),
  );
  return [indicator, sighting, ...based];
}
