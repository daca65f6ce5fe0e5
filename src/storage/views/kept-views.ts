import type { Person } from "../../core/person/person.ts";
import { SocError } from "../../core/soc-error.ts";
import { type KeptView, type KeptViews, keptViewsMax, type Looked, sharedViewsMax } from "../../ports/kept-views.ts";
import type { Database } from "../database.ts";
import { storable } from "../event/storable.ts";
import { inTransaction } from "../transaction.ts";

type Row = {
  readonly id: string;
  readonly person: string;
  readonly shared: boolean;
  readonly name: string;
  readonly body: string;
  readonly changed_at_ms: number;
};

const columns = "id, person, shared, name, body, changed_at_ms";
const uniqueViolation = "23505";

/** Opens what people of one tenant keep of their looking. */
export function openKeptViews({ pool, tenant }: Pick<Database, "pool" | "tenant">): KeptViews {
  return {
    async list(person) {
      const text = `SELECT ${columns} FROM watchkeeper.saved_views WHERE tenant = $1 AND (person = $2 OR shared) ORDER BY name COLLATE "C", id LIMIT $3`;
      const { rows } = await pool.query<Row>(text, [tenant, storable(person), keptViewsMax + sharedViewsMax]);
      return rows.map(viewOf);
    },
    async one(id) {
      const text = `SELECT ${columns} FROM watchkeeper.saved_views WHERE tenant = $1 AND id = $2`;
      const { rows } = await pool.query<Row>(text, [tenant, storable(id)]);
      return rows[0] && viewOf(rows[0]);
    },
    put: (view) => put(pool, tenant, view),
    async remove(id) {
      await pool.query("DELETE FROM watchkeeper.saved_views WHERE tenant = $1 AND id = $2", [tenant, storable(id)]);
    },
    async mark(person, { revision, atMs }) {
      const text = `INSERT INTO watchkeeper.looked_marks AS m VALUES ($1, $2, $3, $4) ON CONFLICT (tenant, person) DO UPDATE
        SET revision = greatest(m.revision, excluded.revision), at_ms = CASE WHEN excluded.revision >= m.revision THEN excluded.at_ms ELSE m.at_ms END
        RETURNING revision, at_ms AS "atMs"`;
      const { rows } = await pool.query<Looked>(text, [tenant, storable(person), revision, atMs]);
      return rows[0]!;
    },
    async marked(person) {
      const text = `SELECT revision, at_ms AS "atMs" FROM watchkeeper.looked_marks WHERE tenant = $1 AND person = $2`;
      const { rows } = await pool.query<Looked>(text, [tenant, storable(person)]);
      return rows[0];
    },
  };
}

async function put(pool: Database["pool"], tenant: string, { id, by, shared, name, query, columns, changedAtMs }: KeptView): Promise<void> {
  const row = [tenant, storable(id), storable(by), shared, storable(name), JSON.stringify({ query, columns }), changedAtMs];
  try {
    await inTransaction(pool, async (client) => {
      // Two that add at once are counted one after the other.
      await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [`saved_views ${tenant} ${by}`]);
      const counting = "SELECT count(*)::int AS others FROM watchkeeper.saved_views WHERE tenant = $1 AND person = $2 AND id <> $3";
      const { rows } = await client.query<{ others: number }>(counting, [tenant, storable(by), storable(id)]);
      if ((rows[0]?.others ?? 0) >= keptViewsMax) throw tooMany();
      const text = `INSERT INTO watchkeeper.saved_views VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant, id) DO UPDATE
        SET shared = excluded.shared, name = excluded.name, body = excluded.body, changed_at_ms = excluded.changed_at_ms`;
      await client.query(text, row);
    });
  } catch (cause) {
    if ((cause as { code?: string }).code === uniqueViolation) throw nameTaken(cause);
    throw cause;
  }
}

function viewOf({ id, person, shared, name, body, changed_at_ms }: Row): KeptView {
  const { query, columns } = JSON.parse(body) as Pick<KeptView, "query" | "columns">;
  return { id, by: person as Person, shared, name, query, columns, changedAtMs: changed_at_ms };
}

const tooMany = () =>
  new SocError({
    code: "views/too-many",
    problem: `one person keeps at most ${keptViewsMax} views`,
    remedy: "remove one that you do not use any more",
    retry: "never",
  });
const nameTaken = (cause: unknown) =>
  new SocError({
    code: "views/name-taken",
    problem: "you keep a view of this name already",
    remedy: "give it another name, or change the one that is there",
    retry: "never",
    cause,
  });
