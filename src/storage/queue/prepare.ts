import { Logger, runMigrations } from "graphile-worker";
import type pg from "pg";
import { applicationRole } from "../embedded/cluster.ts";

/** The library's words go nowhere: what matters of them arrives as errors. */
export const silent = new Logger(() => () => {});

/**
 * Makes the queue library's own tables, which know no tenants: they hold the kind, key and payload of jobs, which name things and hold no evidence.
 * On our own server the application gets them in full, since the library does all its work through them.
 */
export async function prepareQueue(owner: pg.Pool): Promise<void> {
  await runMigrations({ pgPool: owner, logger: silent });
  const { rowCount } = await owner.query("SELECT 1 FROM pg_roles WHERE rolname = $1 AND rolname <> current_user", [applicationRole]);
  if (rowCount) await owner.query(grants);
}

const tables = ["_private_jobs", "_private_job_queues", "_private_tasks", "_private_known_crontabs"];
const grants = `
GRANT USAGE ON SCHEMA graphile_worker TO ${applicationRole};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA graphile_worker TO ${applicationRole};
GRANT USAGE ON ALL SEQUENCES IN SCHEMA graphile_worker TO ${applicationRole};
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA graphile_worker TO ${applicationRole};
${tables
  .map(
    (table) => `DROP POLICY IF EXISTS watchkeeper ON graphile_worker.${table};
CREATE POLICY watchkeeper ON graphile_worker.${table} TO ${applicationRole} USING (true);`,
  )
  .join("\n")}`;
