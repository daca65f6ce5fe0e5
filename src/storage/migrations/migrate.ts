import { Kysely, PostgresDialect, type PostgresPool, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import type pg from "pg";
import { SocError } from "../../core/soc-error.ts";
import { newerThanUs } from "../backup/refusals.ts";
import { schemaName } from "../pool.ts";
import * as firstTables from "./0001-first-tables.ts";
import * as queue from "./0002-queue.ts";
import * as sealedJournal from "./0003-sealed-journal.ts";
import * as intakeAndViews from "./0004-intake-and-views.ts";
import * as access from "./0005-access.ts";
import * as leases from "./0008-leases.ts";
import * as answers from "./0009-answers.ts";
import * as queueLists from "./0010-queue-lists.ts";
import * as casePage from "./0012-case-page.ts";
import * as measures from "./0013-measures.ts";
import * as stormsCounted from "./0014-storms-counted.ts";

/** In order; a name that was released never changes. */
const migrations: Readonly<Record<string, Migration>> = {
  "0001-first-tables": firstTables,
  "0002-queue": queue,
  "0003-sealed-journal": sealedJournal,
  "0004-intake-and-views": intakeAndViews,
  "0005-access": access,
  "0008-leases": leases,
  "0009-answers": answers,
  "0010-queue-lists": queueLists,
  "0012-case-page": casePage,
  "0013-measures": measures,
  "0014-storms-counted": stormsCounted,
};

/**
 * Brings the schema to this release, or for a backup of an older one to the step that it took last. Two processes that do so at once wait for one another.
 * Refuses (`storage/newer-tables`) tables of a release that we do not know: nothing is ever taken back.
 */
export async function migrate(pool: pg.Pool, upTo?: string): Promise<void> {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: keptOpen(pool) }) });
  await sql.raw(`CREATE SCHEMA IF NOT EXISTS ${schemaName}`).execute(db);
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) }, migrationTableSchema: schemaName });
  const stranger = await unknownStep(pool);
  if (stranger !== undefined) throw newerThanUs(stranger);
  if (upTo !== undefined && !Object.hasOwn(migrations, upTo)) throw newerThanUs(upTo);
  const { error, results } = await (upTo === undefined ? migrator.migrateToLatest() : migrator.migrateTo(upTo));
  if (!error) return;
  const failed = results?.find(({ status }) => status === "Error")?.migrationName;
  throw new SocError({
    code: "storage/migration-failed",
    problem: failed
      ? `the database could not be brought to this release: step "${failed}" failed`
      : "the database is not of this release's line",
    remedy: "start the newest release that this database was used with; if it is this one, restore the last backup and report the detail",
    retry: "never",
    detail: String(error),
    cause: error,
  });
}

/** The first step that the tables took and that this release has not. */
async function unknownStep(pool: pg.Pool): Promise<string | undefined> {
  const { rows: there } = await pool.query<{ there: boolean }>(`SELECT to_regclass('${schemaName}.kysely_migration') IS NOT NULL AS there`);
  if (!there[0]?.there) return undefined;
  const { rows } = await pool.query<{ name: string }>(`SELECT name FROM ${schemaName}.kysely_migration ORDER BY name`);
  return rows.map(({ name }) => name).find((name) => !Object.hasOwn(migrations, name));
}

// The migrator would end a pool that belongs to somebody else.
const keptOpen = (pool: pg.Pool): PostgresPool =>
  ({ connect: () => pool.connect(), end: async () => {}, options: pool.options }) as PostgresPool;
