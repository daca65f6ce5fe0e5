import type { Assessment } from "../core/assessment/assessment.ts";
import { Assessment as AssessmentSchema } from "../core/assessment/assessment.ts";
import { type Learned, learningWorld } from "../core/learning/learning.ts";
import { learnedNow, openLearning } from "../engine/learning/learning-recorder.ts";
import type { Recorder } from "../engine/recorder.ts";
import { runToEnd } from "../engine/run.ts";
import type { World } from "../engine/world.ts";
import type { EvidenceInput, UnreadableInput } from "../ports/evidence-input.ts";
import type { Progress } from "../ports/progress.ts";
import { defaultPolicy } from "../stages/investigate/standing.ts";
import { rankedTacticsOf } from "../stages/map-attack/map-case.ts";
import { assessmentOf } from "../stages/report/assessment.ts";
import type { LoadedIndicators, LoadedInventory, LoadedRules, OpenStore, System } from "./system.ts";

/** What analysts taught in this store, as it is in force now; undefined where nobody taught anything. */
export async function learnedIn(store: OpenStore, { clock }: Pick<System, "clock">): Promise<Learned | undefined> {
  if (!(await store.hasWorld(learningWorld))) return undefined;
  const { journal } = await store.world(learningWorld);
  return learnedNow((await openLearning(journal, clock)).state, clock.nowMs());
}

/** What an investigation is done with, loaded once however many worlds there are. */
export type Kit = {
  readonly rules: LoadedRules;
  readonly playbooks: Awaited<ReturnType<System["loadPlaybooks"]>>;
  readonly inventory: LoadedInventory;
  readonly indicators: LoadedIndicators;
  /** Asked once a case has come to its end without them; absent for `--model none`. */
  readonly models?: NonNullable<World["models"]>;
};

export type KitOptions = {
  readonly rules: readonly string[];
  readonly builtin: boolean;
  readonly inventory: readonly string[];
  readonly indicators: readonly string[];
  /** What `--model` names; absent for none. */
  readonly models?: Awaited<ReturnType<System["namedModels"]>> | undefined;
};

/** Loads rules, playbooks, inventory and indicators side by side. */
export async function loadKit(system: System, options: KitOptions): Promise<Kit> {
  const [rules, playbooks, inventory, indicators] = await Promise.all([
    system.loadRules(options.rules, options.builtin),
    system.loadPlaybooks(),
    system.loadInventory(options.inventory),
    system.loadIndicators(options.indicators),
  ]);
  return { rules, playbooks, inventory, indicators, ...(options.models && { models: options.models(inventory) }) };
}

export type Investigated = { readonly assessment: Assessment; readonly recorder: Recorder };

/** One world to investigate, and what to do it with. `worldName` is its name in the store: the same name is resumed. */
export type Investigation = {
  readonly inputs: readonly EvidenceInput[];
  /** What was named and could not be opened. */
  readonly unread?: readonly UnreadableInput[];
  readonly worldName: string;
  /** What was learned from analysts and is in force. */
  readonly learned?: Learned | undefined;
  readonly store: Pick<OpenStore, "world">;
  readonly kit: Kit;
  readonly system: System;
  readonly progress: Progress;
  readonly signal: AbortSignal;
};

/** Investigates some inputs as one world and gives the assessment, checked against its own schema. */
export async function investigateInputs(investigation: Investigation): Promise<Investigated> {
  const { system, signal, kit } = investigation;
  const startedMs = system.clock.nowMs();
  const world = await worldOf(investigation);
  const recorder = await runToEnd(world, signal);
  const { catalogue } = world;
  const pure = assessmentOf(recorder.state, {
    catalogue,
    inventory: kit.inventory.index,
    tacticsOf: (techniques, named) => rankedTacticsOf(techniques, catalogue, named),
  });
  const { hash, entries } = recorder.head();
  const nowMs = system.clock.nowMs();
  const run = {
    generatedAt: new Date(nowMs).toISOString(),
    durationMs: nowMs - startedMs,
    version: system.version,
    journalHead: hash,
    journalEntries: entries,
  };
  return { assessment: AssessmentSchema.parse({ ...pure, ...rulesLeftOut(kit), run }), recorder };
}

const leftOutShownMax = 100;

/** Rules that were named and not used are part of what was, and was not, looked for. */
function rulesLeftOut({ rules: { problems } }: Kit): Pick<Assessment, "rulesLeftOut"> {
  if (problems.length === 0) return {};
  return {
    rulesLeftOut: { count: problems.length, first: problems.slice(0, leftOutShownMax).map(({ path, problem }) => ({ path, problem })) },
  };
}

async function worldOf({ inputs, unread = [], worldName, learned, store, kit, system, progress }: Investigation): Promise<World> {
  const { journal, events } = await store.world(worldName);
  const catalogue = system.catalogue();
  const settings: World["settings"] = {
    attack: catalogue.version,
    rules: kit.rules.digest,
    playbooks: kit.playbooks.digest,
    inventory: kit.inventory.digest,
    indicators: kit.indicators.digest,
    version: system.version,
  };
  return {
    inputs,
    unread,
    ...(learned && { learned }),
    journal,
    events,
    settings,
    progress,
    catalogue,
    reader: system.attackReader(),
    clock: system.clock,
    rules: kit.rules.rules,
    playbooks: kit.playbooks.playbooks,
    scorer: system.scorer(),
    judges: system.judges(),
    inventory: kit.inventory.index,
    isOwn: kit.inventory.isOwn,
    sightingOf: kit.indicators.sightingOf,
    hasIndicators: kit.indicators.count > 0,
    tools: system.toolsFor({ events, inventory: kit.inventory, indicators: kit.indicators, inputs }),
    policy: defaultPolicy,
    ...(kit.models && { models: kit.models }),
  };
}
