import { createHash } from "node:crypto";
import { EventEmitter } from "node:events";
import { type Runner, run, type WorkerEvents } from "graphile-worker";
import type pg from "pg";
import type { Job, Queue, Worker } from "../../ports/queue.ts";
import type { Database } from "../database.ts";
import { letGo, requireFence, takeOver } from "./fence.ts";
import { beginLease, keepLease } from "./lease.ts";
import { prepareQueue, silent } from "./prepare.ts";

/** How many jobs one worker runs at once, how often it looks for work that nobody announced, and how often a job is tried. */
export const queueLimits = { concurrencyMax: 3, pollMs: 1_000, attemptsMax: 12, nameLengthMax: 100 } as const;

/** The work queue of one tenant, in the database that holds the journal. */
export async function openQueue(database: Pick<Database, "pool" | "tenant" | "asOwner">): Promise<Queue> {
  await database.asOwner(prepareQueue);
  const { pool, tenant } = database;
  return { enqueue: (job) => enqueue(pool, tenant, job), work: (handler) => work(pool, tenant, handler) };
}

type Enqueued = { readonly kind: string; readonly key: string; readonly payload: unknown };

/** Announces one job; on a client with an open transaction, when that commits. */
export async function enqueue(client: pg.Pool | pg.PoolClient, tenant: string, { kind, key, payload }: Enqueued): Promise<void> {
  await client.query({
    name: "queue-enqueue",
    text: "SELECT 1 FROM graphile_worker.add_job($1, payload => $2::json, queue_name => $3, max_attempts => $4)",
    values: [taskOf(tenant), JSON.stringify({ kind, key, payload }), nameOf(tenant, key), queueLimits.attemptsMax],
  });
}

// One task per tenant: a worker is handed the jobs of its own alone.
const taskOf = (tenant: string) => `watchkeeper/${tenant}`.slice(0, queueLimits.nameLengthMax);

// Jobs of one name are handed out one at a time.
const nameOf = (tenant: string, key: string) =>
  createHash("sha256")
    .update(JSON.stringify([tenant, key]))
    .digest("hex");

async function work(pool: pg.Pool, tenant: string, handler: (job: Job) => Promise<void>): Promise<Worker> {
  const task = taskOf(tenant);
  const ending = new AbortController();
  const { runner, worker } = await start(pool, task, async (payload, attempt) => {
    const { kind, key, payload: inner } = payload as Enqueued;
    const fence = await takeOver(pool, tenant, key);
    await handler({ kind, key, payload: inner, attempt, epoch: fence.epoch, requireOwned: () => requireFence(pool, fence) });
    await letGo(pool, fence);
  });
  const lease = { pool, tenant, worker, task };
  await beginLease(lease);
  const kept = keepLease(lease, ending.signal);
  return {
    async stop() {
      await runner.stop();
      ending.abort();
      await kept;
    },
  };
}

type Handle = (payload: unknown, attempt: number) => Promise<void>;

async function start(pool: pg.Pool, task: string, handle: Handle): Promise<{ runner: Runner; worker: string }> {
  const events: WorkerEvents = new EventEmitter();
  let worker = "";
  // Jobs are locked in the name of the pool of workers.
  events.on("pool:create", ({ workerPool }) => {
    worker = workerPool.id;
  });
  const runner = await run({
    pgPool: pool,
    logger: silent,
    events,
    concurrency: queueLimits.concurrencyMax,
    pollInterval: queueLimits.pollMs,
    noHandleSignals: true,
    crontab: "",
    taskList: { [task]: (payload, { job }) => handle(payload, job.attempts) },
  });
  return { runner, worker };
}
