import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { serviceWorld } from "../../../src/core/service/service-record.ts";
import { segmentWorld } from "../../../src/core/watch/watch-event.ts";
import { type Job, writeBackWorld } from "../../../src/core/write-back/write-back.ts";
import { startRequestTracker } from "../../../src/testing/doubles/request-tracker.ts";
import { openHookSender } from "../../../src/testing/hook-sender.ts";
import { startPostgres } from "../../../src/testing/own-postgres.ts";
import { realClock } from "../../../src/testing/real/open-effector.ts";
import { openSeenOutside, type SeenOutside } from "../../../src/testing/seen-outside.ts";
import { openStore } from "../../../src/wiring/store.ts";
import { chanceOf } from "../chance.ts";
import { jobsOf, wrongIn } from "../write-back/kill.ts";
import type { Deed } from "./deeds.ts";
import { openMembers } from "./members.ts";
import { worldsOfDeeds, wrongDeeds } from "./wrong-deeds.ts";

const program = fileURLToPath(new URL("../../../src/main.ts", import.meta.url));
/** What one process does by default. */
export const allRoles = ["api", "ingest", "worker"] as const;
const key = "canary-key-of-the-webhook";

/** Several processes of the service on one PostgreSQL that is not theirs, with senders, a folder of files and a ticket system; and what came of it. */
export type ServiceCluster = Awaited<ReturnType<typeof openServiceCluster>>;

const configurationIn = (folder: string, trackerUrl: string) => `version: 1
connectors:
  - { name: hook, product: webhook, settings: { mapping: none }, secrets: { key: { file: ${join(folder, "key")} } } }
  - name: drop
    product: folder-drop
    settings: { folder: ${join(folder, "drop")}, quiet-seconds: 1, every-ms: 250 }
  - name: tracker
    product: request-tracker
    may-receive: amber
    settings: { url: "${trackerUrl}", internal: true, queue: Incidents, user: watchkeeper }
    secrets: { password: { file: ${join(folder, "password")} } }
write-back: { attach: [] }
regulation: { entity: [payment-institution], member-states: [DE] }
watch: { settle-seconds: 0.5, settle-most-seconds: 2 }
`;

/** Opens all but the processes. The folder is the caller's, and empty. */
export async function openServiceCluster(folder: string, seed: number) {
  // The account of the database must be able to pass through.
  chmodSync(folder, 0o711);
  mkdirSync(join(folder, "drop"));
  const tracker = await startRequestTracker();
  const postgres = await startPostgres(join(folder, "postgres"));
  writeFileSync(join(folder, "key"), key, { mode: 0o600 });
  writeFileSync(join(folder, "password"), tracker.password, { mode: 0o600 });
  writeFileSync(join(folder, "watchkeeper.yaml"), configurationIn(folder, tracker.double.url));
  const environment = { DATABASE_URL: postgres.url, WATCHKEEPER_KEYS: join(folder, "state") };
  const problems: string[] = [];
  const members = openMembers({ folder, environment, problems });
  return {
    folder,
    environment,
    postgres,
    tracker,
    problems,
    begin: members.begin,
    urls: members.urls,
    links: members.links,
    warnings: members.warnings,
    ...openLoad(folder, seed, members.urls),
    seen: () => openSeenOutside({ databaseUrl: postgres.url }),
    async cases() {
      const seen = await openSeenOutside({ databaseUrl: postgres.url });
      return seen.cases().finally(() => seen.close());
    },
    async jobs(): Promise<readonly Job[]> {
      const store = await openStore({ databaseUrl: postgres.url }, { environment, clock: realClock });
      try {
        return await jobsOf((await store.world(writeBackWorld)).journal);
      } finally {
        await store.close();
      }
    },
    run: (...words: string[]) =>
      spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", program, ...words], {
        cwd: folder,
        encoding: "utf8",
        env: { PATH: process.env.PATH, HOME: folder, TMPDIR: folder, ...environment },
      }),
    async close() {
      await members.killAll();
      await tracker.double.close();
      await postgres.close();
    },
  };
}

/** Who gives alerts to the cluster, and what it must know of them in the end. */
function openLoad(folder: string, seed: number, urls: () => readonly URL[]) {
  const sender = openHookSender({ urls, key, tryMs: 5_000 });
  const alerts = openAlerts(seed);
  const expected = new Set<string>();
  let [sent, dropped] = [0, 0];
  return {
    expected,
    refused: sender.refused,
    /** Posts so many alerts; resolves once they are acknowledged. */
    async send(count: number): Promise<void> {
      const made = alerts(count);
      await sender.send("hook", made.map(({ line }) => line).join(""), `message-${String(++sent).padStart(12, "0")}`);
      for (const { id } of made) expected.add(id);
    },
    /** Leaves a file with so many alerts. */
    drop(count: number): void {
      const made = alerts(count);
      const name = join(folder, "drop", `file-${++dropped}`);
      writeFileSync(`${name}.part`, made.map(({ line }) => line).join(""));
      renameSync(`${name}.part`, `${name}.jsonl`);
      for (const { id } of made) expected.add(id);
    },
  };
}

const [hosts, idleWaitMs, lookMs] = [60, 150_000, 500];

/** Alerts of several machines, of which some are said to be attacked step by step, so that cases grow and are looked at again. */
function openAlerts(seed: number) {
  const { below, pick } = chanceOf(seed);
  let made = 0;
  return (count: number) =>
    Array.from({ length: count }, () => {
      const id = `given-${++made}`;
      const host = below(hosts);
      const [title, severity, technique] = pick([
        ["Credential store read", "critical", "T1003.001"],
        ["Office program started a shell", "high", "T1059.001"],
        ["Many failed logons", "medium", "T1110"],
        ["Unsigned program started from a user folder", "low", "T1204"],
      ] as const);
      const time = new Date().toISOString();
      const told = {
        alert: 1,
        id,
        time,
        source: "edr",
        title,
        severity,
        techniques: [technique],
        host: `ws-${host}.example.test`,
        user: `user${host}`,
      };
      return { id, line: `${JSON.stringify(told)}\n` };
    });
}

type CaseState = { readonly id: string; readonly state: string };
const waitingShown = 5;
/** A job that waits, and how its case's ticket stands, which it may wait for. */
const said = (jobs: readonly Job[]) => (job: Job) => ({
  kind: job.kind,
  case: job.caseId,
  revision: job.revision,
  state: job.state,
  tickets: jobs.filter((each) => each.caseId === job.caseId && each.kind === "ticket").map(({ state }) => state),
});

/** Waits until everything is in a case that ended and everything about it is written back. Rejects with what is missing. */
export async function untilIdle(cluster: ServiceCluster, { writtenBack = true } = {}): Promise<void> {
  const seen = await cluster.seen();
  try {
    const endMs = Date.now() + idleWaitMs;
    let standing = "";
    while (Date.now() < endMs) {
      const counts = await seen.counts();
      const cases = await seen.cases();
      const openCases = cases.filter(({ state }) => state === "in-progress").length;
      standing = JSON.stringify({ expected: cluster.expected.size, ...counts, openCases });
      if (counts.alerts === cluster.expected.size && counts.open === 0 && openCases === 0) {
        const jobs = await cluster.jobs();
        const waiting = !writtenBack ? [] : jobs.filter(({ state }) => ["asked", "trying", "unknown"].includes(state.status));
        // What a settled case grew by is shown a little later, and a ticket of a case that was just handed on is asked for a little later.
        const late = [...(await miscounted(seen)), ...(writtenBack ? ticketless(jobs, cases) : [])];
        standing = JSON.stringify({ ...counts, waiting: waiting.length, some: waiting.slice(-waitingShown).map(said(jobs)), late });
        if (waiting.length === 0 && late.length === 0) return;
      }
      await sleep(lookMs);
    }
    throw new Error(`it did not come to an end: ${standing}; ${cluster.problems.join("; ")}; ${cluster.warnings().slice(-3_000)}`);
  } finally {
    await seen.close();
  }
}

/** Cases that say another number of alerts than are in them, and alerts of no case. */
async function miscounted(seen: SeenOutside): Promise<string[]> {
  const cases = (await seen.cases()).filter(({ state }) => state !== "merged");
  const held = new Map<string, number>();
  for (const { caseId } of await seen.alerts()) held.set(caseId ?? "none", (held.get(caseId ?? "none") ?? 0) + 1);
  const wrong = cases
    .filter(({ id, alerts }) => held.get(id) !== alerts)
    .map(({ id, alerts }) => `${id} says ${alerts} alerts and holds ${held.get(id) ?? 0}`);
  const astray = [...held.keys()].filter((id) => !cases.some((each) => each.id === id));
  return [...wrong, ...astray.map((id) => `alerts are in ${id}, which is no case`)];
}

/** What is not as it must be once nothing is under way: alerts, cases, tickets, what people did, the ledger and the record. */
export async function wrongWith(
  cluster: ServiceCluster,
  { writtenBack = true, deeds = [] }: { readonly writtenBack?: boolean; readonly deeds?: readonly Deed[] } = {},
): Promise<readonly string[]> {
  const { expected } = cluster;
  const seen = await cluster.seen();
  const wrong = [...cluster.problems];
  try {
    const alerts = await seen.alerts();
    const given = alerts.map(({ givenId }) => givenId ?? "");
    const different = new Set(given);
    if (given.length !== different.size) wrong.push(`${given.length - different.size} alerts are there twice`);
    const lost = [...expected].filter((id) => !different.has(id));
    if (lost.length > 0) wrong.push(`${lost.length} alerts are lost, as ${lost[0]}`);
    if (different.size > expected.size) wrong.push(`${different.size - expected.size} alerts were never sent`);
    const cases = (await seen.cases()).filter(({ state }) => state !== "merged");
    wrong.push(...(await miscounted(seen)));
    const letters = await seen.letters();
    if (letters > 0) wrong.push(`${letters} dead letters`);
    if (writtenBack) {
      const jobs = await cluster.jobs();
      wrong.push(...wrongIn(cluster.tracker, jobs, new Map()), ...ticketless(jobs, cases));
    }
  } finally {
    await seen.close();
  }
  wrong.push(...(await wrongDeeds(cluster, deeds)));
  const worlds = [segmentWorld(1), writeBackWorld, serviceWorld, ...(deeds.length > 0 ? worldsOfDeeds : [])].map((world) => [
    "journal",
    "verify",
    "--world",
    world,
  ]);
  for (const words of [["status", "--json"], ...worlds]) {
    const { status, stdout, stderr } = cluster.run(...words);
    if (status !== 0) wrong.push(`${words.join(" ")} ended with ${status}: ${stdout.slice(-1_000)}${stderr.slice(-1_000)}`);
  }
  return wrong;
}

/** Escalated cases without one ticket, with what was asked for them. */
function ticketless(jobs: readonly Job[], cases: readonly CaseState[]): string[] {
  return cases.flatMap(({ id, state }) => {
    const ofIt = jobs.filter((job) => job.caseId === id && job.kind === "ticket");
    if (state !== "escalated" || ofIt.filter((job) => job.state.status === "written").length === 1) return [];
    return [`${id} was escalated and has not one ticket: ${JSON.stringify(ofIt.map(said(jobs)))}`];
  });
}

/** Fails with what is wrong. */
export async function requireWhole(cluster: ServiceCluster, how = { writtenBack: true }): Promise<void> {
  assert.deepEqual(await wrongWith(cluster, how), []);
}
