import { after, before } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { type IntakeScene, testIntake } from "../../testing/intake-contract.ts";
import type { Database } from "../database.ts";
import { openNotices } from "../notices.ts";
import { openDatabase } from "../open-database.ts";
import { openPool } from "../pool.ts";
import { openIntake } from "./postgres-intake.ts";

const start = Date.UTC(2026, 0, 5);
const waiting = { recordsMax: 500, bytesMax: 100 * 1_048_576, afterMs: 1_000 };

let database: Database;
let tenants = 0;
let doors: (() => Promise<void>)[] = [];
before(async () => {
  database = await openDatabase({ ephemeral: true });
});
after(async () => {
  await closeDoors();
  await database.close();
});

async function closeDoors(): Promise<void> {
  await Promise.all(doors.map((close) => close()));
  doors = [];
}

/** Doors of a new tenant, as two processes open them; those of the test before are closed. */
async function newTenant(): Promise<IntakeScene> {
  await closeDoors();
  const tenant = `tenant-${tenants++}`;
  let nowMs = start;
  const clock = { nowMs: () => nowMs, sleep: (delayMs: number, signal?: AbortSignal) => sleep(delayMs, undefined, { signal }) };
  const door = async () => {
    const { host, user, password, port } = database.pool.options as pg.ClientConfig;
    const connection = { host, user, password, port, database: "postgres" } as pg.ClientConfig;
    const pool = openPool({ connection, tenant, durable: false, connectionsMax: 2 });
    const notices = openNotices({ pool, tenant }, clock);
    doors.push(async () => {
      await notices.close();
      await pool.end();
    });
    return (await openIntake({ database: { pool, tenant }, clock, notices, waiting })).intake;
  };
  const set = (toMs: number) => {
    nowMs = toMs;
  };
  return { intake: await door(), other: await door(), waitingMax: waiting.recordsMax, set };
}

testIntake("PostgreSQL", newTenant);
