import { after, before } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../ports/clock.ts";
import { testExecutorLock } from "../testing/executor-lock-contract.ts";
import { memoryExecutorLock } from "../testing/memory-executor-lock.ts";
import type { Database } from "./database.ts";
import { openExecutorLock } from "./executor-lock.ts";
import { openDatabase } from "./open-database.ts";

const clock: Clock = { nowMs: () => Date.now(), sleep: (delayMs, signal) => sleep(delayMs, undefined, { signal, ref: false }) };

let database: Database;
let tenants = 0;
before(async () => {
  database = await openDatabase({ ephemeral: true });
});
after(() => database.close());

testExecutorLock("in memory", async () => {
  const lock = memoryExecutorLock();
  return { one: lock, other: lock, tear: async () => lock.lose() };
});

testExecutorLock("PostgreSQL", async () => {
  const tenant = `tenant-${tenants++}`;
  const open = () => openExecutorLock({ pool: database.pool, tenant }, clock);
  return {
    one: open(),
    other: open(),
    // As a server does that restarts, or an administrator.
    tear: () =>
      database.asOwner(async (owner) => {
        await owner.query("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'");
      }),
  };
});
