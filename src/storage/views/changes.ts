import type pg from "pg";
import type { Change } from "../../ports/views.ts";
import { storable } from "../event/storable.ts";

/** How many changes are remembered: whoever was away for longer looks at the lists anew. */
export const changesMax = 100_000;
/** The most changes of one reading. */
export const changesReadMax = 10_000;
const pruneEvery = 5_000;

/**
 * The row is locked until the commit, so that whoever has a later number commits later and a reader never misses an earlier one. Gives the latest number.
 */
export async function lockHead(client: pg.PoolClient, tenant: string): Promise<number> {
  const text = "SELECT revision FROM watchkeeper.view_heads WHERE tenant = $1 FOR UPDATE";
  const { rows } = await client.query<{ revision: number }>({ name: "view-head", text, values: [tenant] });
  return rows[0]?.revision ?? 0;
}

const headStatement = `
UPDATE watchkeeper.view_heads SET revision = revision + $2, open = open + $3, closed = closed + $4, escalated = escalated + $5
WHERE tenant = $1 RETURNING revision`;

const addStatement = `
INSERT INTO watchkeeper.view_changes (tenant, revision, kind, id)
SELECT $1, $2 + c.place, c.kind, c.id FROM unnest($3::text[], $4::text[]) WITH ORDINALITY AS c(kind, id, place)`;

type Counts = { readonly open: number; readonly closed: number; readonly escalated: number };

/** Numbers changes and moves the counts; after `lockHead`, in its transaction. */
export async function addChanges(
  client: pg.PoolClient,
  tenant: string,
  changes: readonly Omit<Change, "revision">[],
  counts: Counts,
): Promise<void> {
  const { open, closed, escalated } = counts;
  const values = [tenant, changes.length, open, closed, escalated];
  const { rows } = await client.query<{ revision: number }>({ name: "view-head-move", text: headStatement, values });
  if (changes.length === 0) return;
  const latest = rows[0]!.revision;
  const before = latest - changes.length;
  const kinds = changes.map(({ kind }) => kind);
  await client.query({
    name: "view-changes-add",
    text: addStatement,
    values: [tenant, before, kinds, changes.map(({ id }) => storable(id))],
  });
  if (Math.floor(before / pruneEvery) !== Math.floor(latest / pruneEvery))
    await client.query("DELETE FROM watchkeeper.view_changes WHERE tenant = $1 AND revision <= $2", [tenant, latest - changesMax]);
}

/** Changes after a number, in order. */
export async function changesAfter(pool: pg.Pool, tenant: string, after: number, limit: number): Promise<Change[]> {
  const text = "SELECT revision, kind, id FROM watchkeeper.view_changes WHERE tenant = $1 AND revision > $2 ORDER BY revision LIMIT $3";
  const { rows } = await pool.query<Change>({ name: "view-changes", text, values: [tenant, after, Math.min(limit, changesReadMax)] });
  return rows;
}
