import { type Kysely, sql } from "kysely";
import { tenantTables } from "./tenancy.ts";

/**
 * What the page of a case asks. `of_case` is the stream of an entry where that is a case's, taken from the record's own text, so that the facts of one case are
 * found without reading all others; nobody writes it. Marks are what cases share: a row for each entity, technique and rule of a case that has a verdict.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [byCase, marks]) await sql.raw(statement).execute(db);
  await tenantTables(db, ["view_case_marks"]);
}

const byCase = `
ALTER TABLE watchkeeper.journal ADD COLUMN of_case text COLLATE "C"
  GENERATED ALWAYS AS (substring(coalesce('"stream":"' || stream || '"', record) FROM '"stream":"(case-[0-9]+)"')) STORED;
CREATE INDEX journal_by_case ON watchkeeper.journal (tenant, world, of_case, sequence) WHERE of_case IS NOT NULL`;

const marks = `
CREATE TABLE watchkeeper.view_case_marks (
  tenant text NOT NULL,
  mark text COLLATE "C" NOT NULL,
  case_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, mark, case_id)
);
CREATE INDEX view_case_marks_by_case ON watchkeeper.view_case_marks (tenant, case_id)`;
