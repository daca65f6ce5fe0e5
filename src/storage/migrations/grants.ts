import type pg from "pg";
import { applicationRole, type Credentials } from "../embedded/cluster.ts";

/** What the application role may do, said anew at every start: add and read everywhere; change and remove nothing of the journal. */
export async function grantApplication(pool: pg.Pool, { application }: Credentials): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const { rowCount } = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [applicationRole]);
    const verb = rowCount ? "ALTER" : "CREATE";
    const rights = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS";
    await client.query(`${verb} ROLE ${applicationRole} ${rights} PASSWORD ${client.escapeLiteral(application.password)}`);
    await client.query(statements);
    await client.query("COMMIT");
  } catch (cause) {
    await client.query("ROLLBACK").catch(() => {});
    throw cause;
  } finally {
    client.release();
  }
}

const statements = `
REVOKE ALL ON DATABASE postgres FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE postgres TO ${applicationRole};
GRANT USAGE ON SCHEMA watchkeeper TO ${applicationRole};
GRANT SELECT, INSERT ON watchkeeper.worlds, watchkeeper.journal, watchkeeper.batches TO ${applicationRole};
GRANT SELECT, INSERT, UPDATE ON watchkeeper.journal_keys TO ${applicationRole};
GRANT SELECT, INSERT ON watchkeeper.dead_letters TO ${applicationRole};
GRANT SELECT, INSERT ON watchkeeper.events, watchkeeper.entity_postings TO ${applicationRole};
GRANT SELECT, INSERT, UPDATE, DELETE ON watchkeeper.leases TO ${applicationRole};
GRANT SELECT, INSERT, DELETE ON watchkeeper.intake, watchkeeper.view_changes, watchkeeper.view_words, watchkeeper.view_case_words, watchkeeper.view_case_marks TO ${applicationRole};
GRANT SELECT, INSERT, UPDATE, DELETE ON watchkeeper.intake_dead_letters, watchkeeper.intake_holds TO ${applicationRole};
GRANT SELECT, INSERT, UPDATE ON watchkeeper.intake_heads, watchkeeper.intake_progress, watchkeeper.intake_sources TO ${applicationRole};
GRANT SELECT, INSERT, UPDATE ON watchkeeper.view_heads, watchkeeper.view_places, watchkeeper.view_alerts, watchkeeper.view_cases TO ${applicationRole};
GRANT SELECT, INSERT, UPDATE, DELETE ON watchkeeper.measure_heads, watchkeeper.measure_places, watchkeeper.measure_lines, watchkeeper.measure_tallies TO ${applicationRole};
GRANT SELECT, INSERT, UPDATE ON watchkeeper.looked_marks TO ${applicationRole};
GRANT SELECT, INSERT, UPDATE, DELETE ON watchkeeper.view_storms, watchkeeper.saved_views TO ${applicationRole};
GRANT USAGE ON SEQUENCE watchkeeper.lease_epochs TO ${applicationRole};
GRANT SELECT, INSERT, UPDATE, DELETE ON watchkeeper.sessions, watchkeeper.access_spent, watchkeeper.sign_in_attempts TO ${applicationRole};
GRANT SELECT, INSERT, UPDATE ON watchkeeper.token_uses TO ${applicationRole};
GRANT SELECT, INSERT, UPDATE, DELETE ON watchkeeper.answers TO ${applicationRole};
REVOKE ALL ON FUNCTION watchkeeper.ensure_month(text, bigint, bigint, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION watchkeeper.ensure_month(text, bigint, bigint, int) TO ${applicationRole};
REVOKE ALL ON FUNCTION watchkeeper.count_rows() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION watchkeeper.count_rows() TO ${applicationRole};
`;
