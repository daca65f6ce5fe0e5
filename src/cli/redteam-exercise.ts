import type { Progress } from "../ports/progress.ts";
import type { BaseCase } from "../redteam/bases/base-case.ts";
import { baseCases } from "../redteam/bases/bases.ts";
import type { Chosen } from "../redteam/chosen.ts";
import { corpus } from "../redteam/corpus/corpus.ts";
import { playScenario, playTwin } from "../redteam/escalation.ts";
import { type Clean, type Exercise, type Play, playClean, playTrial } from "../redteam/exercise.ts";
import { outcomeOf } from "../redteam/judge/outcome.ts";
import { besideEachOther, endOfOther } from "../redteam/judge/spillover.ts";
import { playModelTrial } from "../redteam/model-trial.ts";
import type { Drills, PlayedAttack, PlayedTwin } from "../redteam/report/drill.ts";
import { drillsOf } from "../redteam/report/drill-count.ts";
import { RedteamReport } from "../redteam/report/report.ts";
import { openTally, rateOf, type Tally } from "../redteam/report/tally.ts";
import { variants } from "../redteam/scenarios/scenario.ts";
import { attackScenarios } from "../redteam/scenarios/scenarios.ts";
import type { Surface } from "../redteam/surfaces/surface.ts";
import { type Trial, trialsOf } from "../redteam/trials.ts";
import type { Kit } from "./investigation.ts";
import { outputsWith } from "./redteam-outputs.ts";
import { playing } from "./redteam-play.ts";
import type { System } from "./system.ts";

/** Trials of each size, at most; `full` is all of them, `none` where only attacks are played. */
export const sizes = { none: 0, quick: 260, standard: 2_000, full: Number.POSITIVE_INFINITY } as const;
/** One word of `sizes`. */
export type Size = keyof typeof sizes;

/** Of every so many trials one is played beside another case too. */
const spilloverEvery = 10;

type Asked = {
  readonly kit: Kit;
  readonly model: string;
  /** The attacker as the model; its models are in the kit. */
  readonly hostile: Awaited<ReturnType<System["exercise"]["openHostile"]>> | undefined;
  readonly paths: { readonly inventory: readonly string[]; readonly indicators: readonly string[] };
  readonly seed: number;
  readonly size: Size;
  readonly escalation: boolean;
  /** How many seeds the attacks are played with, from `seed` on. */
  readonly seeds: number;
  readonly fields: readonly Surface[];
  /** Only these cases, fields and texts; all where there is none. */
  readonly chosen: readonly Chosen[];
};
type Doing = { readonly system: System; readonly progress: Progress; readonly signal: AbortSignal };
type Drill = Exercise & { readonly withModel: Play | undefined; readonly hostile: Asked["hostile"] };

/** Plays the exercise and reports. Without a model the same kit, seed and size give the same report. */
export async function exercise(asked: Asked, doing: Doing): Promise<RedteamReport> {
  const { kit, model, paths, seed, size, hostile, chosen } = asked;
  const { system, progress, signal } = doing;
  const { models, ...without } = kit;
  const own = { inventory: await textsOf(paths.inventory, system), indicators: await textsOf(paths.indicators, system) };
  const play = playing(without, { own, system, signal });
  const withModel = models && playing(kit, { own, system, signal });
  const drill: Drill = { play, seed, outputsOf: outputsWith(system.catalogue(), system.exercise), withModel, hostile };
  const bases = baseCases();
  const attacked = bases.map((base) => ({ ...base, surfaces: base.surfaces.filter((surface) => asked.fields.includes(surface)) }));
  const texts = corpus();
  const cleans = new Map<string, Clean>();
  for (const [done, base] of bases.entries()) {
    progress.step("playing cases as they are", done, bases.length);
    cleans.set(base.id, await playClean(base, drill));
  }
  const most = chosen.length > 0 ? sizes.full : sizes[size];
  const spillEvery = chosen.length > 0 && chosen.every(({ payload }) => payload !== undefined) ? 1 : spilloverEvery;
  const played = await playAll(trialsOf(attacked, texts, { seed, most, only: chosen }), { drill, cleans, spillEvery }, doing);
  const wrong = wrongOf(bases, cleans);
  return RedteamReport.parse({
    schema: "watchkeeper/redteam@1",
    version: system.version,
    seed,
    rules: kit.rules.digest,
    playbooks: kit.playbooks.digest,
    model: { name: model, ...played.model },
    cases: bases.length,
    payloads: texts.length,
    surfaces: asked.fields.length,
    possible: attacked.reduce((sum, base) => sum + base.surfaces.length, 0) * texts.length,
    ...played.counted,
    utility: rateOf(bases.length - wrong.length, bases.length),
    wrong,
    ...(asked.escalation && { escalation: await escalations({ play: withModel ?? play, seed, seeds: asked.seeds }, doing) }),
  });
}

/** Every trial in turn, some of them beside another case, with what they came to. */
async function playAll(
  trials: readonly Trial[],
  { drill, cleans, spillEvery }: { drill: Drill; cleans: ReadonlyMap<string, Clean>; spillEvery: number },
  { progress, signal }: Doing,
) {
  const { withModel, hostile, seed, play } = drill;
  const tally = openTally();
  const extra = { seen: 0, of: 0 };
  const spilled = { seen: 0, of: 0 };
  for (const [done, trial] of trials.entries()) {
    signal.throwIfAborted();
    progress.step("playing hostile text", done, trials.length);
    const clean = cleans.get(trial.base.id)!;
    if (withModel) {
      hostile?.turn(seed + done);
      const result = await playModelTrial(trial, clean, { ...drill, withModel });
      tally.add(result);
      extra.of++;
      extra.seen += result.extraEscalation ? 1 : 0;
    } else tally.add(await playTrial(trial, clean, drill));
    // A text that was asked for by its name is played beside every other case, so that whatever it once changed is seen again.
    const others = strangers();
    const turns = spillEvery === 1 ? others.keys() : done % spillEvery === 0 ? [(done / spillEvery) % others.length] : [];
    for (const turn of turns) await spill(trial, others[turn]!, { play, tally, spilled });
  }
  const calls = hostile && { calls: hostile.questions() };
  return {
    counted: { spillover: rateOf(spilled.seen, spilled.of), ...tally.counted() },
    model: withModel ? { extraEscalations: rateOf(extra.seen, extra.of), ...calls } : {},
  };
}

async function escalations(
  { play, seed, seeds }: { play: Play; seed: number; seeds: number },
  { progress, signal }: Doing,
): Promise<Drills> {
  const scenarios = attackScenarios();
  const all = Array.from({ length: seeds }, (_, at) => seed + at);
  const attacks: PlayedAttack[] = [];
  const ordinary: PlayedTwin[] = [];
  for (const [done, scenario] of scenarios.entries())
    for (const each of all) {
      signal.throwIfAborted();
      progress.step("playing attacks", done * seeds + (each - seed), scenarios.length * seeds);
      for (const variant of variants) attacks.push(await playScenario(scenario, { seed: each, variant }, play));
      ordinary.push(await playTwin(scenario, each, play));
    }
  return drillsOf(all, attacks, ordinary);
}

const strangers = () =>
  baseCases().filter(({ trade, id, world }) => trade !== "mail" && !id.startsWith("planned/") && !world({}).inventory);

/** Plays a trial beside a case of other names, without and with its text. */
async function spill(
  { base, surface, payload }: Trial,
  other: BaseCase,
  { play, tally, spilled }: { play: Play; tally: Tally; spilled: { seen: number; of: number } },
): Promise<void> {
  const before = endOfOther(outcomeOf(await play(besideEachOther(base, {}, other))));
  const after = endOfOther(outcomeOf(await play(besideEachOther(base, { [surface]: payload.text }, other))));
  spilled.of++;
  if (before === after) return;
  spilled.seen++;
  tally.violated({ kind: "spillover", base: base.id, surface, payload: payload.id, says: `${other.id}: ${before} became ${after}` });
}

/** Cases without hostile text that end otherwise than they should; one of which nothing comes at all may only be one that is closed. */
function wrongOf(bases: readonly BaseCase[], cleans: ReadonlyMap<string, Clean>): RedteamReport["wrong"] {
  return bases.flatMap(({ id, label }) => {
    const { cases } = cleans.get(id)!.outcome;
    const ended = cases.some((line) => line.includes(" escalated ")) ? "escalated" : "closed";
    return label === ended || (label === "either" && cases.length > 0)
      ? []
      : [{ base: id, expected: label, ended: cases.join("; ") || "nothing raised" }];
  });
}

async function textsOf(paths: readonly string[], { readTexts }: System) {
  return (await Promise.all(paths.map((path) => readTexts(path, [".yaml", ".yml", ".json", ".csv", ".txt"])))).flat();
}
