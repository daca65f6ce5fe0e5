import { z } from "zod";
import type { Observable } from "../../core/observable/observable.ts";
import { Calibration, calibrated } from "../../learning/calibration.ts";
import { LogisticFile, packLogistic, unpackLogistic } from "../../learning/logistic/file.ts";
import type { LogisticModel } from "../../learning/logistic/model.ts";
import { logisticScores } from "../../learning/logistic/score.ts";
import { damagedModel, Packed, packIntegers, readModelFile, unpackIntegers, writeModelFile } from "../../learning/model-file.ts";
import { keyHash, keysOf, type Place, patternBits, patternOf, placeOf } from "./infrastructure-signs.ts";

/** What a model of actors' infrastructure is called in its file. */
export const infrastructureKind = "actor-infrastructure";
/** The most places of one case that are looked at. */
export const placesMax = 500;
const trailsMax = 2_000;

/**
 * What is known of the infrastructure of groups, by trail (a name under which reports were collected, as `apt_38`).
 * `owners` leads from the hash of a name, address, network or path to the trails it was seen in; `patterns` tells how `patternTrails` name things.
 */
export type ActorInfrastructure = {
  readonly trails: readonly string[];
  readonly owners: KeyOwners;
  readonly patterns: LogisticModel;
  readonly patternTrails: readonly number[];
  /** One place alone says less than several, and its scores mean something else. */
  readonly calibrations: { readonly single: Calibration; readonly several: Calibration };
};

/** Trails by the hash of a key. */
export type KeyOwners = { readonly get: (key: number) => readonly number[] | undefined; readonly keys: () => Iterable<number> };

/** The trail that places fit best. `known`: one of them was seen before; otherwise only the way of naming speaks. `chance` is calibrated. */
export type InfrastructureMatch = { readonly trail: string; readonly chance: number; readonly known: boolean };

/** What one place seen before says for its trail, in log-odds; shared among all trails that it was seen in. */
const seenLogOdds: Readonly<Record<string, number>> = { name: 9, address: 8, net: 3, path: 6 };
const sharedMax = 4;
const placesCounted = 12;

/** The best trail for some places, or undefined when none can be read. Order does not matter. */
export function matchInfrastructure(
  model: ActorInfrastructure,
  observables: readonly Pick<Observable, "type" | "value">[],
): InfrastructureMatch | undefined {
  const places = observables.slice(0, placesMax).flatMap((each) => placeOf(each) ?? []);
  const fit = fitOf(model, places);
  const { single, several } = model.calibrations;
  return fit && { trail: model.trails[fit.trail]!, chance: calibrated(places.length > 1 ? several : single, fit.score), known: fit.known };
}

/** How well places fit their best trail: its log-odds, held back where a second trail is close. */
export function fitOf(
  model: Omit<ActorInfrastructure, "calibrations">,
  places: readonly Place[],
): { readonly trail: number; readonly score: number; readonly known: boolean } | undefined {
  if (places.length === 0) return undefined;
  const seen = seenOf(model, places);
  const logOdds = patternLogOdds(model, places);
  const ranked = [...new Set([...seen.keys(), ...model.patternTrails])]
    .map((trail) => ({ trail, score: (seen.get(trail) ?? 0) + (logOdds.get(trail) ?? unseenPattern) }))
    .sort((a, b) => b.score - a.score || a.trail - b.trail);
  const [first, second] = ranked;
  if (!first) return undefined;
  const margin = first.score - (second?.score ?? unseenPattern);
  return { trail: first.trail, score: Math.min(first.score, margin), known: (seen.get(first.trail) ?? 0) >= knownFrom };
}
/** A trail too small to have a pattern is as unlikely, before anything was seen of it, as the rarest that has one. */
const unseenPattern = -5;
const knownFrom = 5;

function seenOf({ owners }: Pick<ActorInfrastructure, "owners">, places: readonly Place[]): Map<number, number> {
  const seen = new Map<number, number>();
  for (const place of places) {
    const best = new Map<number, number>();
    for (const key of keysOf(place)) {
      const trails = owners.get(keyHash(key)) ?? [];
      const logOdds = (seenLogOdds[key.slice(0, key.indexOf(" "))] ?? 0) / trails.length;
      if (trails.length <= sharedMax) for (const trail of trails) best.set(trail, Math.max(best.get(trail) ?? 0, logOdds));
    }
    for (const [trail, logOdds] of best) seen.set(trail, (seen.get(trail) ?? 0) + logOdds);
  }
  return seen;
}

/** The mean of what each place's name says, growing with the root of how many there are: names of one report are alike. */
function patternLogOdds({ patterns, patternTrails }: Pick<ActorInfrastructure, "patterns" | "patternTrails">, places: readonly Place[]) {
  const sums = new Float64Array(patternTrails.length);
  for (const place of places) for (const [at, score] of logisticScores(patterns, patternOf(place)).entries()) sums[at] = sums[at]! + score;
  const scale = Math.sqrt(Math.min(places.length, placesCounted)) / places.length;
  return new Map(patternTrails.map((trail, at) => [trail, Math.max(patternFloor, sums[at]! * scale)]));
}
const patternFloor = -12;

const InfrastructureFile = z.strictObject({
  bits: z.literal(patternBits),
  trails: z.array(z.string()).max(trailsMax),
  high: Packed,
  low: Packed,
  ownersCount: Packed,
  owner: Packed,
  patterns: LogisticFile,
  patternTrails: z.array(z.int().min(0)).max(trailsMax),
  calibrations: z.strictObject({ single: Calibration, several: Calibration }),
});

const half = 2 ** 24;

/** The text of `trained/actors/model.json`. The same model gives the same text. */
export function infrastructureText({ trails, owners, patterns, patternTrails, calibrations }: ActorInfrastructure): string {
  const keys = [...owners.keys()].sort((a, b) => a - b);
  const body: z.infer<typeof InfrastructureFile> = {
    bits: patternBits,
    trails: [...trails],
    high: packIntegers(keys.map((key, at) => Math.floor(key / half) - (at === 0 ? 0 : Math.floor(keys[at - 1]! / half)))),
    low: packIntegers(keys.map((key) => key % half)),
    ownersCount: packIntegers(keys.map((key) => owners.get(key)!.length)),
    owner: packIntegers(keys.flatMap((key) => [...owners.get(key)!])),
    patterns: packLogistic(patterns, "int8"),
    patternTrails: [...patternTrails],
    calibrations,
  };
  return writeModelFile({ kind: infrastructureKind, body });
}

/** The model of a text that `infrastructureText` wrote. Throws model/damaged or model/other-kind. */
export function parseInfrastructure(text: string): ActorInfrastructure {
  const file = InfrastructureFile.safeParse(readModelFile(text, infrastructureKind));
  if (!file.success) throw damagedModel("a model of infrastructure has another shape");
  const { trails, patternTrails, calibrations } = file.data;
  const patterns = unpackLogistic(file.data.patterns);
  const lists = [file.data.high, file.data.low, file.data.ownersCount, file.data.owner].map(unpackIntegers);
  const [highs, lows, counts, owner] = lists as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  const fits = highs.length === lows.length && lows.length === counts.length && patterns.outputs === patternTrails.length;
  if (!fits || [...patternTrails, ...owner].some((trail) => trail >= trails.length)) throw damagedModel("its trails do not fit its keys");
  return { trails, owners: ownersOf(highs, lows, counts, owner), patterns, patternTrails, calibrations };
}

/** A sorted table, found in by halving: tens of thousands of small lists would cost more to build than a run asks. */
function ownersOf(highs: Uint32Array, lows: Uint32Array, counts: Uint32Array, owner: Uint32Array): KeyOwners {
  const keys = new Float64Array(highs.length);
  const starts = new Uint32Array(highs.length + 1);
  let high = 0;
  for (let at = 0; at < highs.length; at++) {
    high += highs[at]!;
    keys[at] = high * half + lows[at]!;
    starts[at + 1] = starts[at]! + counts[at]!;
  }
  return {
    keys: () => keys,
    get(key) {
      let from = 0;
      let to = keys.length;
      while (from < to) {
        const middle = (from + to) >> 1;
        if (keys[middle]! < key) from = middle + 1;
        else to = middle;
      }
      return keys[from] === key ? [...owner.subarray(starts[from]!, starts[from + 1]!)] : undefined;
    },
  };
}
