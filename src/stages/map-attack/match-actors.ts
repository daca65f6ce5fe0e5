import type { ActorMatch, AttackCatalogue, GroupFacts, TechniqueClaim } from "../../core/attack/attack.ts";
import type { Observable } from "../../core/observable/observable.ts";
import { namesIn } from "./actor-names.ts";
import { type ActorProfile, type ActorStatistics, statisticsOf } from "./actor-statistics.ts";
import { type ActorInfrastructure, matchInfrastructure } from "./infrastructure.ts";

/** The most groups that a case can be consistent with and still say something. */
export const actorsMax = 5;
/** Fewer telling techniques than this fit so many groups that naming any would mislead. */
export const tellingTechniquesMin = 4;
const sharedTechniquesMin = 3;
const scoreMin = 0.1;
/** How sure we want to be that luck does not explain a group's agreement, over all groups tried. */
const beyondLuckFrom = 0.9;
const consistentFrom = 0.3;
const scoreMax = 0.95;
/** Techniques alone never say more: groups learn from one another and share tools. */
const techniqueScoreMax = 0.6;
/** A technique that more than this share of all groups uses tells none of them apart. */
const commonShare = 0.35;
const softwareScale = 0.12;
const softwareTelling = 1.5;
const techniquesReadMax = 200;
const steepnessMax = 20;
const bisectionSteps = 24;

/** Places are put down to a group only when that is likelier right than this. */
export const infrastructureFrom = 0.5;
/** What infrastructure says at most: it is rented, shared and taken over. A way of naming, with nothing seen before, says less. */
const seenShare = 0.9;
const namingShare = 0.7;

/**
 * What is known of a case. `labels` are names that intelligence gave to its indicators (a group's name, or a trail's as `apt_38`).
 * `observables` speak where `infrastructure` is given: by what was seen before, and with `byNaming` also by how a group names its hosts.
 * That is for indicators that somebody has singled out: among all the hosts of an office something always looks like something.
 */
export type ActorInput = {
  readonly techniques?: readonly (TechniqueClaim | string)[];
  readonly software?: readonly string[];
  readonly texts?: readonly string[];
  readonly labels?: readonly string[];
  readonly observables?: readonly Observable[];
  readonly infrastructure?: ActorInfrastructure | undefined;
  readonly byNaming?: boolean;
};

/**
 * The groups that a case is consistent with, best first, at most five; never who did it. Empty when there is too little to say.
 * Techniques count by how few groups use them. A group's score is what it explains beyond what any group with as many techniques would
 * by chance; `consistentWith` says that luck among all groups tried is not a good explanation, or that the group was named.
 */
export function matchActors(input: ActorInput, catalogue: AttackCatalogue): ActorMatch[] {
  const statistics = statisticsOf(catalogue);
  const observed = observedOf(input.techniques ?? [], catalogue);
  const named = namesIn({ texts: input.texts ?? [], software: input.software ?? [], labels: input.labels ?? [] }, catalogue);
  const byTechnique = agreementOf(observed, statistics);
  const placed = placedOf(input, catalogue);
  const unlisted = placed && !statistics.groups.some(({ id }) => id === placed.group.id) ? [placed.group] : [];
  return [...statistics.groups, ...unlisted]
    .map((group) => {
      const agreement = byTechnique.get(group.id);
      const doubts = [named.groups.get(group.id) ?? 0, softwareScore(group, named.software, statistics)];
      const told = 1 - [...doubts, placed?.group.id === group.id ? placed.score : 0].reduce((left, score) => left * (1 - score), 1);
      const score = Math.min(scoreMax, 1 - (1 - told) * (1 - (agreement?.score ?? 0)));
      const consistentWith = told >= consistentFrom || (agreement?.beyondLuck ?? false);
      return { id: group.id, name: group.name, score: Math.round(score * 1000) / 1000, consistentWith };
    })
    .filter(({ score }) => score >= scoreMin)
    .sort((a, b) => Number(b.consistentWith) - Number(a.consistentWith) || b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, actorsMax);
}

/** The group that observables were put down to, if that is likely enough; one that no catalogue holds goes by its trail's name. */
function placedOf(
  { observables = [], infrastructure, byNaming }: ActorInput,
  catalogue: AttackCatalogue,
): { readonly group: GroupFacts; readonly score: number } | undefined {
  const match = infrastructure && matchInfrastructure(infrastructure, observables);
  if (!match || match.chance < infrastructureFrom || !(match.known || byNaming)) return undefined;
  const id = catalogue.groupOfTrail?.(match.trail) ?? match.trail.replace(/^apt_/, "maltrail:");
  const name = match.trail.replace(/^apt_(?=\d)/, "APT").replace(/^apt_/, "");
  const known = statisticsOf(catalogue).groups.find((group) => group.id === id);
  const group = known ?? { id, name, aliases: [], marks: [], techniques: [], software: [] };
  return { group, score: match.chance * (match.known ? seenShare : namingShare) };
}

/** Current technique ids, each with its confidence; a bare id counts as sure. */
function observedOf(techniques: readonly (TechniqueClaim | string)[], catalogue: AttackCatalogue): Map<string, number> {
  const observed = new Map<string, number>();
  for (const each of techniques.slice(0, techniquesReadMax)) {
    const { id, confidence } = typeof each === "string" ? { id: each, confidence: 1 } : each;
    const current = catalogue.current(id);
    if (current !== undefined && catalogue.technique(current))
      observed.set(current, Math.max(observed.get(current) ?? 0, Math.min(1, Math.max(0, confidence))));
  }
  return observed;
}

type Agreement = { readonly score: number; readonly beyondLuck: boolean };
type Telling = { readonly id: string; readonly users: number; readonly weight: number };

/** What each group's techniques explain of what was seen beyond chance; empty when fewer than `tellingTechniquesMin` tell groups apart. */
function agreementOf(observed: ReadonlyMap<string, number>, statistics: ActorStatistics): Map<string, Agreement> {
  const tried = statistics.profiles.length;
  const telling = [...observed].flatMap(([id, confidence]): Telling[] => {
    const users = statistics.usersOf(id);
    return users === 0 || users > commonShare * tried ? [] : [{ id, users, weight: confidence * Math.log((tried + 1) / (users + 1)) }];
  });
  if (telling.length < tellingTechniquesMin) return new Map();
  return new Map(
    statistics.profiles.flatMap((profile): [string, Agreement][] => {
      const agreement = agreementWith(profile, telling, statistics);
      return agreement ? [[profile.group.id, agreement]] : [];
    }),
  );
}

function agreementWith(
  { does, size }: ActorProfile,
  telling: readonly Telling[],
  { usesTotal, profiles }: ActorStatistics,
): Agreement | undefined {
  const draws = telling.map(({ id, users, weight }) => ({ weight, chance: 1 - (1 - users / usesTotal) ** size, share: does.get(id) ?? 0 }));
  if (draws.filter(({ share }) => share > 0).length < sharedTechniquesMin) return undefined;
  const seen = draws.reduce((sum, { weight, share }) => sum + weight * share, 0);
  const gain = draws.reduce((left, { weight, chance }) => left - weight * chance, seen);
  if (gain <= 0) return undefined;
  const total = draws.reduce((sum, { weight }) => sum + weight, 0);
  return { score: (techniqueScoreMax * gain) / total, beyondLuck: (1 - luckAtMost(seen, draws)) ** profiles.length >= beyondLuckFrom };
}

/** A tool counts by how few groups use it; what many use says nothing. */
function softwareScore(group: GroupFacts, software: ReadonlySet<string>, { softwareUsersOf, profiles }: ActorStatistics): number {
  const telling = group.software
    .filter((id) => software.has(id))
    .map((id) => Math.max(0, Math.log(profiles.length / softwareUsersOf(id)) - softwareTelling))
    .reduce((sum, weight) => sum + weight, 0);
  return 1 - Math.exp(-softwareScale * telling);
}

/**
 * An upper bound of the chance that independent draws sum to at least `seen` (Chernoff 1952): the smallest value over u >= 0 of
 * exp(-u seen) times the product of (1 - chance + chance exp(u weight)). It holds for few and rare events, where a normal curve does not.
 */
function luckAtMost(seen: number, draws: readonly { readonly weight: number; readonly chance: number }[]): number {
  const expected = draws.reduce((sum, { weight, chance }) => sum + weight * chance, 0);
  if (seen <= expected) return 1;
  // The derivative of the exponent grows with u: its root is the best u.
  const slope = (u: number) =>
    draws.reduce((sum, { weight, chance }) => {
      const lifted = chance * Math.exp(u * weight);
      return sum + (weight * lifted) / (1 - chance + lifted);
    }, -seen);
  let low = 0;
  let high = steepnessMax;
  for (let step = 0; step < bisectionSteps; step++) {
    const middle = (low + high) / 2;
    if (slope(middle) < 0) low = middle;
    else high = middle;
  }
  const exponent = draws.reduce((sum, { weight, chance }) => sum + Math.log(1 - chance + chance * Math.exp(low * weight)), -low * seen);
  return Math.min(1, Math.exp(exponent));
}
