import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { Queue } from "../../ports/queue.ts";
import type { Database } from "../database.ts";
import { waitUntil } from "../embedded/process.ts";
import { openDatabase } from "../open-database.ts";
import { enqueue, openQueue } from "./graphile-queue.ts";
import { leaseTimes } from "./lease.ts";

let database: Database;
let queue: Queue;
before(async () => {
  database = await openDatabase({ ephemeral: true, connectionsMax: 10 });
  queue = await openQueue(database);
});
after(() => database.close());

const program = fileURLToPath(new URL("../../testing/queue-worker.ts", import.meta.url));

async function workerElsewhere(): Promise<{ child: ChildProcess; told: Record<string, unknown>[] }> {
  const { host, user, password } = database.pool.options as { host: string; user: string; password: string };
  const url = `postgresql://${user}:${password}@/postgres?host=${encodeURIComponent(host)}`;
  const child = spawn(process.execPath, [program, url], { stdio: ["ignore", "pipe", "inherit"] });
  const told: Record<string, unknown>[] = [];
  let rest = "";
  child.stdout.on("data", (bytes: Buffer) => {
    const lines = (rest + bytes.toString()).split("\n");
    rest = lines.pop() ?? "";
    told.push(...lines.map((line) => JSON.parse(line) as Record<string, unknown>));
  });
  assert.ok(await waitUntil(() => told.some(({ ready }) => ready), 10_000));
  return { child, told };
}

const takeOverMs = leaseTimes.leaseMs + 4 * leaseTimes.beatMs;

describe("the queue", () => {
  test("hands out every job, and never two of one key at once", async () => {
    const running = new Map<string, number>();
    const done: unknown[] = [];
    for (let job = 0; job < 30; job++) await queue.enqueue({ kind: "count", key: `key ${job % 3}`, payload: { job } });
    let together = 0;
    const worker = await queue.work(async ({ key, payload, requireOwned }) => {
      running.set(key, (running.get(key) ?? 0) + 1);
      together = Math.max(together, ...running.values());
      await requireOwned();
      done.push((payload as { job: number }).job);
      running.set(key, running.get(key)! - 1);
    });
    assert.ok(await waitUntil(() => done.length >= 30, 15_000));
    await worker.stop();
    assert.equal(together, 1);
    assert.deepEqual([...new Set(done)].length, 30);
  });

  test("tries a failed job again", async () => {
    await queue.enqueue({ kind: "fail-once", key: "failing", payload: null });
    const attempts: number[] = [];
    const worker = await queue.work(async ({ attempt }) => {
      attempts.push(attempt);
      if (attempt === 1) throw new Error("the first try fails");
    });
    assert.ok(await waitUntil(() => attempts.length === 2, 15_000));
    await worker.stop();
    assert.deepEqual(attempts, [1, 2]);
  });

  test("announces a job when its transaction commits, and not when it is rolled back", async () => {
    const client = await database.pool.connect();
    for (const [key, end] of [
      ["kept", "COMMIT"],
      ["dropped", "ROLLBACK"],
    ] as const) {
      await client.query("BEGIN");
      await enqueue(client, database.tenant, { kind: "transactional", key, payload: null });
      await client.query(end);
    }
    client.release();
    const keys: string[] = [];
    const worker = await queue.work(async ({ key }) => void keys.push(key));
    assert.ok(await waitUntil(() => keys.length > 0, 5_000));
    await worker.stop();
    assert.deepEqual(keys, ["kept"]);
  });

  test("passes the jobs of a killed worker on within its lease", async () => {
    const { child, told } = await workerElsewhere();
    await queue.enqueue({ kind: "long", key: "killed", payload: null });
    assert.ok(await waitUntil(() => told.some(({ took }) => took === "killed"), 5_000));
    child.kill("SIGKILL");
    const taken: string[] = [];
    const worker = await queue.work(async ({ key }) => void taken.push(key));
    assert.ok(await waitUntil(() => taken.includes("killed"), takeOverMs));
    await worker.stop();
  });

  test("refuses a worker that was suspended while its job was handed on", async () => {
    const { child, told } = await workerElsewhere();
    await queue.enqueue({ kind: "long", key: "suspended", payload: null });
    assert.ok(await waitUntil(() => told.some(({ took }) => took === "suspended"), 5_000));
    child.kill("SIGSTOP");
    const taken: string[] = [];
    const worker = await queue.work(async ({ key }) => void taken.push(key));
    assert.ok(await waitUntil(() => taken.includes("suspended"), takeOverMs));
    child.kill("SIGCONT");
    assert.ok(await waitUntil(() => told.some(({ refused }) => refused === "queue/fenced"), 5_000));
    child.kill("SIGKILL");
    await worker.stop();
  });
});
