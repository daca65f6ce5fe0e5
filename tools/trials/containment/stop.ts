/**
 * Stops containment while another process is busy with it, on a real database: by the record, by the file, and by the file while the database does not
 * answer. Measures when the last change arrived at the product, then restarts the process and sees that nothing follows.
 * `node tools/trials/containment/stop.ts [--activations 200] [--seed 1]`
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { containmentWorld } from "../../../src/core/containment/containment.ts";
import type { StopSwitch } from "../../../src/ports/stop-file.ts";
import { openStopFile } from "../../../src/storage/stop-file.ts";
import { type Auditor, openAuditor } from "../../../src/testing/audited-product.ts";
import { openScene, type Scene } from "../../../src/testing/containment-scene.ts";
import { people } from "../../../src/testing/containment-world.ts";
import { memoryEffector } from "../../../src/testing/memory-effector.ts";
import { openStore } from "../../../src/wiring/store.ts";
import { type Chance, chanceOf } from "../chance.ts";
import { startLife } from "./life.ts";
import { effectorName } from "./plan.ts";
import { startProduct, type TrialProduct } from "./products.ts";
import { clock, targetOf, targetsMax, trialParts } from "./world.ts";

export type StopOptions = {
  readonly activations: number;
  readonly seed: number;
  readonly folder: string;
  readonly log: (line: string) => void;
};

/** What a trial found; `changes` left in all, before and after stops. Times are from the moment when somebody asks to stop to the arrival of the last change, milliseconds. */
export type StopOutcome = {
  readonly activations: number;
  readonly changes: number;
  readonly slowestMs: ReadonlyMap<string, number>;
  readonly problems: readonly string[];
};

const queueMin = 25;
const releaseAfterMs = 150;
/** How long nothing may arrive after a stop, and again after a restart. */
const watchMs = 400;
const restartWatchMs = 1_200;
const firstArrivalMsMax = 20_000;
const ways = ["the record", "the file", "the file, while the database does not answer"] as const;

type Trial = {
  readonly scene: Scene;
  readonly product: TrialProduct;
  readonly auditor: Auditor;
  readonly folder: string;
  readonly stopFile: StopSwitch;
  readonly arrivals: number[];
  readonly chance: Chance;
};

/** Runs a whole trial. */
export async function stopTrial({ activations, seed, folder, log }: StopOptions): Promise<StopOutcome> {
  chmodSync(folder, 0o755);
  const product = await startProduct("memory");
  if ("missing" in product) throw new Error(product.missing);
  const store = await openStore({ dataDir: folder }, { environment: {}, clock });
  try {
    const { journal } = await store.world(containmentWorld);
    const stopFile = openStopFile(folder, clock);
    const nobody = memoryEffector({ product: { call: () => Promise.reject(new Error("the parent calls nothing")) }, name: effectorName });
    const scene = await openScene({ ...trialParts({ effectors: [nobody], journal, executor: "parent" }), stopFile });
    await scene.adopt();
    const arrivals: number[] = [];
    const auditor = await openAuditor(journal, clock);
    const watching: Auditor = {
      faults: auditor.faults,
      // The moment counts when it arrives; the auditor asks the database, which may be what does not answer.
      look: (request) => {
        if (request.call === "perform" || request.call === "undo") arrivals.push(performance.now());
        return auditor.look(request);
      },
    };
    const trial: Trial = { scene, product, auditor: watching, folder, stopFile, arrivals, chance: chanceOf(seed) };
    const slowestMs = new Map<string, number>();
    const problems: string[] = [];
    for (let activation = 0; activation < activations; activation++) {
      const way = ways[activation % ways.length] ?? "the record";
      const { lastMs, problem } = await stopOnce(trial, way, activation);
      slowestMs.set(way, Math.max(slowestMs.get(way) ?? 0, lastMs));
      if (problem !== undefined) problems.push(`activation ${activation} by ${way}: ${problem}`);
      if (activation % 20 === 19) log(`${activation + 1} activations, ${arrivals.length} changes, ${problems.length} problems`);
    }
    return { activations, changes: arrivals.length, slowestMs, problems: [...problems, ...auditor.faults] };
  } finally {
    await store.close();
    await product.stop();
  }
}

async function stopOnce(
  trial: Trial,
  way: (typeof ways)[number],
  activation: number,
): Promise<{ lastMs: number; problem: string | undefined }> {
  const { scene, folder, product, auditor, arrivals, stopFile, chance } = trial;
  await fillQueue(trial);
  const before = arrivals.length;
  const child = startLife({ folder, product, auditor, life: { name: `busy-${activation}`, dieAt: undefined } });
  for (let waitedMs = 0; arrivals.length === before && waitedMs < firstArrivalMsMax; waitedMs += 5) await sleep(5);
  await sleep(chance.below(120));
  const stoppedAtMs = performance.now();
  const database = databaseProcesses(folder);
  if (way === "the record") await scene.desk.obey({ type: "Stop", scope: "all", by: people.omar.name, because: "something is wrong" });
  else {
    if (way !== "the file") signal(database, "SIGSTOP");
    await stopFile.raise("something is wrong");
  }
  await sleep(watchMs);
  const settled = arrivals.length;
  const lastMs = Math.max(0, (arrivals.at(-1) ?? 0) - stoppedAtMs);
  signal(database, "SIGCONT");
  await sleep(watchMs);
  await child.kill();
  const restarted = startLife({ folder, product, auditor, life: { name: `restarted-${activation}`, dieAt: undefined } });
  await sleep(restartWatchMs);
  await restarted.kill();
  const left = await restStanding(trial);
  const problem =
    arrivals.length > settled
      ? `${arrivals.length - settled} changes arrived after it had settled`
      : before === settled
        ? "nothing was under way"
        : left === 0
          ? "nothing was left to be kept back"
          : undefined;
  await stopFile.lower();
  await scene.desk.refresh();
  if (scene.desk.state.stops.size > 0) await scene.resume();
  return { lastMs, problem };
}

/** Actions that the standing orders let run by themselves, each ended by itself soon after: effects, and releases by time. */
async function fillQueue({ scene, product, chance }: Trial): Promise<void> {
  await scene.desk.refresh();
  const { state } = scene.desk;
  for (let tries = 0; state.waiting.size < queueMin && tries < targetsMax; tries++) {
    const sketch = targetOf(product.plan, chance.below(targetsMax));
    if (!state.open.has(`${sketch.verb} ${sketch.target?.id}`))
      await scene.propose({ ...sketch, caseId: `case-${state.proposed + 1}`, releaseAfterMs });
  }
}

/** What would have been begun or released had nobody stopped. */
async function restStanding({ scene }: Trial): Promise<number> {
  await scene.desk.refresh();
  return [...scene.desk.state.actions.values()].filter(({ status }) => status === "proposed" || status === "confirmed").length;
}

/** The server and all that it started. */
function databaseProcesses(folder: string): number[] {
  const postmaster = Number(readFileSync(join(folder, "database", "data", "postmaster.pid"), "utf8").split("\n")[0]);
  const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, "utf8").trim().split(" ");
  return [postmaster, ...children.map(Number).filter((pid) => pid > 0)];
}

function signal(processes: readonly number[], name: NodeJS.Signals): void {
  for (const pid of processes) {
    try {
      process.kill(pid, name);
    } catch {
      // One of its workers may have ended by itself.
    }
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { values } = parseArgs({ options: { activations: { type: "string", default: "200" }, seed: { type: "string", default: "1" } } });
  const folder = mkdtempSync(join(tmpdir(), "watchkeeper-stop-"));
  const outcome = await stopTrial({
    activations: Number(values.activations),
    seed: Number(values.seed),
    folder,
    log: (line) => console.log(line),
  });
  console.log(outcome);
  rmSync(folder, { recursive: true });
  process.exitCode = outcome.problems.length > 0 ? 1 : 0;
}
