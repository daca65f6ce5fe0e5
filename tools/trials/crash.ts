/**
 * Kills `watchkeeper investigate --data-dir` at random moments, and its database too in every second trial, then gives the same command again:
 * it must finish with the assessment of an undisturbed run, byte for byte outside `run`, and its journal must verify.
 * `node tools/trials/crash.ts [--kills 200] [--seed 1] [--keep DIR]`
 */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { generateWebShell } from "../../scenarios/web-shell/generate.ts";
import { sampleEvents } from "../../src/testing/evtx-sample.ts";
import { writeEvtx } from "../../src/testing/evtx-writer.ts";
import { leftAlone, processesAbout, type WatchedRun, watchedRun } from "../../src/testing/watched-run.ts";
import { chanceOf } from "./chance.ts";

const runTimeoutMs = 120_000;
const goneWaitMs = 35_000;
const logEvents = 2_000;

export type CrashOptions = { readonly kills: number; readonly seed: number; readonly folder: string; readonly log: (line: string) => void };
export type CrashOutcome = {
  readonly kills: number;
  /** Kills that met the process before it had ended by itself. */
  readonly met: number;
  readonly undisturbedMs: number;
  readonly slowestResumeMs: number;
  readonly problems: readonly string[];
};

/** Runs a whole trial. The moments of the kills are spread evenly by chance over how long an undisturbed run takes. */
export async function crashTrial({ kills, seed, folder, log }: CrashOptions): Promise<CrashOutcome> {
  // The database runs under an account of its own, which must be able to enter.
  chmodSync(folder, 0o755);
  const evidence = join(folder, "evidence");
  writeEvidence(evidence);
  const calm = await run(evidence, join(folder, "calm"));
  if (calm.status !== 0 && calm.status !== 3) throw new Error(`the undisturbed run ended with ${calm.status}: ${calm.err}`);
  const expected = essence(join(folder, "calm"));
  const chance = chanceOf(seed);
  const problems: string[] = [];
  let met = 0;
  let slowestResumeMs = 0;
  for (let trial = 0; trial < kills; trial++) {
    const place = join(folder, `kill-${trial}`);
    const killAfterMs = 1 + chance.below(Math.ceil(calm.durationMs));
    const withDatabase = trial % 2 === 1;
    const killed = await run(evidence, place, killAfterMs);
    if (killed.status === undefined) met++;
    if (withDatabase) killDatabase(place);
    const resumed = await run(evidence, place);
    slowestResumeMs = Math.max(slowestResumeMs, resumed.durationMs);
    const found = [...judged(resumed, place, expected), ...(await verified(place))];
    if (found.length === 0) rmSync(place, { recursive: true });
    const what = withDatabase ? "it and its database" : "it";
    log(
      `kill ${trial}: ${what} after ${killAfterMs} ms (${killed.status === undefined ? "met" : "had ended"}), resumed in ${Math.round(resumed.durationMs)} ms`,
    );
    for (const problem of found) log(`  ${problem}`);
    problems.push(...found.map((problem) => `kill ${trial} after ${killAfterMs} ms: ${problem}`));
  }
  return { kills, met, undisturbedMs: calm.durationMs, slowestResumeMs, problems };
}

/** The small intrusion at a web shop, and a Windows log beside it. */
function writeEvidence(folder: string): void {
  const files = generateWebShell(1).filter(({ path }) => path.startsWith("evidence/"));
  for (const { path, bytes } of files) {
    const place = join(folder, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, bytes);
  }
  writeFileSync(
    join(folder, "log.evtx"),
    writeEvtx(Array.from({ length: logEvents }, (_, index) => sampleEvents[index % sampleEvents.length]!)),
  );
}

function run(evidence: string, place: string, killAfterMs?: number): Promise<WatchedRun> {
  const words = ["investigate", evidence, "--data-dir", join(place, "data"), "--out", join(place, "out")];
  return watchedRun(words, { timeoutMs: runTimeoutMs, ...(killAfterMs === undefined ? {} : { killAfterMs }) });
}

/** Everything in the result but `run`, as it was written. */
function essence(place: string): string {
  const { run: _, ...rest } = JSON.parse(readFileSync(join(place, "out/assessment.json"), "utf8")) as Record<string, unknown>;
  return JSON.stringify(rest);
}

function judged(resumed: WatchedRun, place: string, expected: string): string[] {
  if (resumed.timedOut) return [`the next start was not done after ${runTimeoutMs} ms`];
  if (resumed.status !== 0 && resumed.status !== 3) return [`the next start ended with ${resumed.status}: ${resumed.err}`];
  return essence(place) === expected ? [] : ["the next start ended with another assessment"];
}

async function verified(place: string): Promise<string[]> {
  const words = ["journal", "verify", "--data-dir", join(place, "data")];
  const { status, out, err } = await watchedRun(words, { timeoutMs: runTimeoutMs });
  const gone = await leftAlone(place, goneWaitMs);
  return [...(status === 0 ? [] : [`journal verify ended with ${status}: ${out}${err}`]), ...(gone ? [] : ["a process was left behind"])];
}

function killDatabase(place: string): void {
  for (const pid of processesAbout(place)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself.
    }
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { kills: { type: "string", default: "200" }, seed: { type: "string", default: "1" }, keep: { type: "string" } },
  });
  const folder = values.keep ?? mkdtempSync(join(tmpdir(), "watchkeeper-crash-"));
  const outcome = await crashTrial({ kills: Number(values.kills), seed: Number(values.seed), folder, log: (line) => console.log(line) });
  console.log(
    `${outcome.kills} kills over a run of ${Math.round(outcome.undisturbedMs)} ms, ${outcome.met} of them before its end: ${outcome.problems.length} problems, slowest next start ${Math.round(outcome.slowestResumeMs)} ms`,
  );
  if (outcome.problems.length === 0 && values.keep === undefined) rmSync(folder, { recursive: true });
  process.exitCode = outcome.problems.length === 0 ? 0 : 1;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
