import { type Kysely, sql } from "kysely";
import { tenantTables } from "./tenancy.ts";

/** Who works, until when it is believed to live, and who holds which key: what fences a worker that was given up. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
CREATE TABLE watchkeeper.queue_workers (
  tenant text NOT NULL,
  worker text NOT NULL,
  alive_until timestamptz NOT NULL,
  PRIMARY KEY (tenant, worker)
);
CREATE TABLE watchkeeper.queue_fences (
  tenant text NOT NULL,
  key text NOT NULL,
  epoch bigint NOT NULL,
  PRIMARY KEY (tenant, key)
);
CREATE SEQUENCE watchkeeper.queue_epochs`)
    .execute(db);
  await tenantTables(db, ["queue_workers", "queue_fences"]);
}
