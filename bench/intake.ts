/**
 * What the intake takes and the views show: `node bench/intake.ts [rows]`. The database is a kept one, so that every commit is synced. First hand-overs,
 * small and large; then a burst of 20,000 records in 10 seconds beside a reader; then pages over many alerts (1,000,000 unless told), each as PostgreSQL
 * itself times it and as the caller waits for it.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { categories } from "../src/core/alert/category.ts";
import { severities } from "../src/core/alert/severity.ts";
import type { Intake } from "../src/ports/intake.ts";
import type { AlertFilter, Views } from "../src/ports/views.ts";
import type { Database } from "../src/storage/database.ts";
import { openIntake } from "../src/storage/intake/postgres-intake.ts";
import { openNotices } from "../src/storage/notices.ts";
import { openDatabase } from "../src/storage/open-database.ts";
import { openViews } from "../src/storage/views/postgres-views.ts";
import { exampleAlertRow } from "../src/testing/views-contract.ts";

const recordBytes = 800;
const producers = 16;
const measureMs = 5_000;
const burst = { records: 20_000, ms: 10_000, delivery: 50 } as const;
const rowsTotal = Number(process.argv[2] ?? 1_000_000);
const putRows = 1_000;
const pageRows = 50;
const pageTries = 15;

const clock = {
  nowMs: () => Date.now(),
  sleep: (delayMs: number, signal?: AbortSignal) => sleep(delayMs, undefined, signal ? { signal } : {}),
};
const whole = (value: number) => Math.round(value).toLocaleString("en");
const at = (values: readonly number[], share: number) => values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;
const megabytes = (bytes: number) => `${whole(bytes / 1_048_576)} MiB`;

let made = 0;
const record = () => {
  const id = `record-${made++}`;
  return { id, bytes: Buffer.from(`${id} `.padEnd(recordBytes, "the alert as it came ")), sentAtMs: Date.now() };
};
const records = (count: number) => Array.from({ length: count }, record);

function bytesOf(folder: string): number {
  let bytes = 0;
  for (const each of readdirSync(folder, { withFileTypes: true, recursive: true }))
    if (each.isFile()) bytes += statSync(join(each.parentPath, each.name), { throwIfNoEntry: false })?.size ?? 0;
  return bytes;
}

async function handOvers(intake: Intake, size: number): Promise<void> {
  let deliveries = 0;
  const waits: number[] = [];
  const start = performance.now();
  const produce = async (producer: number) => {
    while (performance.now() - start < measureMs) {
      const before = performance.now();
      await intake.handOver({ source: `source-${producer}`, records: records(size), cursor: `${deliveries}` });
      waits.push(performance.now() - before);
      deliveries++;
    }
  };
  await Promise.all(Array.from({ length: producers }, (_, producer) => produce(producer)));
  const elapsed = (performance.now() - start) / 1_000;
  await intake.processed(Number.MAX_SAFE_INTEGER);
  console.log(
    `hand-overs of ${size}, ${producers} sources at once: ${whole(deliveries / elapsed)}/s, ${whole((deliveries * size) / elapsed)} records/s, p95 ${whole(at(waits, 0.95))} ms`,
  );
}

async function takeBurst(intake: Intake): Promise<void> {
  const first = (await intake.health()).reduce((sum, { accepted }) => sum + accepted, 0);
  const waits: number[] = [];
  let rssMax = 0;
  let read = first;
  const reader = async () => {
    while (read < first + burst.records) {
      const page = await intake.read(read, 500);
      read = page.at(-1)?.position ?? read;
      rssMax = Math.max(rssMax, process.memoryUsage.rss());
      if (page.length > 0) await intake.processed(read);
      else await intake.arrival(read, 1_000, new AbortController().signal);
    }
  };
  const reading = reader();
  const start = performance.now();
  const under: Promise<void>[] = [];
  for (let sent = 0; sent < burst.records; sent += burst.delivery) {
    await sleep(Math.max(0, start + (sent / burst.records) * burst.ms - performance.now()));
    const before = performance.now();
    const handed = intake.handOver({ source: `source-${sent % producers}`, records: records(burst.delivery) });
    under.push(handed.then(() => void waits.push(performance.now() - before)));
  }
  await Promise.all(under);
  const kept = performance.now() - start;
  await reading;
  const done = performance.now() - start;
  console.log(
    `burst of ${whole(burst.records)} in ${burst.ms / 1_000} s: kept after ${(kept / 1_000).toFixed(1)} s, read after ${(done / 1_000).toFixed(1)} s, ` +
      `hand-over p50 ${whole(at(waits, 0.5))} ms, p95 ${whole(at(waits, 0.95))} ms, RSS at most ${megabytes(rssMax)}`,
  );
}

const words = ["beacon", "sign-in", "PowerShell", "rule", "address", "blocked", "mail", "macro", "lateral", "scan", "export", "token"];
const states = ["closed", "closed", "closed", "closed", "closed", "closed", "closed", "open", "escalated"] as const;

/** A number that looks like chance, the same in every run. */
function mixedOf(number: number): number {
  const mixed = Math.imul(number ^ 0x9e3779b9, 0x85ebca6b);
  const again = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (again ^ (again >>> 16)) >>> 0;
}

async function fill(views: Views): Promise<void> {
  const start = performance.now();
  for (let from = 0; from < rowsTotal; from += putRows) {
    const alerts = Array.from({ length: Math.min(putRows, rowsTotal - from) }, (_, index) => {
      const number = from + index;
      const mixed = mixedOf(number);
      return exampleAlertRow(`alert-${number}`, {
        timeMs: 1_767_571_200_000 + number * 100,
        title: `${words[mixed % 12]} ${words[(mixed >>> 8) % 12]} on host-${mixed % 20_000}`,
        state: states[mixed % states.length]!,
        severity: number % 1_000 === 0 ? "critical" : severities[mixed % 4]!,
        category: categories[(mixed >>> 5) % categories.length],
        // The last category and the last source never meet.
        source: `source-${(mixed >>> 5) % categories.length === categories.length - 1 ? mixed % 7 : mixed % 8}`,
        caseId: number % 50 === 0 ? `case-${Math.floor(number / 5_000)}` : undefined,
        detail: { host: `host-${mixed % 20_000}`, why: "what the record says of it ".repeat(12) },
      });
    });
    await views.put({ alerts, cases: [], world: "watch-000001", sequence: from });
  }
  const elapsed = (performance.now() - start) / 1_000;
  console.log(`put ${whole(rowsTotal)} alerts in batches of ${whole(putRows)}: ${whole(rowsTotal / elapsed)} rows/s`);
}

const lists: Readonly<Record<string, AlertFilter>> = {
  "all, newest first": {},
  "open ones": { state: "open" },
  "critical ones, one in a thousand": { severity: ["critical"] },
  "high and critical ones": { severity: ["high", "critical"] },
  "three categories of one source": { source: "source-3", category: categories.slice(0, 3) },
  "a category and a source that never meet": { source: "source-7", category: categories.slice(-1) },
  "those of one case": { caseId: "case-3" },
  "a word of every sixth title": { text: "power" },
  "a host that fifty titles name": { text: "host 12345" },
  "open ones of a day with a word": { state: "open", fromMs: 1_767_571_200_000, toMs: 1_767_657_600_000, text: "macro" },
};

async function listPages(views: Views, database: Database): Promise<void> {
  await database.asOwner(async (owner) => void (await owner.query("VACUUM ANALYZE watchkeeper.view_alerts")));
  for (const [name, filter] of Object.entries(lists)) {
    const times: number[] = [];
    let after: string | undefined;
    let rows = 0;
    for (let page = 0; page < pageTries; page++) {
      const start = performance.now();
      const { rows: found, next } = await views.alerts(filter, { limit: pageRows, ...(after === undefined ? {} : { after }) });
      times.push(performance.now() - start);
      rows += found.length;
      after = next;
    }
    console.log(
      `page of ${pageRows}, ${name}: p50 ${at(times, 0.5).toFixed(1)} ms, p95 ${at(times, 0.95).toFixed(1)} ms (aim: 20), ${rows} rows seen`,
    );
  }
  const start = performance.now();
  const counts = await views.counts();
  console.log(`counts: ${(performance.now() - start).toFixed(1)} ms, ${JSON.stringify(counts)}`);
}

const folder = mkdtempSync(join(tmpdir(), "wk-bench-"));
try {
  const database = await openDatabase({ dataDir: folder });
  const notices = openNotices(database, clock);
  const { intake } = await openIntake({ database, clock, notices });
  await handOvers(intake, 1);
  await handOvers(intake, 100);
  await takeBurst(intake);
  const kept = (await intake.health()).reduce((sum, { accepted }) => sum + accepted, 0);
  console.log(`disk after ${whole(kept)} records of ${recordBytes} bytes, with the server's log of changes: ${megabytes(bytesOf(folder))}`);
  const views = await openViews({ database, clock, notices });
  await fill(views);
  await listPages(views, database);
  await notices.close();
  await database.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
