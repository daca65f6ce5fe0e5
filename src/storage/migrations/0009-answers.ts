import { type Kysely, sql } from "kysely";
import { tenantTables } from "./tenancy.ts";

/** Answers that are given again to the same request under the same key, for a day. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
CREATE TABLE watchkeeper.answers (
  tenant text NOT NULL,
  scope text NOT NULL CHECK (length(scope) <= 400),
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
  digest text NOT NULL,
  claimed_at_ms bigint NOT NULL,
  status int,
  type text,
  body text CHECK (length(body) <= 262144),
  PRIMARY KEY (tenant, scope, key),
  CHECK (num_nulls(status, type, body) IN (0, 3))
);
CREATE INDEX answers_by_age ON watchkeeper.answers (tenant, claimed_at_ms)`)
    .execute(db);
  await tenantTables(db, ["answers"]);
}
