/**
 * Kills the process that writes back, again and again: at moments around everything that lasts, and at random ones, while the product loses answers and is
 * late. Each time another goes on from the record. The product's own ledger decides: nothing is there twice, and nothing is missing.
 * `node tools/trials/write-back/kill.ts [--kills 200] [--seed 1]`
 */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { WriteBackPolicy } from "../../../src/core/write-back/policy.ts";
import { type Job, writeBackWorld } from "../../../src/core/write-back/write-back.ts";
import { openWriteBack } from "../../../src/engine/write-back/desk.ts";
import { loadAttackCatalogue } from "../../../src/knowledge/attack.ts";
import type { JournalStore } from "../../../src/ports/journal-store.ts";
import { startRequestTracker } from "../../../src/testing/doubles/request-tracker.ts";
import { memoryLeases } from "../../../src/testing/memory-leases.ts";
import { realClock } from "../../../src/testing/real/open-effector.ts";
import { openStore } from "../../../src/wiring/store.ts";
import { type Chance, chanceOf } from "../chance.ts";
import { liveOnce } from "./life.ts";
import { type ChildPlan, productMsMax } from "./plan.ts";

export type KillOptions = { readonly kills: number; readonly seed: number; readonly folder: string; readonly log: (line: string) => void };
/** What a trial found. `problems` is empty where every promise was kept. */
export type KillOutcome = {
  readonly kills: number;
  readonly jobs: number;
  readonly written: number;
  readonly found: number;
  readonly superseded: number;
  readonly answersLost: number;
  readonly problems: readonly string[];
};

type Tracker = Awaited<ReturnType<typeof startRequestTracker>>;

/** The longest life, and the latest moment at which somebody else kills one, milliseconds. */
const [lifeMsMax, killMsMax] = [60_000, 500];
const momentsMax = 40;
const revisionsMax = 4;

/** Runs a whole trial. */
export async function killTrial({ kills, seed, folder, log }: KillOptions): Promise<KillOutcome> {
  // The database runs under an account of its own, which must be able to enter.
  chmodSync(folder, 0o755);
  const chance = chanceOf(seed);
  const tracker = await startRequestTracker();
  const store = await openStore({ dataDir: folder }, { environment: {}, clock: realClock });
  try {
    const { journal } = await store.world(writeBackWorld);
    const revisions = new Map<string, number>();
    const answersLost = spoil(tracker, chance);
    let met = 0;
    for (let life = 0; met < kills && life < kills * 3; life++) {
      grow(revisions, chance);
      const isRandom = life % 3 === 2;
      const plan = planOf(folder, tracker, `life-${life}`, revisions, isRandom ? undefined : chance.below(momentsMax));
      const killAfterMs = isRandom ? chance.below(killMsMax) : undefined;
      if ((await liveOnce({ program: "./child.ts", plan, lifeMsMax, killAfterMs })) === "killed") met++;
      if (met % 50 === 0) log(`${met} kills, ${tracker.tickets.size} tickets`);
    }
    tracker.double.fault = undefined;
    const last = await liveOnce({ program: "./child.ts", plan: planOf(folder, tracker, "last", revisions, undefined), lifeMsMax });
    const jobs = await jobsOf(journal);
    const problems = [...(last === "idle" ? [] : ["the last life was killed"]), ...wrongIn(tracker, jobs, revisions)];
    const count = (status: string) => jobs.filter(({ state }) => state.status === status).length;
    const found = jobs.filter(({ state }) => state.status === "written" && state.found).length;
    return {
      kills: met,
      jobs: jobs.length,
      written: count("written"),
      found,
      superseded: count("superseded"),
      answersLost: answersLost(),
      problems,
    };
  } finally {
    await store.close();
    await tracker.double.close();
  }
}

/** The product is late, and loses every eighth answer to something that changes it. */
function spoil({ double }: Tracker, chance: Chance): () => number {
  let lost = 0;
  double.delayMs = ({ method }) => (method === "GET" ? 0 : chance.below(productMsMax));
  double.fault = ({ method }) => {
    if (method === "GET" || chance.below(8) > 0) return undefined;
    lost++;
    return "lose";
  };
  return () => lost;
}

/** One new case, and one that is looked at again. */
function grow(revisions: Map<string, number>, chance: Chance): void {
  const old = [...revisions.keys()];
  const again = old.length > 0 ? chance.pick(old) : undefined;
  if (again !== undefined) revisions.set(again, Math.min(revisionsMax, (revisions.get(again) ?? 0) + 1));
  revisions.set(`case-${old.length + 1}`, 1);
}

function planOf(
  dataDir: string,
  { double }: Tracker,
  name: string,
  revisions: ReadonlyMap<string, number>,
  dieAfter: number | undefined,
): ChildPlan {
  const cases = [...revisions].map(([caseId, revision]) => ({ caseId, revision, closes: revision === revisionsMax }));
  return { name, dataDir, url: double.url, cases, dieAfter };
}

/** What the record says, read by somebody who writes nothing. */
export async function jobsOf(journal: JournalStore): Promise<readonly Job[]> {
  const desk = await openWriteBack({
    tenant: "default",
    journal,
    clock: realClock,
    leases: memoryLeases().forWorker("reader"),
    connectors: [],
    policy: WriteBackPolicy.parse({}),
    catalogue: loadAttackCatalogue(),
  });
  return desk.jobs();
}

/** The product's ledger against the record: every job once, or not at all where another stands for it. */
export function wrongIn({ tickets }: Tracker, jobs: readonly Job[], revisions: ReadonlyMap<string, number>): string[] {
  const all = [...tickets.values()];
  const subjects = all.map(({ subject }) => subject);
  const said = all.flatMap(({ transactions }) => transactions.filter(({ type }) => type === "Comment").map(({ data }) => data));
  const wrong: string[] = [];
  for (const { key, kind, state } of jobs) {
    const there = [...subjects, ...said].filter((each) => each.includes(`[${key}]`)).length;
    const expected = state.status === "written" ? 1 : 0;
    if (state.status !== "written" && state.status !== "superseded") wrong.push(`${kind} ${key} is ${state.status}`);
    if (there !== expected) wrong.push(`${kind} ${key} (${state.status}) is there ${there} times`);
  }
  if (subjects.length + said.length !== jobs.filter(({ state }) => state.status === "written").length)
    wrong.push("the product holds something that no job stands for");
  for (const [caseId, revision] of revisions) {
    const ours = jobs.filter((job) => job.caseId === caseId);
    // A case that was closed before its ticket was opened has none.
    if (revision < revisionsMax && !ours.some((job) => job.revision === revision && job.state.status === "written"))
      wrong.push(`revision ${revision} of ${caseId} is lost`);
    if (ours.filter(({ kind, state }) => kind === "ticket" && state.status === "written").length > 1)
      wrong.push(`${caseId} has two tickets`);
  }
  return wrong;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { kills: { type: "string", default: "200" }, seed: { type: "string", default: "1" } } });
  const folder = mkdtempSync(join(tmpdir(), "watchkeeper-write-back-"));
  const outcome = await killTrial({
    kills: Number(values.kills),
    seed: Number(values.seed),
    folder,
    log: (line) => process.stderr.write(`${line}\n`),
  });
  rmSync(folder, { recursive: true });
  process.stdout.write(`${JSON.stringify(outcome, undefined, 2)}\n`);
  process.exitCode = outcome.problems.length === 0 && outcome.kills === Number(values.kills) ? 0 : 1;
}
