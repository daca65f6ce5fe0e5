import { type Kysely, sql } from "kysely";
import { tenantTables } from "./tenancy.ts";

/**
 * Records of version 2: the exact text that is hashed, beside the sealed payload that it commits to. Rows of version 1 stay as they were written.
 * The keys of payloads are in a table of their own, wrapped: the only one of the journal where a row may change, because erasing is destroying a key.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
ALTER TABLE watchkeeper.journal
  ADD COLUMN record text, ADD COLUMN payload bytea,
  ALTER COLUMN stream DROP NOT NULL, ALTER COLUMN type DROP NOT NULL, ALTER COLUMN recorded_at_ms DROP NOT NULL,
  ALTER COLUMN event DROP NOT NULL, ALTER COLUMN previous DROP NOT NULL,
  ADD CONSTRAINT journal_of_one_version CHECK (CASE WHEN record IS NULL
    THEN num_nulls(stream, type, recorded_at_ms, event, previous) = 0 AND payload IS NULL
    ELSE num_nonnulls(stream, type, recorded_at_ms, event, previous) = 0 AND payload IS NOT NULL END);
-- What is sealed does not compress.
ALTER TABLE watchkeeper.journal ALTER COLUMN payload SET STORAGE EXTERNAL;
CREATE TABLE watchkeeper.journal_keys (
  tenant text NOT NULL,
  world int NOT NULL,
  stream text NOT NULL,
  generation int NOT NULL CHECK (generation >= 0),
  kek text NOT NULL,
  wrapped bytea,
  PRIMARY KEY (tenant, world, stream, generation)
)`)
    .execute(db);
  await tenantTables(db, ["journal_keys"]);
}
