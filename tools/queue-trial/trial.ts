import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { quickAddJob } from "graphile-worker";
import type pg from "pg";
import { PgBoss } from "pg-boss";
import { openDatabase } from "../../src/storage/open-database.ts";
import { prepareQueue, silent } from "../../src/storage/queue/prepare.ts";
import { bossQueue, graphileTask, jobsTotal, works } from "./shape.ts";

// Kills a worker of each queue library in the middle of its work and counts what becomes of it. `node tools/queue-trial/trial.ts`
const waitMs = 30_000;
const program = fileURLToPath(new URL("./worker.ts", import.meta.url));

type Candidate = "graphile-worker" | "pg-boss";
type Figures = { takeOverMs: number | undefined; twice: number; lost: number; together: number; allMs: number };

async function worker(candidate: Candidate, url: string, name: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, candidate, url, name], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((settle) => child.stdout.once("data", settle));
  return child;
}

async function add(candidate: Candidate, url: string, owner: pg.Pool): Promise<void> {
  if (candidate === "graphile-worker") {
    for (const work of works) await quickAddJob({ pgPool: owner, logger: silent }, graphileTask, work, { queueName: work.key });
    return;
  }
  const boss = new PgBoss({ connectionString: url });
  await boss.start();
  // Ten seconds is the shortest heartbeat that it takes.
  await boss.createQueue(bossQueue, { policy: "key_strict_fifo", heartbeatSeconds: 10, retryLimit: 10, expireInSeconds: 30 });
  await boss.insert(
    bossQueue,
    works.map((work) => ({ data: work, singletonKey: work.key })),
  );
  await boss.stop({ graceful: false });
}

async function trial(candidate: Candidate, url: string, owner: pg.Pool): Promise<Figures> {
  await owner.query("DROP TABLE IF EXISTS public.trial");
  await owner.query(`CREATE TABLE public.trial (id serial PRIMARY KEY, job int, key text, worker text,
    begun timestamptz DEFAULT clock_timestamp(), ended timestamptz)`);
  if (candidate === "graphile-worker") await prepareQueue(owner);
  await add(candidate, url, owner);
  const began = performance.now();
  const doomed = await worker(candidate, url, "doomed");
  const other = await worker(candidate, url, "other");
  // Killed in the middle of a job, not between two.
  const busy = "SELECT 1 FROM public.trial WHERE worker = 'doomed' AND ended IS NULL AND begun > clock_timestamp() - interval '200 ms'";
  await sleep(700);
  for (let waited = 0; waited < waitMs && (await owner.query(busy)).rowCount === 0; waited += 20) await sleep(20);
  doomed.kill("SIGKILL");
  const killed = (await owner.query<{ at: Date }>("SELECT clock_timestamp() AS at")).rows[0]!.at;
  const done = async () =>
    (await owner.query("SELECT count(DISTINCT job)::int AS done FROM public.trial WHERE ended IS NOT NULL")).rows[0].done;
  for (let waited = 0; waited < waitMs && (await done()) < jobsTotal; waited += 100) await sleep(100);
  const allMs = performance.now() - began;
  const figures = await count(owner, killed);
  other.kill("SIGKILL");
  return { ...figures, allMs, lost: jobsTotal - (await done()) };
}

async function count(owner: pg.Pool, killed: Date): Promise<Pick<Figures, "takeOverMs" | "twice" | "together">> {
  const { rows } = await owner.query(
    `SELECT (SELECT max(extract(epoch FROM b.begun - $1) * 1000)::int FROM public.trial a JOIN public.trial b ON b.job = a.job AND b.worker = 'other'
             WHERE a.worker = 'doomed' AND a.ended IS NULL) AS "takeOverMs",
       (SELECT count(*)::int FROM (SELECT job FROM public.trial GROUP BY job HAVING count(*) > 1) t) AS twice,
       (SELECT count(*)::int FROM public.trial a JOIN public.trial b ON a.key = b.key AND a.id < b.id AND a.ended > b.begun) AS together`,
    [killed],
  );
  return rows[0];
}

const database = await openDatabase({ ephemeral: true });
try {
  const folder = join(database.pool.options.host ?? "", "..");
  const { owner: login } = JSON.parse(readFileSync(join(folder, "database", "credentials.json"), "utf8"));
  const url = `postgresql://${login.user}:${login.password}@/postgres?host=${encodeURIComponent(database.pool.options.host ?? "")}`;
  for (const candidate of ["graphile-worker", "pg-boss"] as const)
    await database.asOwner(async (owner) => {
      await owner.query("SET search_path = public");
      console.log(candidate, JSON.stringify(await trial(candidate, url, owner)));
    });
} finally {
  await database.close();
}
