/**
 * Throws damaged and malicious inputs at the executable and holds it to its promises: status 0 or 3, no hang, both ledgers balanced on every
 * line, every line of the right shape, memory within bounds. `node tools/trials/hostile.ts [--count 3000] [--seed 1] [--keep DIR]`.
 * The same seed makes the same inputs.
 */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { leftAlone, watchedRun } from "../../src/testing/watched-run.ts";
import { chanceOf } from "./chance.ts";
import { problemsOf } from "./check-lines.ts";
import { damages } from "./damage.ts";
import { giants } from "./giants.ts";
import { seedsOfAllFormats } from "./seeds.ts";

/** The most memory that our process may take, whatever it is given. */
export const peakBytesMax = 1_073_741_824;
const groupSize = 50;
/** A giant takes a place among this many inputs. */
const giantEvery = 75;
/** What one run may take: to start and end, per input, and per MiB of input (this machine may be busy). */
const budget = { runMs: 30_000, inputMs: 2_000, mebibyteMs: 300, giantMs: 60_000 } as const;

export type HostileOptions = {
  readonly count: number;
  readonly seed: number;
  readonly folder: string;
  readonly log: (line: string) => void;
};
export type HostileOutcome = {
  readonly inputs: number;
  readonly groups: number;
  readonly slowestInputsMs: number;
  readonly peakBytes: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly problems: readonly string[];
};

/** Runs a whole trial, group by group, and says what went wrong. Groups in which nothing did are removed. */
export async function hostileTrial({ count, seed, folder, log }: HostileOptions): Promise<HostileOutcome> {
  const statuses: Record<string, number> = {};
  const problems: string[] = [];
  let peakBytes = 0;
  let slowestInputsMs = 0;
  let inputs = 0;
  for (let group = 0; group * groupSize < count; group++) {
    const place = join(folder, `group-${group}`);
    const made = await makeGroup({ place, first: group * groupSize, count: Math.min(groupSize, count - group * groupSize), seed });
    const found = await runGroup(place, made);
    inputs += made.paths.length;
    statuses[found.status] = (statuses[found.status] ?? 0) + 1;
    peakBytes = Math.max(peakBytes, found.peakBytes);
    slowestInputsMs = Math.max(slowestInputsMs, found.durationMs);
    problems.push(...found.problems);
    log(
      `group ${group}: ${made.paths.length} inputs, status ${found.status}, ${Math.round(found.durationMs)} ms, peak ${mebibytes(found.peakBytes)} MiB, ${found.problems.length} problems`,
    );
    for (const problem of found.problems) log(`  ${problem}`);
    if (found.problems.length === 0) rmSync(place, { recursive: true });
  }
  return { inputs, groups: Math.ceil(count / groupSize), slowestInputsMs, peakBytes, statuses, problems };
}

type Made = { readonly paths: readonly string[]; readonly bytes: number; readonly giants: number };

async function makeGroup({ place, first, count, seed }: { place: string; first: number; count: number; seed: number }): Promise<Made> {
  const inFolder = join(place, "in");
  mkdirSync(inFolder, { recursive: true });
  const paths: string[] = [];
  let giantCount = 0;
  for (let index = first; index < first + count; index++) {
    const name = String(index).padStart(5, "0");
    if (index % giantEvery === giantEvery - 1) {
      const giant = giantNames[(Math.floor(index / giantEvery) + seed) % giantNames.length]!;
      paths.push(join(inFolder, `${name}.${giant}`));
      await giants[giant]!(paths.at(-1)!);
      giantCount++;
    } else {
      const { kind, bytes } = hostileInput(seed, index);
      paths.push(join(inFolder, `${name}.${kind}`));
      writeFileSync(paths.at(-1)!, bytes);
    }
  }
  return { paths, bytes: paths.reduce((sum, path) => sum + statSync(path).size, 0), giants: giantCount };
}

const giantNames = Object.keys(giants);
const damageNames = Object.keys(damages);
let seeds: ReturnType<typeof seedsOfAllFormats> | undefined;

/** The hostile input with that number: an honest one, damaged in one way or in two. */
export function hostileInput(seed: number, index: number): { readonly kind: string; readonly bytes: Buffer } {
  seeds ??= seedsOfAllFormats();
  if (index === 0) return { kind: "empty", bytes: Buffer.alloc(0) };
  const chance = chanceOf(seed * 1_000_003 + index);
  const honest = seeds[index % seeds.length]!;
  const kinds = chance.below(3) === 0 ? [chance.pick(damageNames), chance.pick(damageNames)] : [chance.pick(damageNames)];
  const bytes = kinds.reduce((held, kind) => damages[kind]!(held, chance, chance.pick(seeds!).bytes), honest.bytes);
  return { kind: kinds.join("+"), bytes };
}

async function runGroup(place: string, { paths, bytes, giants: giantCount }: Made) {
  const out = join(place, "out");
  const timeoutMs =
    budget.runMs + paths.length * budget.inputMs + Math.ceil(bytes / 1_048_576) * budget.mebibyteMs + giantCount * budget.giantMs;
  const run = await watchedRun(["investigate", join(place, "in"), "--each", "--out", out], { timeoutMs });
  const problems: string[] = [];
  if (run.timedOut) problems.push(`${place}: not done after ${timeoutMs} ms; the last said: ${run.out.split("\n").at(-2) ?? "nothing"}`);
  else if (run.status !== 0 && run.status !== 3)
    problems.push(`${place}: status ${run.status}, signal ${run.signal}: ${run.err.slice(-2_000)}`);
  else problems.push(...problemsOf(join(out, "assessments.jsonl"), paths).map((problem) => `${place}: ${problem}`));
  if (run.peakBytes > peakBytesMax) problems.push(`${place}: took ${mebibytes(run.peakBytes)} MiB, more than ${mebibytes(peakBytesMax)}`);
  if (!(await leftAlone(place, 5_000))) problems.push(`${place}: a process was left behind`);
  return { status: String(run.status ?? run.signal), durationMs: run.durationMs, peakBytes: run.peakBytes, problems };
}

const mebibytes = (bytes: number) => Math.round(bytes / 1_048_576);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { count: { type: "string", default: "3000" }, seed: { type: "string", default: "1" }, keep: { type: "string" } },
  });
  const folder = values.keep ?? mkdtempSync(join(tmpdir(), "watchkeeper-hostile-"));
  const outcome = await hostileTrial({ count: Number(values.count), seed: Number(values.seed), folder, log: (line) => console.log(line) });
  console.log(
    `${outcome.inputs} inputs in ${outcome.groups} runs: statuses ${JSON.stringify(outcome.statuses)}, peak ${mebibytes(outcome.peakBytes)} MiB, slowest run ${Math.round(outcome.slowestInputsMs)} ms, ${outcome.problems.length} problems`,
  );
  if (outcome.problems.length === 0 && values.keep === undefined) rmSync(folder, { recursive: true });
  process.exitCode = outcome.problems.length === 0 ? 0 : 1;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
