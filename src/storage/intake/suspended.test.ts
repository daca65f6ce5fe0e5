import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { openNotices } from "../notices.ts";
import { openDatabase } from "../open-database.ts";
import { keep } from "./keep.ts";
import { openIntake } from "./postgres-intake.ts";

const clock = {
  nowMs: () => Date.now(),
  sleep: (delayMs: number, signal?: AbortSignal) => sleep(delayMs, undefined, signal ? { signal } : {}),
};
/** A source is taken over within ten seconds, of which its lease takes four. */
const heldUpMsMax = 6_000;

test("a process that stands still in the middle of keeping holds nobody else up for long, and keeps nothing", async (t) => {
  const database = await openDatabase({ ephemeral: true });
  t.after(() => database.close());
  const notices = openNotices(database, clock);
  t.after(() => notices.close());
  const { intake } = await openIntake({ database, clock, notices });
  const record = (id: string) => ({ id, bytes: Buffer.from(id) });
  await intake.handOver({ source: "one", records: [record("before")] });

  const client = await database.pool.connect();
  let locked = () => {};
  const holds = new Promise<void>((settle) => {
    locked = settle;
  });
  const still = new Promise<never>(() => {});
  // It has the head of the intake, and then does nothing any more.
  const standing = {
    query: async (asked: unknown) => {
      const found = await client.query(asked as string);
      if ((asked as { name?: string }).name !== "intake-head") return found;
      locked();
      return still;
    },
  } as unknown as pg.PoolClient;
  const waiting = { recordsMax: 1_000, bytesMax: 1_000_000, afterMs: 1_000 };
  void keep(standing, database.tenant, [{ delivery: { source: "two", records: [record("lost")] }, bytes: 4 }], { atMs: 1, waiting });
  await holds;
  const fromMs = performance.now();
  await intake.handOver({ source: "one", records: [record("after")] });
  const heldUpMs = performance.now() - fromMs;
  assert.ok(heldUpMs < heldUpMsMax, `${Math.round(heldUpMs)} ms`);
  await assert.rejects(client.query("SELECT 1"));
  client.release(true);
  const kept = await intake.read(0, 10);
  assert.deepEqual(
    kept.map(({ id }) => id),
    ["before", "after"],
  );
});
