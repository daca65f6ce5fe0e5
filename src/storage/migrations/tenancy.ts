import { type Kysely, sql } from "kysely";

/** Binds every row of these tables to the tenant of the connection, also for the tables' owner (a superuser alone is beyond it). */
export async function tenantTables(db: Kysely<unknown>, tables: readonly string[]): Promise<void> {
  for (const table of tables) {
    const name = sql.id("watchkeeper", table);
    await sql`ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY`.execute(db);
    await sql`CREATE POLICY tenant ON ${name} USING (tenant = (SELECT current_setting('watchkeeper.tenant', true)))`.execute(db);
  }
}
