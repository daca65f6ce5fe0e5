import type pg from "pg";
import { noHabit, type SourceHabit } from "../../core/intake/habit.ts";

/** What a source's lease is called in the table of all leases. */
export const sourceKey = (source: string) => `source/${source}`;

/** What is remembered of a source beside its counts. */
export type SourceRow = { readonly source: string; readonly lastMs: number | null; readonly habit: string };

/** The rows of these sources, locked in the order of their names, so that two who change several never wait for one another. */
export async function sourcesNamed(client: pg.PoolClient, tenant: string, names: readonly string[]): Promise<Map<string, SourceRow>> {
  const { rows } = await client.query<SourceRow>({
    name: "intake-sources",
    text: `SELECT source, last_received_ms AS "lastMs", habit FROM watchkeeper.intake_sources WHERE tenant = $1 AND source = ANY ($2) ORDER BY source FOR UPDATE`,
    values: [tenant, names],
  });
  return new Map(rows.map((row) => [row.source, row]));
}

/** A habit as it was written; none for a row of another release. */
export function readHabit(text: string | undefined): SourceHabit {
  const habit = JSON.parse(text ?? "{}") as Partial<SourceHabit>;
  return { pauses: habit.pauses ?? noHabit.pauses, offsets: habit.offsets ?? noHabit.offsets };
}
