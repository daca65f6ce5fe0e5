import { mkdir, readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type pg from "pg";
import type { BackedUp, Service } from "../../cli/service-system.ts";
import type { StoreChoice } from "../../cli/store-choice.ts";
import { SocError } from "../../core/soc-error.ts";
import { accessWorld, noteExport } from "../../engine/access/access-record.ts";
import { verifyRecord } from "../../engine/journal/verify-record.ts";
import type { Clock } from "../../ports/clock.ts";
import { tenantsOf } from "../../ports/configuration.ts";
import { backUpTables } from "../../storage/backup/back-up.ts";
import { copyIn, sealBackup } from "../../storage/backup/files.ts";
import type { Manifest } from "../../storage/backup/manifest.ts";
import { notEmpty } from "../../storage/backup/refusals.ts";
import type { Database } from "../../storage/database.ts";
import { openFolderKeeper } from "../../storage/journal/folder-keeper.ts";
import { openJournalStore } from "../../storage/journal/postgres-journal.ts";
import { openDatabase } from "../../storage/open-database.ts";
import { openStore, stateFolderOf } from "../store.ts";
import { copyConfiguration } from "./backup-files.ts";

export type BackupParts = {
  readonly version: string;
  readonly clock: Clock;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

/** Copies everything of one moment into a folder, verifies each record as it stands in that moment, and seals it with a manifest. */
export function backUpWith({ version, clock, environment }: BackupParts): Service["backUp"] {
  return async ({ choice, read, to, withKeys }, told) => {
    if ("ephemeral" in choice) throw new Error("a throw-away database has no backup");
    const folder = resolve(to);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if ((await readdir(folder)).length > 0) throw notEmpty(folder);
    const state = resolve(stateFolderOf(choice, environment));
    const files: Manifest["files"] = [];
    // What is published first, the database after it: then the record is never the shorter one.
    files.push(...(await copyIn(join(state, "transparency"), folder, "transparency", (path) => path.endsWith("checkpoint"))));
    const database = await openDatabase(choice);
    try {
      // Ends what a crash left half done, while the database may still be written.
      await openFolderKeeper(database, { keys: join(state, "keys"), transparency: join(folder, "transparency") });
      const tenants = read.configuration ? tenantsOf(read.configuration).map(({ name }) => name) : [database.tenant];
      const during = (moment: pg.Pool, tenant: string) => verifyMoment(database, moment, { tenant, state, folder });
      const tables = await backUpTables({ database, folder, tenants, during, told: (says) => told.err(`${says}\n`) });
      if (withKeys) files.push(...(await copyIn(join(state, "keys"), folder, "keys")));
      files.push(...(await copyConfiguration(read, state, folder, (says) => told.err(`! ${says}\n`))));
      const manifest: Manifest = {
        schema: "watchkeeper/backup@1",
        program: version,
        madeAt: new Date(clock.nowMs()).toISOString(),
        withKeys,
        ...tables,
        files: [...tables.files, ...files],
      };
      const digest = await sealBackup(folder, manifest);
      for (const tenant of tenants) await noteBackup({ ...choice, tenant }, { clock, environment }, { folder, digest, withKeys });
      return summaryOf(folder, manifest, digest);
    } finally {
      await database.close();
    }
  };
}

type Sealed = { readonly folder: string; readonly digest: string; readonly withKeys: boolean };

/** On the record of each tenant whose data it holds. The backup itself was made before, and does not hold the note. */
async function noteBackup(choice: StoreChoice, parts: Omit<BackupParts, "version">, { folder, digest, withKeys }: Sealed): Promise<void> {
  const store = await openStore(choice, parts);
  try {
    const { journal } = await store.world(accessWorld);
    await noteExport(journal, parts.clock, { by: "machine", what: `backup ${withKeys ? "with" : "without"} keys in ${folder}`, digest });
  } finally {
    await store.close();
  }
}

function summaryOf(folder: string, manifest: Manifest, digest: string): BackedUp {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
  return {
    folder,
    digest,
    tables: new Set(manifest.tables.map(({ table }) => table)).size,
    rows: sum(manifest.tables.map(({ rows }) => rows)),
    records: manifest.records.filter(({ entries }) => entries > 0).length,
    entries: sum(manifest.records.map(({ entries }) => entries)),
    bytes: sum(manifest.files.map(({ bytes }) => bytes)),
    withKeys: manifest.withKeys,
  };
}

type Moment = { readonly tenant: string; readonly state: string; readonly folder: string };

/** Verifies each record of a tenant in the moment of the backup, against what was copied of what is published. */
async function verifyMoment(database: Database, moment: pg.Pool, { tenant, state, folder }: Moment): Promise<void> {
  const seen: Database = { ...database, pool: moment, tenant };
  const keeper = await openFolderKeeper(seen, { keys: join(state, "keys"), transparency: join(folder, "transparency") });
  const { rows } = await moment.query<{ name: string }>("SELECT name FROM watchkeeper.worlds WHERE tenant = $1 ORDER BY world", [tenant]);
  for (const { name } of rows) {
    const found = await verifyRecord(await openJournalStore(seen, name, keeper));
    if (!found.intact) throw notIntact(tenant, name, `entry ${found.sequence}: ${found.because}`);
  }
}

export const notIntact = (tenant: string, world: string, because: string) =>
  new SocError({
    code: "backup/not-intact",
    problem: `the record "${world}" of "${tenant}" is not intact: ${because}`,
    remedy: 'run "watchkeeper journal verify" on the installation; keep its database and data folder as they are',
    retry: "never",
  });
