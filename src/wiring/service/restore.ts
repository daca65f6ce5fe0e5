import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Restored, Service } from "../../cli/service-system.ts";
import { verify as verifyChain } from "../../core/journal/journal.ts";
import { verifyRecord } from "../../engine/journal/verify-record.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import { copyIn, copyOut, openBackup } from "../../storage/backup/files.ts";
import type { Manifest } from "../../storage/backup/manifest.ts";
import { putBackTables } from "../../storage/backup/put-back.ts";
import { notEmpty } from "../../storage/backup/refusals.ts";
import type { Database, DatabaseChoice } from "../../storage/database.ts";
import { makeFolderDurably } from "../../storage/durable-file.ts";
import { holdsTables } from "../../storage/external.ts";
import { openFolderKeeper } from "../../storage/journal/folder-keeper.ts";
import { memoryKeeper } from "../../storage/journal/journal-keeper.ts";
import { openJournalStore } from "../../storage/journal/postgres-journal.ts";
import { openDatabase } from "../../storage/open-database.ts";
import { openStopFile } from "../../storage/stop-file.ts";
import { stateFolderOf } from "../store.ts";
import { type BackupParts, notIntact } from "./backup.ts";

/**
 * Puts a backup into an installation that holds nothing yet, and verifies what came back. Containment starts stopped: what was done after the backup stands in
 * no record here, so nobody can tell what the products look like now.
 */
export function restoreWith({ clock, environment }: BackupParts): Service["restore"] {
  return async ({ choice, from, keys }, told) => {
    if ("ephemeral" in choice) throw new Error("nothing is restored into a throw-away database");
    const { manifest } = await openBackup(resolve(from));
    told.err(`the backup of ${manifest.madeAt} is whole: ${manifest.files.length} files\n`);
    const state = resolve(stateFolderOf(choice, environment));
    await requireEmpty(choice, state);
    await makeFolderDurably(state, 0o755);
    const stop = openStopFile(state, clock);
    await stop.raise(`restored from the backup of ${manifest.madeAt}: look at what was done since, then resume`);
    await copyOut(from, manifest, "transparency", join(state, "transparency"));
    await copyOut(from, manifest, "keys", join(state, "keys"));
    if (keys !== undefined) await copyKeys(resolve(keys), state);
    const place: DatabaseChoice = "dataDir" in choice ? { dataDir: choice.dataDir } : { databaseUrl: choice.databaseUrl };
    const old = await openDatabase({ ...place, tablesOf: manifest.tablesOf });
    await putBackTables(old, resolve(from), manifest).finally(() => old.close());
    told.err("the tables are back; verifying every record\n");
    const database = await openDatabase(place);
    try {
      const counted = await verifyAll(database, place, manifest, state);
      await copyOut(from, { ...manifest, files: manifest.files.filter(({ path }) => !path.endsWith("/STOP")) }, "configuration", state);
      const rows = manifest.tables.reduce((sum, each) => sum + each.rows, 0);
      return { folder: state, madeAt: manifest.madeAt, program: manifest.program, rows, ...counted, stopped: stop.place };
    } finally {
      await database.close();
    }
  };
}

async function requireEmpty(choice: DatabaseChoice, state: string): Promise<void> {
  const held = await readdir(state).catch(() => []);
  if (held.length > 0) throw notEmpty(state);
  if ("databaseUrl" in choice && (await holdsTables(choice.databaseUrl))) throw notEmpty("the database that DATABASE_URL names");
}

/** Keys that were kept apart; the new files belong to their owner alone. */
async function copyKeys(keys: string, state: string): Promise<void> {
  await copyIn(keys, state, "keys");
}

type Counted = Pick<Restored, "records" | "entries" | "unread">;

async function verifyAll(database: Database, place: DatabaseChoice, manifest: Manifest, state: string): Promise<Counted> {
  let [records, entries, unread] = [0, 0, 0];
  const hasKeys = (await readdir(join(state, "keys")).catch(() => [])).length > 0;
  for (const tenant of manifest.tenants) {
    const own = tenant === database.tenant ? database : await openDatabase({ ...place, ...("dataDir" in place && { join: true }), tenant });
    try {
      const keeper = hasKeys
        ? await openFolderKeeper(own, { keys: join(state, "keys"), transparency: join(state, "transparency") })
        : memoryKeeper();
      for (const each of manifest.records.filter((record) => record.tenant === tenant && record.entries > 0)) {
        const journal = await openJournalStore(own, each.world, keeper);
        await verifyOne(journal, each, hasKeys);
        records++;
        entries += each.entries;
        if (!hasKeys) unread++;
      }
    } finally {
      if (own !== database) await own.close();
    }
  }
  return { records, entries, unread };
}

const readBatch = 5_000;

/** The record must end where the backup says it did, and be whole; without keys its chain alone is checked. */
async function verifyOne(
  journal: JournalStore,
  { tenant, world, entries, head }: Manifest["records"][number],
  hasKeys: boolean,
): Promise<void> {
  if (hasKeys) {
    const found = await verifyRecord(journal, { head });
    if (!found.intact) throw notIntact(tenant, world, `entry ${found.sequence}: ${found.because}`);
    if (found.entries !== entries) throw notIntact(tenant, world, `it has ${found.entries} entries of ${entries}`);
    return;
  }
  const stored = await journal.head();
  if (stored?.sequence !== entries - 1 || stored.hash !== head)
    throw notIntact(tenant, world, "it does not end where the backup says it did");
  for (let from = 0; from < entries; from += readBatch) {
    const read = await journal.read(from, readBatch);
    const [first] = read;
    const before = from === 0 ? undefined : (await journal.read(from - 1, 1))[0];
    if (first === undefined) throw notIntact(tenant, world, `entry ${from} is missing`);
    const point = before && { sequence: from, previous: before.hash, latestMs: 0, plainBelow: 0 };
    const found = verifyChain(read, undefined, point);
    if (!found.intact) throw notIntact(tenant, world, `entry ${found.sequence}: ${found.because}`);
  }
}
