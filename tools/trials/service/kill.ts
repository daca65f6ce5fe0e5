/**
 * Kills processes of `watchkeeper serve` at random moments under load: one with all roles and one for each role, on one PostgreSQL. A killed one is started
 * again, and is killed while it starts too; meanwhile somebody decides on cases, files incidents and classifies. Then everything that was acknowledged is there
 * once, alerts in one case each and people's deeds in the record, each case that was handed on has one ticket, and a process that starts serves what the others serve.
 * `node tools/trials/service/kill.ts [--kills 200] [--seed 1] [--restarts 0]`
 */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { chanceOf } from "../chance.ts";
import { allRoles, openServiceCluster, type ServiceCluster, untilIdle, wrongWith } from "./cluster.ts";
import type { Member } from "./members.ts";
import { type Office, openOffice } from "./office.ts";
import { servedOtherwise } from "./wrong-deeds.ts";

export type ServiceKillOptions = {
  readonly kills: number;
  readonly seed: number;
  readonly folder: string;
  readonly log: (line: string) => void;
  /** How many times the database is stopped and started among the kills. */
  readonly restarts?: number;
};
export type ServiceKillOutcome = {
  readonly kills: number;
  /** Kills that met a process that had started. */
  readonly atWork: number;
  readonly alerts: number;
  readonly tickets: number;
  /** What people did, by what it was and how it ended. */
  readonly deeds: readonly (readonly [string, number])[];
  /** What people were answered that was no yes, by what it was. */
  readonly answers: readonly (readonly [string, number])[];
  /** Answers to senders that were not 202, by what they were. */
  readonly refused: readonly (readonly [string, number])[];
  readonly problems: readonly string[];
};

const slots: readonly (readonly string[])[] = [allRoles, ["api"], ["ingest"], ["worker"]];
/** The moments between two kills, milliseconds. */
const [pauseMsMin, pauseMsMax] = [300, 3_000];
const [messageMs, alertsPerMessageMax, filesShare, downMsMax] = [200, 8, 6, 1_500];

/** Runs a whole trial. */
export async function serviceKillTrial({ kills, seed, folder, log, restarts = 0 }: ServiceKillOptions): Promise<ServiceKillOutcome> {
  const cluster = await openServiceCluster(folder, seed);
  try {
    const members = slots.map((roles) => cluster.begin(roles));
    await Promise.all(members.map(({ started }) => started));
    const office = await openOffice(cluster);
    const loading = new AbortController();
    const load = Promise.all([keepSending(cluster, seed + 1, loading.signal), office.work(seed + 3, loading.signal)]);
    // Whoever waits for it hears of it; until then it is nobody's.
    load.catch(() => {});
    const chance = chanceOf(seed + 2);
    const restartEvery = restarts > 0 ? Math.max(1, Math.floor(kills / restarts)) : Number.POSITIVE_INFINITY;
    let atWork = 0;
    for (let kill = 1; kill <= kills; kill++) {
      const at = chance.below(slots.length);
      const killed: Member = members[at]!;
      // Two of three die at work, the others perhaps while they start.
      if (chance.below(3) > 0) await killed.started;
      await sleep(pauseMsMin + chance.below(pauseMsMax - pauseMsMin));
      if (killed.serving()) atWork++;
      await killed.kill();
      if (kill % restartEvery === 0) await cluster.postgres.restart(chance.below(downMsMax));
      members[at] = cluster.begin(slots[at]!);
      log(`kill ${kill}: ${slots[at]!.join(" ")}${killed.serving() ? "" : ", which was starting"}; ${cluster.expected.size} alerts so far`);
    }
    await Promise.all(members.map(({ started }) => started));
    loading.abort();
    await load;
    await untilIdle(cluster, { writtenBack: false });
    await office.lastWord();
    await untilIdle(cluster);
    const problems = [...(await wrongWith(cluster, office)), ...(await otherAfterStart(cluster, office))];
    const deeds = Map.groupBy(office.deeds, ({ kind, ended }) => `${kind} ${ended}`);
    return {
      ...{ kills, atWork, alerts: cluster.expected.size, tickets: cluster.tracker.tickets.size },
      deeds: [...deeds].map(([what, all]) => [what, all.length] as const),
      answers: [...office.answers],
      refused: [...cluster.refused],
      problems,
    };
  } finally {
    await cluster.close();
  }
}

/** What one more process, which folds the record anew, serves otherwise than each that answered people until now. */
async function otherAfterStart(cluster: ServiceCluster, office: Office): Promise<string[]> {
  const lived = cluster.urls();
  const fresh = await cluster.begin(["api"]).started;
  return (await Promise.all(lived.map((each) => servedOtherwise(office, [each, fresh.url])))).flat();
}

/** Sends and drops until it is told to stop; what is under way then is finished. */
export async function keepSending(cluster: ServiceCluster, seed: number, signal: AbortSignal): Promise<void> {
  const { below } = chanceOf(seed);
  const under = new Set<Promise<void>>();
  const failures: unknown[] = [];
  while (!signal.aborted) {
    if (below(filesShare) === 0) cluster.drop(1 + below(alertsPerMessageMax));
    const sent = cluster
      .send(1 + below(alertsPerMessageMax))
      .catch((cause: unknown) => void failures.push(cause))
      .finally(() => under.delete(sent));
    under.add(sent);
    await sleep(messageMs);
  }
  await Promise.all(under);
  if (failures.length > 0) throw failures[0];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kills: { type: "string", default: "200" },
      seed: { type: "string", default: "1" },
      restarts: { type: "string", default: "0" },
    },
  });
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "wk-kill-")));
  const outcome = await serviceKillTrial({
    kills: Number(values.kills),
    seed: Number(values.seed),
    restarts: Number(values.restarts),
    folder,
    log: (line) => console.log(line),
  });
  console.log(JSON.stringify(outcome, undefined, 2));
  if (outcome.problems.length === 0) rmSync(folder, { recursive: true });
  process.exitCode = outcome.problems.length === 0 ? 0 : 1;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
