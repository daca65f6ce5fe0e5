import type { AlertClass } from "../../core/autonomy/alert-class.ts";
import type { AutonomyBounds } from "../../core/autonomy/bounds.ts";
import type { EndedLook } from "../../core/autonomy/ends.ts";
import { lacksOf } from "../../core/autonomy/evidence.ts";
import {
  type Autonomy,
  type DemotionCause,
  type Grant,
  type GrantBasis,
  type GrantEvidence,
  isInForce,
  isWaiting,
} from "../../core/autonomy/grant.ts";
import { gradeOf, populationStability } from "../../learning/drift.ts";
import { comparedOf, evidenceOf, looksUnder, mixOf, recallOf, type SampledOf } from "./compare.ts";

/** How far the agent's verdicts on a class moved since what a grant rests on; undefined while there are too few. */
export type ClassDrift = { readonly index: number; readonly grade: ReturnType<typeof gradeOf> };

/** How the agent and people stand to one another over one class, and what is granted of it. */
export type ClassStanding = {
  readonly class: AlertClass;
  /** Looks of the period, judged by what judges now; `waiting` are those that wait for people, whatever judged them. */
  readonly looks: readonly EndedLook[];
  readonly waiting: readonly EndedLook[];
  readonly close: GrantEvidence;
  readonly contain: GrantEvidence;
  readonly recall: { readonly found: number; readonly attacks: number };
  readonly lacks: { readonly close: readonly string[]; readonly contain: readonly string[] };
  readonly grants: readonly string[];
  readonly proposals: readonly string[];
  readonly demoted: { readonly cause: DemotionCause; readonly says: string; readonly atMs: number } | undefined;
  readonly drift: ClassDrift | undefined;
};

/** What a class is told by. `looks` are all that are held of it. */
export type ToStand = {
  readonly looks: readonly EndedLook[];
  readonly basis: GrantBasis;
  readonly sampled: SampledOf;
  readonly bounds: AutonomyBounds;
  readonly state: Autonomy;
  readonly nowMs: number;
};

const dayMs = 86_400_000;
/** The fewest looks by which drift is told: with fewer, chance alone moves the index. */
export const driftLooksMin = 100;

/** Since when what was seen of a class is evidence: within the days that count, and after it was last taken back. */
export function evidenceFromMs(of: AlertClass, { bounds, state, nowMs }: Pick<ToStand, "bounds" | "state" | "nowMs">): number {
  return Math.max(nowMs - bounds["evidence-days"] * dayMs, (state.demoted.get(of)?.atMs ?? -1) + 1);
}

/** How a class stands. */
export function classStanding(of: AlertClass, asked: ToStand): ClassStanding {
  const { looks: all, basis, sampled, bounds, state, nowMs } = asked;
  const fromMs = evidenceFromMs(of, asked);
  const period = { fromMs, toMs: nowMs, sampled };
  const looks = looksUnder(all, of, basis).filter(({ atMs }) => atMs >= fromMs);
  const [close, contain] = [evidenceOf("close", looks, period), evidenceOf("contain", looks, period)];
  const own = [...state.grants.values()].filter(({ text }) => text.scope.class === of);
  const inForce = own.filter((each) => isInForce(each, nowMs));
  return {
    class: of,
    looks,
    waiting: all.filter(({ end, judged }) => end === "waiting" && !judged),
    close,
    contain,
    recall: recallOf(looks),
    lacks: { close: lacksOf("close", close, bounds), contain: lacksOf("contain", contain, bounds) },
    grants: inForce.map(({ text }) => text.id),
    proposals: own.filter((each) => isWaiting(each, nowMs)).map(({ text }) => text.id),
    demoted: state.demoted.get(of),
    drift: driftOf(inForce.at(-1), all),
  };
}

/** Compares what the agent said since a grant was given with what the grant rests on. */
export function driftOf(grant: Grant | undefined, looks: readonly EndedLook[]): ClassDrift | undefined {
  const sinceMs = grant?.grantedAtMs;
  if (!grant || sinceMs === undefined) return undefined;
  const since = looks.filter(({ atMs }) => atMs > sinceMs).slice(-2 * driftLooksMin);
  const { mix } = grant.text.evidence;
  if (since.length < driftLooksMin || mix.every((n) => n === 0)) return undefined;
  const index = populationStability(mix, mixOf(since));
  return { index, grade: gradeOf(index) };
}

/** Whether drift is more than a grant bears. */
export const driftsTooFar = ({ grade }: ClassDrift, { "drift-max": most }: Pick<AutonomyBounds, "drift-max">): boolean =>
  grade === "changed" || (grade === "watch" && most === "steady");

/** Looks on which people said otherwise, the newest first. */
export const disagreedIn = (looks: readonly EndedLook[]): EndedLook[] =>
  looks.filter((look) => comparedOf(look) === "disagreed").toReversed();
