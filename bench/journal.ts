/**
 * How quickly a record is written, verified and proven: `node bench/journal.ts`. Entries are of about 400 characters, each sealed; the database is a
 * kept one, so that every batch is synced. What is arithmetic alone is told in processor time, the rest as it took.
 */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CheckedEntry, type JournalEntry, verify } from "../src/core/journal/journal.ts";
import { commitmentOf, disclosureOf } from "../src/core/journal/payload.ts";
import type { SealedHeader } from "../src/core/journal/record.ts";
import { proveInclusion, verifyInclusion } from "../src/core/transparency/inclusion.ts";
import { readThroughTiles, tilePath } from "../src/core/transparency/tile.ts";
import { openTree } from "../src/core/transparency/tree.ts";
import { verifyRecord } from "../src/engine/journal/verify-record.ts";
import { openSealedLog } from "../src/engine/sealed-log.ts";
import type { JournalStore } from "../src/ports/journal-store.ts";
import { openFolderKeeper } from "../src/storage/journal/folder-keeper.ts";
import { openJournalStore } from "../src/storage/journal/postgres-journal.ts";
import { openDatabase } from "../src/storage/open-database.ts";

const entriesCount = 100_000;
const batchEntries = 1_000;
const proofsCount = 500;
const readAtOnce = 10_000;

type Noted = { readonly type: "Noted"; readonly text: string; readonly number: number };
const clock = { nowMs: () => Date.now(), sleep: async () => {} };
const facts = {
  fold: () => {},
  factOf: (text: string) => JSON.parse(text) as Noted,
  streamOf: ({ number }: Noted) => `case-${number % 50}`,
};

/** Seconds that the work took. */
async function seconds(work: () => Promise<void> | void): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1_000;
}

/** Seconds of processor time, for work that waits for nobody: what else the machine does is not counted. */
async function processorSeconds(work: () => void): Promise<number> {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000_000;
}
const rate = (count: number, elapsed: number) => `${Math.round(count / elapsed).toLocaleString("en")} entries/s`;

async function append(store: JournalStore): Promise<void> {
  const log = await openSealedLog<Noted>(store, clock, facts);
  const batch = (start: number) =>
    Array.from(
      { length: batchEntries },
      (_, index): Noted => ({ type: "Noted", text: "what happened ".repeat(27), number: start + index }),
    );
  const elapsed = await seconds(async () => {
    for (let start = 0; start < entriesCount; start += batchEntries) await log.record(batch(start));
  });
  console.log(`append, durable, batches of ${batchEntries}: ${rate(entriesCount, elapsed)} (aim: 5,000)`);
  console.log(
    `checkpoint of what is left, with its tiles: ${Math.round((await seconds(async () => void (await log.checkpoint()))) * 1_000)} ms`,
  );
  await log.record([{ type: "Noted", text: "one more", number: 0 }]);
  console.log(`checkpoint after one entry: ${((await seconds(async () => void (await log.checkpoint()))) * 1_000).toFixed(1)} ms`);
}

async function check(store: JournalStore): Promise<void> {
  const entries: JournalEntry[] = [];
  const reading = await seconds(async () => {
    for (let more = await store.read(0, readAtOnce); more.length > 0; more = await store.read(entries.length, readAtOnce))
      entries.push(...more);
  });
  console.log(`read from the database: ${rate(entries.length, reading)}`);
  const checked: CheckedEntry[] = [];
  const tree = openTree();
  const chain = await processorSeconds(() => {
    const found = verify(entries, undefined, undefined, (each) => {
      tree.append(each.leaf);
      checked.push(each);
    });
    if (!found.intact) throw new Error(found.because);
  });
  const keys = new Map(
    (await store.vault.keysToRead([...Array(50).keys()].map((number) => ({ stream: `case-${number}`, generation: 0 })))).map(
      ({ stream, key }) => [stream, key],
    ),
  );
  const payloads = await processorSeconds(() => {
    for (const { entry, header } of checked) {
      const { salt } = disclosureOf(keys.get(header.stream)!, header as SealedHeader);
      if (commitmentOf(salt, entry.payload) !== (header as SealedHeader).commitment) throw new Error(`entry ${entry.sequence}`);
    }
  });
  console.log(
    `verify chain and tree of records: ${rate(entries.length, chain)}; with the commitments of their payloads: ${rate(entries.length, chain + payloads)} (aim: 100,000)`,
  );
  const whole = await seconds(async () => {
    const found = await verifyRecord(store);
    if (!found.intact) throw new Error(found.because);
  });
  console.log(`everything, from the database, payloads opened, tiles compared: ${rate(entries.length, whole)}`);
  await prove(store, checked, tree.root());
}

async function prove({ publication }: JournalStore, checked: readonly CheckedEntry[], root: Uint8Array): Promise<void> {
  const size = checked.length;
  const read = readThroughTiles(size, async (place) => (await publication.read(tilePath(place))) ?? new Uint8Array());
  let slowest = 0;
  const elapsed = await seconds(async () => {
    for (let proof = 0; proof < proofsCount; proof++) {
      const index = (proof * 7_919) % size;
      const took = await seconds(async () => {
        if (!verifyInclusion({ index, size, root, leaf: checked[index]!.leaf, proof: await proveInclusion(index, size, read) }))
          throw new Error(`entry ${index}`);
      });
      slowest = Math.max(slowest, took);
    }
  });
  console.log(
    `inclusion proof from the tiles on disk, made and checked: ${((elapsed / proofsCount) * 1_000).toFixed(2)} ms, slowest of ${proofsCount} ${(slowest * 1_000).toFixed(2)} ms (aim: 5)`,
  );
}

const folder = mkdtempSync(join(tmpdir(), "watchkeeper-bench-"));
// The database runs under an account of its own, which must be able to enter.
chmodSync(folder, 0o755);
const database = await openDatabase({ dataDir: folder });
try {
  const keeper = await openFolderKeeper(database, { keys: join(folder, "keys"), transparency: join(folder, "transparency") });
  const store = await openJournalStore(database, "bench", keeper);
  await append(store);
  await check(store);
} finally {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
}
