/**
 * Kills the process that carries out containment, again and again: at every boundary between two lasting things, and at random moments. Each time another
 * goes on from the record. In the end nothing may be lost, doubled or orphaned, and what was undone stands as it stood before.
 * `node tools/trials/containment/kill.ts [--product memory|directory|firewall] [--kills 200] [--seed 1]`
 */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { effectAttemptsMax } from "../../../src/core/containment/begin.ts";
import { type ActionState, containmentWorld } from "../../../src/core/containment/containment.ts";
import type { JournalStore } from "../../../src/ports/journal-store.ts";
import { openAuditor } from "../../../src/testing/audited-product.ts";
import { openScene, type Scene } from "../../../src/testing/containment-scene.ts";
import { people } from "../../../src/testing/containment-world.ts";
import { memoryEffector } from "../../../src/testing/memory-effector.ts";
import type { Missing } from "../../../src/testing/real/part.ts";
import { openStore } from "../../../src/wiring/store.ts";
import { type Chance, chanceOf } from "../chance.ts";
import { boundaries as names } from "./boundaries.ts";
import { type Life, liveOnce } from "./life.ts";
import { effectorName, type ProductPlan } from "./plan.ts";
import { startProduct, type TrialProduct } from "./products.ts";
import { clock, targetOf, targetsMax, trialParts } from "./world.ts";

export type KillOptions = {
  readonly kind: ProductPlan["kind"];
  readonly kills: number;
  readonly seed: number;
  readonly folder: string;
  readonly log: (line: string) => void;
};

/** What a trial found. `problems` is empty where every promise was kept. */
export type KillOutcome = {
  readonly kills: number;
  /** How often each boundary was where it died. */
  readonly deaths: ReadonlyMap<string, number>;
  readonly actions: number;
  readonly undone: number;
  /** Effects that failed for good because every attempt was killed before its call; on the record as failed. */
  readonly givenUp: number;
  readonly problems: readonly string[];
};

/** A life dies where it reaches its boundary for the first time, or for a later one up to this. */
const timesMax = 4;
/** The longest that a child works before it is killed from outside, milliseconds. */
const lifeMsMax = 400;
/** Actions that wait for a life at least. */
const waitingMin = 2;
const livesPerKillMax = 4;
/** Every tenth target is contained by somebody else before we come. */
const isTaken = (number: number) => number % 10 === 9;

/** Runs a whole trial, or says what is missing for it. */
export async function killTrial(options: KillOptions): Promise<KillOutcome | Missing> {
  // The database runs under an account of its own, which must be able to enter.
  chmodSync(options.folder, 0o755);
  const product = await startProduct(options.kind);
  if ("missing" in product) return product;
  const store = await openStore({ dataDir: options.folder }, { environment: {}, clock });
  try {
    const { journal } = await store.world(containmentWorld);
    return await killAgainAndAgain(options, product, journal);
  } finally {
    await store.close();
    await product.stop();
  }
}

async function killAgainAndAgain(options: KillOptions, product: TrialProduct, journal: JournalStore): Promise<KillOutcome> {
  const { kills, seed, folder, log } = options;
  const chance = chanceOf(seed);
  // The parent carries nothing out: it proposes, approves and asks for undos, as people do meanwhile.
  const nobody = memoryEffector({ product: { call: () => Promise.reject(new Error("the parent calls nothing")) }, name: effectorName });
  const scene = await openScene(trialParts({ effectors: [nobody], journal, executor: "parent" }));
  await scene.adopt();
  for (let number = 0; number < targetsMax; number++) if (isTaken(number)) product.containByAnother(number);
  const before = product.views();
  const auditor = await openAuditor(journal, clock);
  const deaths = new Map<string, number>();
  const problems: string[] = [];
  const live = (life: Life, killAfterMs?: number) => liveOnce({ folder, product, auditor, life }, killAfterMs);
  let met = 0;
  for (let lives = 0; met < kills && lives < kills * livesPerKillMax; lives++) {
    await giveWork(scene, product, chance);
    const isRandom = lives % 3 === 2;
    const boundary = names[(Math.floor(lives / 3) * 2 + (lives % 3)) % names.length] ?? "";
    const dieAt = isRandom ? undefined : { boundary, time: 1 + chance.below(timesMax) };
    const end = await live({ name: `life-${lives}`, dieAt }, isRandom ? chance.below(lifeMsMax) : undefined);
    if (end.problem !== undefined) problems.push(`life ${lives}: ${end.problem}`);
    if (end.diedAt !== undefined) {
      met++;
      deaths.set(end.diedAt, (deaths.get(end.diedAt) ?? 0) + 1);
    }
    await scene.desk.refresh();
    const wrong = orphansAndLosses(scene, product, before);
    problems.push(...wrong.map((each) => `after life ${lives} (${end.diedAt ?? "it ended by itself"}): ${each}`));
    if (met % 50 === 0 && end.diedAt !== undefined) log(`${met} kills, ${scene.desk.state.proposed} actions, ${problems.length} problems`);
    if (problems.length > 20) break;
  }
  const last = await live({ name: "last", dieAt: undefined });
  if (last.diedAt !== undefined || last.problem !== undefined)
    problems.push(`the last life did not end well: ${last.diedAt ?? last.problem}`);
  await scene.desk.refresh();
  problems.push(...orphansAndLosses(scene, product, before), ...leftOver(scene), ...doubled(scene, product), ...auditor.faults);
  const held = [...scene.desk.state.actions.values()];
  const undone = held.filter(({ status }) => status === "undone").length;
  return { kills: met, deaths, actions: scene.desk.state.proposed, undone, givenUp: held.filter(isGivenUp).length, problems };
}

/** Enough to do for one life: new approved actions on free targets, and undos of what was done. */
async function giveWork(scene: Scene, { plan }: TrialProduct, chance: Chance): Promise<void> {
  const { state } = scene.desk;
  while ([...state.actions.values()].filter(({ status }) => status === "proposed").length < waitingMin) {
    const sketch = targetOf(plan, chance.below(targetsMax));
    if (state.open.has(`${sketch.verb} ${sketch.target?.id}`)) continue;
    const id = await scene.propose(sketch);
    await scene.approve(id, people.omar, people.ines);
  }
  const standing = [...state.actions.values()].filter((each) => each.status === "confirmed" && !each.undoAsked && !wasSo(each));
  if (standing.length > chance.below(4)) await scene.undo(chance.pick(standing).action.id);
}

const wasSo = ({ intents }: ActionState) => intents.some(({ alreadySo }) => alreadySo);
const numberOf = ({ action }: ActionState) => {
  const last = Number(/(\d+)$/.exec(action.target.name)?.[1]);
  return action.target.kind === "address" ? last - 1 : last;
};
const mayStand = new Set<ActionState["status"]>(["executing", "outcome-unknown", "confirmed", "undoing", "undo-unknown", "undo-failed"]);

/** What stands contained without an action that could have done it, what an action says stands and does not, and what is not as it was before us. */
function orphansAndLosses(scene: Scene, product: TrialProduct, before: ReadonlyMap<number, string>): string[] {
  const now = product.views();
  const byTarget = Map.groupBy(scene.desk.state.actions.values(), numberOf);
  const wrong: string[] = [];
  for (let number = 0; number < targetsMax; number++) {
    const held = (byTarget.get(number) ?? []).filter((each) => mayStand.has(each.status) && !wasSo(each));
    const [was, is] = [before.get(number), now.get(number)];
    if (held.length === 0 && was !== is) wrong.push(`target ${number} is "${is}" and was "${was}", and no action holds it`);
    if (held.some(({ status }) => status === "confirmed") && is === undefined)
      wrong.push(`target ${number} is free, and the record says that it is contained`);
  }
  return wrong;
}

/** Killed again and again between intent and call, an effect is given up: the record says that it failed, and surely nothing happened. */
const isGivenUp = ({ status, intents }: ActionState) => status === "failed" && intents.length >= effectAttemptsMax;

/** Where an action may end: put back, in force and to stay so, there before us and left alone, or given up. */
const isAtItsEnd = (each: ActionState) =>
  each.status === "undone" ||
  (each.status === "confirmed" && !each.undoAsked) ||
  (each.status === "already-so" && wasSo(each)) ||
  isGivenUp(each);

/** Everything that was approved was done, and everything that was to be undone was undone. */
function leftOver(scene: Scene): string[] {
  return [...scene.desk.state.actions.values()]
    .filter((each) => !isAtItsEnd(each))
    .map(({ action, status, says }) => `${action.id} was approved, and in the end it is ${status}: ${says}`);
}

/** Each effect and each undo changed something exactly once, and nothing changed that no intent is for. */
function doubled(scene: Scene, { changes }: TrialProduct): string[] {
  if (!changes) return [];
  const expected = new Map<string, number>();
  for (const each of scene.desk.state.actions.values())
    for (const { effectId, alreadySo } of each.intents) if (!alreadySo && !isGivenUp(each)) expected.set(effectId, 1);
  const counted = changes();
  return [...new Set([...expected.keys(), ...counted.keys()])]
    .filter((effectId) => expected.get(effectId) !== counted.get(effectId))
    .map((effectId) => `"${effectId}" changed something ${counted.get(effectId) ?? 0} times instead of ${expected.get(effectId) ?? 0}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { values } = parseArgs({
    options: {
      product: { type: "string", default: "memory" },
      kills: { type: "string", default: "200" },
      seed: { type: "string", default: "1" },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), "watchkeeper-kill-"));
  const startedMs = performance.now();
  const kind = values.product as ProductPlan["kind"];
  const outcome = await killTrial({
    kind,
    kills: Number(values.kills),
    seed: Number(values.seed),
    folder,
    log: (line) => console.log(line),
  });
  console.log(outcome, `${Math.round((performance.now() - startedMs) / 1_000)} s`);
  rmSync(folder, { recursive: true });
  process.exitCode = "missing" in outcome || outcome.problems.length > 0 ? 1 : 0;
}
