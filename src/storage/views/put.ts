import type pg from "pg";
import type { AlertRow, CaseRow, Change, Views } from "../../ports/views.ts";
import { isStorable, unstorable } from "../world.ts";
import { addChanges, lockHead } from "./changes.ts";
import { putMarks } from "./marks.ts";
import { putAlerts } from "./put-alerts.ts";
import { putCases } from "./put-cases.ts";
import type { Place } from "./put-steps.ts";
import { putStorms } from "./storms.ts";

/** Rows that one statement puts. */
const chunkRows = 1_000;
const worldLengthMax = 255;

type Put = Parameters<Views["put"]>[0];

/**
 * Puts rows with the place they stand for; those of an earlier place are left alone. What became different is noted as changed, and each row keeps the number
 * of its last change.
 */
export async function put(client: pg.PoolClient, tenant: string, { alerts, cases, world, sequence }: Put): Promise<void> {
  if (world.length === 0 || world.length > worldLengthMax || !isStorable(world)) throw unstorable("the name of a world");
  const latest = await lockHead(client, tenant);
  const counts = { open: 0, closed: 0, escalated: 0 };
  const changed: Omit<Change, "revision">[] = [];
  const place = (): Place => ({ tenant, world, sequence, revision: latest + changed.length });
  for (const chunk of chunksOf<AlertRow>(alerts)) {
    const put = await putAlerts(client, place(), chunk);
    for (const { id, was, is, differs } of put) {
      if (was) counts[was]--;
      counts[is]++;
      if (differs) changed.push({ kind: "alert", id });
    }
    await putStorms(client, tenant, chunk, put);
  }
  for (const chunk of chunksOf<CaseRow>(cases)) {
    const put = await putCases(client, place(), chunk);
    for (const { id, differs } of put) if (differs) changed.push({ kind: "case", id });
    // Also of rows that say the same: a database from before cases had marks gets them when its lists are made anew.
    const ids = new Set(put.map(({ id }) => id));
    await putMarks(
      client,
      tenant,
      chunk.filter(({ id }) => ids.has(id)),
    );
  }
  await client.query({ name: "view-place", text: placeStatement, values: [tenant, world, sequence] });
  await addChanges(client, tenant, changed, counts);
}

/** Of rows with the same id the last counts. Sorted, so that the same rows are put in the same order. */
function* chunksOf<Row extends { readonly id: string }>(rows: readonly Row[]): Generator<readonly Row[]> {
  const each = [...new Map(rows.map((row) => [row.id, row])).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (let from = 0; from < each.length; from += chunkRows) yield each.slice(from, from + chunkRows);
}

const placeStatement = `
INSERT INTO watchkeeper.view_places AS p VALUES ($1, $2, $3)
ON CONFLICT (tenant, world) DO UPDATE SET sequence = greatest(p.sequence, excluded.sequence)`;
