import { pruned } from "../learning/logistic/model.ts";
import { trainLogistic } from "../learning/logistic/train.ts";
import type { SparseRow } from "../learning/sparse.ts";
import type { ActorInfrastructure } from "../stages/map-attack/infrastructure.ts";
import { keyHash, keysOf, type Place, patternBits, patternOf, placeOfText } from "../stages/map-attack/infrastructure-signs.ts";

/** One report on one trail's infrastructure, read. */
export type Report = { readonly trail: string; readonly number: number; readonly places: readonly Place[] };

/** A trail with fewer reports has no pattern that could be told from the report's own. */
const reportsOfPatternMin = 2;
const placesPerReportMax = 40;
const l2 = 0.3;
const iterationsMax = 4;
export const patternWeightsMax = 160_000;

/** The reports of trails with the places that can be read in them; reports without any are left out. */
export function reportsOf(trails: readonly { readonly name: string; readonly reports: readonly (readonly string[])[] }[]): Report[] {
  return trails
    .flatMap(({ name, reports }) =>
      reports.map((report, number) => ({ trail: name, number, places: report.flatMap((written) => placeOfText(written) ?? []) })),
    )
    .filter(({ places }) => places.length > 0);
}

/** Learns from reports: what was seen where, and how each trail names things; `ordinary` hosts are nobody's. Same reports, same model. */
export function fitInfrastructure(reports: readonly Report[], ordinary: readonly string[]): Omit<ActorInfrastructure, "calibrations"> {
  const trails = [...new Set(reports.map(({ trail }) => trail))].sort();
  const numberOf = new Map(trails.map((trail, at) => [trail, at]));
  const counts = new Map<string, number>();
  for (const { trail } of reports) counts.set(trail, (counts.get(trail) ?? 0) + 1);
  const patterned = trails.filter((trail) => counts.get(trail)! >= reportsOfPatternMin);
  const outputOf = new Map(patterned.map((trail, at) => [trail, at]));
  const rows: SparseRow[] = [];
  const labels: number[][] = [];
  const rowWeights: number[] = [];
  for (const { trail, places } of reports) {
    const taken = places.length > placesPerReportMax ? spread(places, placesPerReportMax) : places;
    for (const place of taken) {
      rows.push(patternOf(place));
      labels.push(outputOf.has(trail) ? [outputOf.get(trail)!] : []);
      rowWeights.push(1 / Math.sqrt(taken.length));
    }
  }
  for (const place of ordinary.flatMap((host) => placeOfText(host) ?? [])) {
    rows.push(patternOf(place));
    labels.push([]);
    rowWeights.push(1);
  }
  const patterns = trainLogistic({
    rows,
    labels,
    classesCount: patterned.length,
    dimensions: 1 << patternBits,
    l2,
    rowWeights,
    iterationsMax,
  });
  return {
    trails,
    owners: ownersOf(reports, numberOf),
    patterns: pruned(patterns, patternWeightsMax),
    patternTrails: patterned.map((trail) => numberOf.get(trail)!),
  };
}

/** Evenly over a sorted list: names that follow one another there look alike. */
function spread<T>(list: readonly T[], count: number): T[] {
  return Array.from({ length: count }, (_, at) => list[Math.floor((at * list.length) / count)]!);
}

function ownersOf(reports: readonly Report[], numberOf: ReadonlyMap<string, number>): Map<number, number[]> {
  const owners = new Map<number, number[]>();
  for (const { trail, places } of reports)
    for (const place of places)
      for (const key of storedKeysOf(place)) {
        const hash = keyHash(key);
        const known = owners.get(hash) ?? [];
        const number = numberOf.get(trail)!;
        if (!known.includes(number))
          owners.set(
            hash,
            [...known, number].sort((a, b) => a - b),
          );
      }
  return owners;
}

/** The registered name stands for all names below it: who has registered it, holds them. */
function storedKeysOf(place: Place): string[] {
  const keys = keysOf(place);
  return place.kind === "name" ? keys.slice(-1) : keys;
}
