import type { Category } from "../alert/category.ts";
import type { BlindCase } from "./blind.ts";
import { epochAt } from "./decide-epoch.ts";
import type { Chances } from "./draw.ts";
import { sampleLimits } from "./limits.ts";
import {
  type AgentWord,
  outcomeOf,
  type QualityFact,
  type QualitySampleEvent,
  type QualitySamples,
  type WatchPlace,
} from "./quality-sample.ts";
import { type SamplePlan, type Stratum, shareOf } from "./stratum.ts";

/** A case that the agent closed. `chances` are those of the epoch that it was closed in; undefined where none had begun, or its secret is gone. */
export type CountClosure = {
  readonly type: "CountClosure";
  readonly caseId: string;
  readonly revision: number;
  readonly place: WatchPlace;
  readonly closedAtMs: number;
  readonly stratum: Stratum;
  readonly category: Category;
  readonly classes: readonly string[];
  readonly alertIds: readonly string[];
  readonly chances: { readonly epoch: number; readonly of: Chances } | undefined;
  readonly blind: BlindCase;
  readonly agent: AgentWord;
  /** A case of our own making that looks like this one and is known to be bad; undefined where none can be made. */
  readonly gold: { readonly blind: BlindCase; readonly agent: AgentWord } | undefined;
  readonly dueAtMs: number;
  readonly atMs: number;
};

/**
 * Counts a closure once, and draws it or not: by the secret of the epoch in which it was closed and by its id, and by nothing that was found or said of it.
 * One that was found to be missed before stays as it was counted.
 */
export function countClosure(command: CountClosure, state: QualitySamples): readonly QualitySampleEvent[] {
  const { caseId, place, atMs } = command;
  const before = state.units.get(caseId);
  const sampled = before && before.sample !== null ? state.samples.get(before.sample) : undefined;
  if (before && (samePlace(before.place, place) || before.truth !== undefined)) return [];
  if (sampled && outcomeOf(sampled) === "missed") return [];
  // Without the secret nobody is drawn, and that is counted as what it is.
  const epoch = command.chances && epochAt(state, place);
  if (epoch && command.chances?.epoch !== epoch.number) throw new Error(`the chances are not those of epoch ${epoch.number}`);
  const share = epoch ? shareOf(epoch.plan, command.stratum) : 0;
  const drawn = epoch && command.chances && command.chances.of.drawn < share ? drawnOf(command, command.chances.of, epoch.plan, state) : [];
  const gold = epoch && command.chances && before?.epoch !== epoch.number ? goldOf(command, { share, plan: epoch.plan, drawn }, state) : [];
  const waits = sampled && state.waiting.has(sampled.id) ? sampled.id : undefined;
  return [
    ...(waits === undefined ? [] : [letGo(waits, "its case was opened and closed anew", atMs)]),
    {
      type: "ClosureCounted",
      ...counted(command),
      epoch: epoch?.number ?? null,
      share,
      sample: drawn[0]?.type === "SampleDrawn" ? drawn[0].id : null,
    },
    ...drawn,
    ...gold,
  ];
}

const samePlace = (one: WatchPlace, other: WatchPlace) => one.world === other.world && one.sequence === other.sequence;

const counted = ({ caseId, revision, place, closedAtMs, stratum, category, classes, alertIds, atMs }: CountClosure) => ({
  caseId,
  revision,
  place,
  closedAtMs,
  stratum,
  category,
  classes: classes.slice(0, sampleLimits.classesPerUnitMax),
  alertIds: alertIds.slice(0, sampleLimits.alertsPerUnitMax),
  atMs,
});

/** The sample. Where as many wait as may, it is let go at once, and counts as drawn and not judged. */
function drawnOf(command: CountClosure, chances: Chances, plan: SamplePlan, state: QualitySamples): QualitySampleEvent[] {
  const { caseId, blind, agent, atMs } = command;
  const id = `qs-${state.numbered + 1}`;
  const judgements = chances.second < plan.second ? 2 : 1;
  const sample: QualityFact<"SampleDrawn"> = { ...commonOf(command), id, kind: "closure", caseId, blind, agent, judgements };
  return state.waiting.size >= sampleLimits.waitingMax ? [sample, letGo(id, "as many samples wait as may", atMs)] : [sample];
}

const commonOf = ({ stratum, dueAtMs, atMs }: CountClosure) => ({ type: "SampleDrawn" as const, class: stratum.class, dueAtMs, atMs });

type Drawing = { readonly share: number; readonly plan: SamplePlan; readonly drawn: readonly QualitySampleEvent[] };

/**
 * The gold alert that is made after a closure: after one that was not drawn, so that nobody judges a case and its likeness one after the other and knows the
 * second for what it is. Its chance makes as many as the plan has for each that is drawn; where so much is drawn that too few are left, it is made after a
 * drawn one.
 */
function goldOf(command: CountClosure, { share, plan, drawn }: Drawing, state: QualitySamples): QualitySampleEvent[] {
  const { gold, chances } = command;
  if (!gold || !chances || state.waiting.size >= sampleLimits.waitingMax) return [];
  const isAfterOthers = plan.gold * share <= 1 - share;
  const chance = isAfterOthers ? (plan.gold * share) / (1 - share) : plan.gold;
  if (isAfterOthers === drawn.length > 0 || chances.of.gold >= chance) return [];
  const id = `qs-${state.numbered + (drawn.length > 0 ? 2 : 1)}`;
  return [{ ...commonOf(command), id, kind: "gold", caseId: null, ...gold, judgements: 1 }];
}

const letGo = (id: string, because: string, atMs: number): QualityFact<"SampleLetGo"> => ({ type: "SampleLetGo", id, because, atMs });
