import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { openSources } from "../engine/sources/open-sources.ts";
import type { PolledSource } from "../ports/source.ts";
import { openIntake } from "../storage/intake/postgres-intake.ts";
import { openNotices } from "../storage/notices.ts";
import { openPool } from "../storage/pool.ts";

// A process that runs one polled source as the service does, and tells when it asks: for tests that kill or suspend it.
const [, , url = "", source = ""] = process.argv;
const pool = openPool({ connection: { connectionString: url }, tenant: "default", durable: true, connectionsMax: 3 });
const clock = {
  nowMs: () => Date.now(),
  sleep: (delayMs: number, signal?: AbortSignal) => sleep(delayMs, undefined, signal ? { signal } : {}),
};
const database = { pool, tenant: "default" };
const { intake, sourceLeases } = await openIntake({ database, clock, notices: openNotices(database, clock) });
const tell = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

/** A product that never ends: three records a page, named by their number. */
const endless: PolledSource = {
  kind: "polled",
  guarantee: "never lost",
  everyMs: 250,
  async page({ cursor }) {
    const from = Number(cursor ?? 0);
    tell({ asked: from });
    await sleep(20);
    const records = [0, 1, 2].map((place) => ({ id: `${from + place}`, bytes: Buffer.from(`record ${from + place}`) }));
    return { records, cursor: `${from + 3}`, more: true };
  },
};

const random = { secret: (sizeBytes: number) => randomBytes(sizeBytes).toString("hex") };
const parts = { sources: [{ name: source, source: endless }], intake, leases: sourceLeases, clock, random, told: tell };
tell({ ready: true });
await openSources(parts).work(new AbortController().signal);
