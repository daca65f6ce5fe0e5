import { type Kysely, sql } from "kysely";
import { tenantTables } from "./tenancy.ts";

/** Who does what at a time, and until when that is believed. In place of the queue: work is handed out by claims in the journal, and by these. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
DROP TABLE watchkeeper.queue_workers, watchkeeper.queue_fences;
DROP SEQUENCE watchkeeper.queue_epochs;
CREATE TABLE watchkeeper.leases (
  tenant text NOT NULL,
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 300),
  holder text NOT NULL,
  epoch bigint NOT NULL,
  until timestamptz NOT NULL,
  PRIMARY KEY (tenant, key)
);
CREATE INDEX leases_by_holder ON watchkeeper.leases (tenant, holder);
CREATE SEQUENCE watchkeeper.lease_epochs`)
    .execute(db);
  await tenantTables(db, ["leases"]);
}
