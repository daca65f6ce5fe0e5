import { type Calibration, fitPlatt } from "../learning/calibration.ts";
import { openRandom, shuffled } from "../learning/random.ts";
import type { ActorInfrastructure } from "../stages/map-attack/infrastructure.ts";
import { fitOf } from "../stages/map-attack/infrastructure.ts";
import { keyHash, keysOf, type Place, placeOfText } from "../stages/map-attack/infrastructure-signs.ts";
import { readOrdinaryHosts } from "./data/galaxy.ts";
import { readTrails } from "./data/maltrail.ts";
import { fitInfrastructure, type Report, reportsOf } from "./infrastructure-training.ts";

export const infrastructureFolds = 5;
export const infrastructureSeed = 20_261_123;
const severalMin = 3;
const severalMax = 10;

/** Some places of one held-back report; `trail` is undefined where no model could know: a trail of one report, or hosts that are nobody's. */
export type Query = { readonly trail: string; readonly knowable: boolean; readonly places: readonly Place[] };

/** One fold: a model without the reports that its queries were drawn from. `ordinary` are hosts that are nobody's. */
export type InfrastructureFold = {
  readonly model: Omit<ActorInfrastructure, "calibrations">;
  readonly several: readonly Query[];
  readonly single: readonly Query[];
  readonly ordinary: readonly Query[];
};

export type InfrastructureData = { readonly reports: readonly Report[]; readonly ordinary: readonly string[] };

/** Reads trails and hosts that are nobody's. */
export async function readInfrastructureData(data: string): Promise<InfrastructureData> {
  const reports = reportsOf(await readTrails(data));
  const seen = new Set(reports.flatMap(({ places }) => places.flatMap((place) => (place.kind === "name" ? [place.registered] : []))));
  const ordinary = (await readOrdinaryHosts(data)).filter((host) => {
    const place = placeOfText(host);
    return place?.kind === "name" && !seen.has(place.registered);
  });
  return { reports, ordinary };
}

/** Each report's fold: the reports of a trail are dealt out, those of one report stay together, trails of one report go round. */
function foldsOf(reports: readonly Report[]): ReadonlyMap<Report, number> {
  const random = openRandom(infrastructureSeed);
  const folds = new Map<Report, number>();
  let next = 0;
  for (const own of Map.groupBy(reports, ({ trail }) => trail).values())
    for (const report of shuffled(own, random)) folds.set(report, next++ % infrastructureFolds);
  return folds;
}

/** The folds asked for. */
export function heldBackInfrastructure(
  { reports, ordinary }: InfrastructureData,
  asked: readonly number[],
  say: (sentence: string) => void = () => undefined,
): InfrastructureFold[] {
  const folds = foldsOf(reports);
  return asked.map((fold) => {
    const random = openRandom(infrastructureSeed + fold);
    const learnt = reports.filter((report) => folds.get(report) !== fold);
    const tested = reports.filter((report) => folds.get(report) === fold);
    const model = fitInfrastructure(
      learnt,
      ordinary.filter((_, at) => at % infrastructureFolds !== fold),
    );
    say(`fold ${fold + 1} of ${infrastructureFolds}: learnt from ${learnt.length} reports, ${tested.length} held back`);
    const known = new Set(model.trails);
    const query = (trail: string, places: readonly Place[], count: number): Query => ({
      trail,
      knowable: known.has(trail),
      places: shuffled(places, random).slice(0, count),
    });
    const count = () => severalMin + Math.floor(random() * (severalMax - severalMin + 1));
    const hosts = ordinary.filter((_, at) => at % infrastructureFolds === fold).flatMap((host) => placeOfText(host) ?? []);
    return {
      model,
      several: tested.filter(({ places }) => places.length >= severalMin).map(({ trail, places }) => query(trail, places, count())),
      single: tested.map(({ trail, places }) => query(trail, places, 1)),
      ordinary: shuffled(hosts, random).map((place) => ({ trail: "nobody", knowable: false, places: [place] })),
    };
  });
}

/** How fits become chances: from queries that the models never saw, those that nobody could answer among them. */
export function infrastructureCalibrations(folds: readonly InfrastructureFold[]): ActorInfrastructure["calibrations"] {
  const calibrationOf = (queriesOf: (fold: InfrastructureFold) => readonly Query[]): Calibration => {
    const fits = folds.flatMap((fold) =>
      queriesOf(fold).flatMap(({ trail, places }) => {
        const fit = fitOf(fold.model, places);
        return fit ? [{ score: fit.score, hit: fold.model.trails[fit.trail] === trail ? 1 : 0 }] : [];
      }),
    );
    return fitPlatt(
      fits.map(({ score }) => score),
      fits.map(({ hit }) => hit),
    );
  };
  return { single: calibrationOf(({ single, ordinary }) => [...single, ...ordinary]), several: calibrationOf(({ several }) => several) };
}

/** The trivial method: the trail that most of the places were seen in before, by name, registered name or address. */
export function seenBefore(
  { owners, trails }: Pick<ActorInfrastructure, "owners" | "trails">,
  places: readonly Place[],
): string | undefined {
  const votes = new Map<number, number>();
  for (const place of places)
    for (const owner of new Set(keysOf(place).flatMap((key) => owners.get(keyHash(key)) ?? [])))
      votes.set(owner, (votes.get(owner) ?? 0) + 1);
  const [first] = [...votes].sort(([a, n], [b, m]) => m - n || a - b);
  return first && trails[first[0]];
}
