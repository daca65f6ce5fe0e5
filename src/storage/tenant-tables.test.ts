import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Database } from "./database.ts";
import { openDatabase } from "./open-database.ts";

let database: Database;
before(async () => {
  database = await openDatabase({ ephemeral: true });
});
after(() => database.close());

// Guarantees: a migration that makes a table and forgets the tenant, or gives the working role more than it should have, fails here.
describe("every table of every migration", () => {
  test("carries the tenant first in its key, and is bound to it by row-level security that holds for its owner too", async () => {
    const { rows } = await database.pool.query<{
      name: string;
      enabled: boolean;
      forced: boolean;
      policies: number;
      first: string | null;
    }>(`
      SELECT c.relname::text AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
        (SELECT count(*)::int FROM pg_policy p WHERE p.polrelid = c.oid) AS policies,
        (SELECT a.attname::text FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
          WHERE i.indrelid = c.oid AND i.indisprimary) AS first
      FROM pg_class c WHERE c.relnamespace = 'watchkeeper'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname NOT LIKE 'kysely%'
      ORDER BY 1`);
    assert.ok(rows.length >= 15, String(rows.length));
    for (const name of ["sessions", "access_spent", "sign_in_attempts", "token_uses"])
      assert.ok(
        rows.some((row) => row.name === name),
        name,
      );
    assert.deepEqual(
      rows.filter(
        ({ enabled, forced, policies, first }) => !enabled || !forced || policies !== 1 || (first !== null && first !== "tenant"),
      ),
      [],
    );
  });

  test("has one policy alone: the row's tenant is the connection's, for reading and for writing", async () => {
    const { rows } = await database.pool.query<{
      name: string;
      reads: string;
      writes: string | null;
      command: string;
      permissive: boolean;
    }>(`
      SELECT polrelid::regclass::text AS name, pg_get_expr(polqual, polrelid) AS reads, pg_get_expr(polwithcheck, polrelid) AS writes,
        polcmd::text AS command, polpermissive AS permissive
      FROM pg_policy WHERE polrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'watchkeeper'::regnamespace)`);
    for (const { name, reads, writes, command } of rows) {
      assert.match(reads, /^\(tenant = \( SELECT current_setting\('watchkeeper\.tenant'::text, true\) AS current_setting\)\)$/, name);
      assert.ok(writes === null || writes === reads, name);
      assert.equal(command, "*", name);
    }
  });

  test("belongs to another role than the one that works, which is beyond nothing and owns nothing", async () => {
    const { rows } = await database.pool.query(`
      SELECT r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolcreatedb, r.rolreplication,
        (SELECT count(*)::int FROM pg_class WHERE relowner = r.oid AND relnamespace = 'watchkeeper'::regnamespace) AS owned,
        (SELECT count(*)::int FROM pg_auth_members WHERE member = r.oid) AS memberships,
        has_schema_privilege(r.oid, 'watchkeeper', 'CREATE') AS creates
      FROM pg_roles r WHERE r.rolname = current_user`);
    const nothing = { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false, rolreplication: false };
    assert.deepEqual(rows, [{ ...nothing, owned: 0, memberships: 0, creates: false }]);
  });

  test("is reached by no view that looks with its owner's eyes, and by no function of the owner's but those that are known", async () => {
    const views = await database.pool.query<{ name: string; options: string[] | null }>(`
      SELECT relname::text AS name, reloptions AS options FROM pg_class WHERE relnamespace = 'watchkeeper'::regnamespace AND relkind IN ('v', 'm')`);
    assert.deepEqual(
      views.rows.filter(({ options }) => !options?.includes("security_invoker=true")),
      [],
    );
    const functions = await database.pool.query<{ name: string }>(`
      SELECT proname::text AS name FROM pg_proc WHERE pronamespace = 'watchkeeper'::regnamespace AND prosecdef
        AND has_function_privilege(current_user, oid, 'EXECUTE') ORDER BY 1`);
    const known = ["count_rows", "ensure_month"];
    assert.deepEqual(
      functions.rows.map(({ name }) => name).filter((name) => !known.includes(name)),
      [],
      "look at what it does for whom, then name it here",
    );
  });

  test("shows a connection without a tenant, or of another one, nothing", async () => {
    const { rows: tables } = await database.pool.query<{ name: string }>(`
      SELECT relname::text AS name FROM pg_class WHERE relnamespace = 'watchkeeper'::regnamespace AND relkind IN ('r', 'p')
        AND relname NOT LIKE 'kysely%' AND has_table_privilege(current_user, oid, 'SELECT')`);
    const hash = "a".repeat(64);
    await database.pool.query("INSERT INTO watchkeeper.access_spent (tenant, hash, ends_at_ms) VALUES ('default', $1, 5)", [hash]);
    const client = await database.pool.connect();
    try {
      for (const tenant of ["", "other"]) {
        await client.query("BEGIN");
        await client.query("SELECT set_config('watchkeeper.tenant', $1, true)", [tenant]);
        for (const { name } of tables) {
          const { rows } = await client.query(`SELECT count(*)::int AS count FROM watchkeeper.${name}`);
          assert.equal(rows[0].count, 0, `${name} as "${tenant}"`);
        }
        const wrong = client.query("INSERT INTO watchkeeper.access_spent (tenant, hash, ends_at_ms) VALUES ('default', $1, 5)", [
          "b".repeat(64),
        ]);
        await assert.rejects(wrong, { code: "42501" });
        await client.query("ROLLBACK");
      }
    } finally {
      client.release();
    }
  });
});
