import { type Kysely, sql } from "kysely";
import { tenantTables } from "./tenancy.ts";

/**
 * Figures of the watch as counts beside the views: made from the record, dropped and made again at will. `level` is "q" for quarters of an hour and "d" for
 * days of UTC, so that a long period is read in few rows. Keys are JSON text, in which text from outside is short.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [heads, lines, tallies]) await sql.raw(statement).execute(db);
  await tenantTables(db, ["measure_heads", "measure_places", "measure_lines", "measure_tallies"]);
}

const heads = `
CREATE TABLE watchkeeper.measure_heads (
  tenant text PRIMARY KEY,
  version int NOT NULL
);
CREATE TABLE watchkeeper.measure_places (
  tenant text NOT NULL,
  world text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  previous text NOT NULL,
  latest_ms bigint NOT NULL,
  plain_below bigint NOT NULL,
  PRIMARY KEY (tenant, world)
) WITH (fillfactor = 50)`;

// What can still change, one by one; alerts and cases that left the watch for good are in the tallies alone.
const lines = `
CREATE TABLE watchkeeper.measure_lines (
  tenant text NOT NULL,
  kind text NOT NULL,
  id text COLLATE "C" NOT NULL,
  line text NOT NULL,
  PRIMARY KEY (tenant, kind, id)
) WITH (fillfactor = 70)`;

const tallies = `
CREATE TABLE watchkeeper.measure_tallies (
  tenant text NOT NULL,
  family text COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL CHECK (level IN ('q', 'd')),
  slot int NOT NULL,
  key text COLLATE "C" NOT NULL,
  n bigint NOT NULL,
  total bigint NOT NULL,
  PRIMARY KEY (tenant, family, level, slot, key)
) WITH (fillfactor = 80)`;
