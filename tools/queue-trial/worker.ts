import { run } from "graphile-worker";
import pg from "pg";
import { PgBoss } from "pg-boss";
import { keepLease } from "../../src/storage/queue/lease.ts";
import { silent } from "../../src/storage/queue/prepare.ts";
import { bossQueue, graphileTask, jobMs, type Work } from "./shape.ts";

// One worker process of the trial: notes when it begins and ends a job, and works for a moment in between.
const [candidate = "", url = "", name = ""] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 8, options: "-c watchkeeper.tenant=trial" });
pool.on("error", () => {});
pool.on("connect", (client) => client.on("error", () => {}));

async function note(work: Work): Promise<void> {
  const begun = await pool.query("INSERT INTO trial (job, key, worker) VALUES ($1, $2, $3) RETURNING id", [work.job, work.key, name]);
  await new Promise((settle) => setTimeout(settle, jobMs));
  await pool.query("UPDATE trial SET ended = clock_timestamp() WHERE id = $1", [begun.rows[0].id]);
}

if (candidate === "graphile-worker") {
  const { EventEmitter } = await import("node:events");
  const events = new EventEmitter();
  events.on("pool:create", ({ workerPool }: { workerPool: { id: string } }) => {
    const lease = { pool, tenant: "trial", worker: workerPool.id, task: graphileTask };
    void keepLease(lease, new AbortController().signal);
  });
  const taskList = { [graphileTask]: (payload: unknown) => note(payload as Work) };
  await run({ pgPool: pool, logger: silent, events, concurrency: 3, pollInterval: 500, noHandleSignals: true, crontab: "", taskList });
} else {
  const boss = new PgBoss({ connectionString: url, monitorIntervalSeconds: 1, superviseIntervalSeconds: 1 });
  boss.on("error", () => {});
  await boss.start();
  const options = { localConcurrency: 3, pollingIntervalSeconds: 0.5, heartbeatRefreshSeconds: 3 };
  await boss.work<Work>(bossQueue, options, async ([job]) => note(job!.data));
}
process.stdout.write("ready\n");
