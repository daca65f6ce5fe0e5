import type { MeasureLine } from "../../core/measure/line.ts";
import { slotFamilies, slotsPerDay } from "../../core/measure/tally.ts";
import type { CountedPlace, Measures, TallyRow } from "../../ports/measures.ts";
import type { Database } from "../database.ts";
import { inTransaction } from "../transaction.ts";
import { putCounted } from "./put.ts";

type Row = { readonly key: string; readonly n: number; readonly sum: number };

/** Opens the counts of one tenant. Several processes may have them open; one at a time counts. */
export async function openMeasures({ pool, tenant }: Pick<Database, "pool" | "tenant">): Promise<Measures> {
  return {
    open: (version) =>
      inTransaction(pool, async (client) => {
        await client.query("INSERT INTO watchkeeper.measure_heads VALUES ($1, $2) ON CONFLICT DO NOTHING", [tenant, version]);
        const text = "SELECT version FROM watchkeeper.measure_heads WHERE tenant = $1 FOR UPDATE";
        const { rows } = await client.query<{ version: number }>(text, [tenant]);
        if (rows[0]?.version !== version) {
          for (const table of tables) await client.query(`DELETE FROM watchkeeper.${table} WHERE tenant = $1`, [tenant]);
          await client.query("UPDATE watchkeeper.measure_heads SET version = $2 WHERE tenant = $1", [tenant, version]);
        }
        const places = await client.query<CountedPlace>(placesQuery, [tenant]);
        const lines = await client.query<{ line: string }>("SELECT line FROM watchkeeper.measure_lines WHERE tenant = $1", [tenant]);
        return { places: places.rows, lines: lines.rows.map(({ line }) => JSON.parse(line) as MeasureLine) };
      }),
    put: (counted) => inTransaction(pool, (client) => putCounted(client, tenant, counted)),
    async totals(family, fromSlot, toSlot) {
      const values = [tenant, family, ...stretches(slotFamilies.has(family), fromSlot, toSlot)];
      const { rows } = await pool.query<Row>({ name: "measure-totals", text: totalsQuery, values });
      return rows.map(rowOf);
    },
    async series(family, bounds) {
      const [first = 0, last = 0] = [bounds[0], bounds.at(-1)];
      const values = [tenant, family, first, last, bounds];
      const { rows } = await pool.query<Row & { stretch: number }>({ name: "measure-series", text: seriesQuery, values });
      return rows.map(({ stretch, ...row }) => ({ stretch: stretch - 1, ...rowOf(row) }));
    },
    async countedUpToMs() {
      const text = "SELECT max(latest_ms) AS latest FROM watchkeeper.measure_places WHERE tenant = $1";
      return (await pool.query<{ latest: number | null }>(text, [tenant])).rows[0]?.latest ?? undefined;
    },
    drop: () =>
      inTransaction(pool, async (client) => {
        await client.query("SELECT 1 FROM watchkeeper.measure_heads WHERE tenant = $1 FOR UPDATE", [tenant]);
        for (const table of tables) await client.query(`DELETE FROM watchkeeper.${table} WHERE tenant = $1`, [tenant]);
      }),
  };
}

const tables = ["measure_places", "measure_lines", "measure_tallies"];
const placesQuery = `
SELECT world, sequence, previous, latest_ms AS "latestMs", plain_below AS "plainBelow" FROM watchkeeper.measure_places WHERE tenant = $1 ORDER BY world`;

const rowOf = ({ key, n, sum }: Row): TallyRow => ({ key: JSON.parse(key) as TallyRow["key"], n, sum });

/** Whole days of UTC in the middle, and the quarters of an hour before and after them: days from, to; quarters from, to; quarters from, to. */
export function stretches(slotsAlone: boolean, fromSlot: number, toSlot: number): readonly number[] {
  const [firstDay, lastDay] = [Math.ceil(fromSlot / slotsPerDay), Math.floor(toSlot / slotsPerDay)];
  if (slotsAlone || firstDay >= lastDay) return [0, 0, fromSlot, toSlot, 0, 0];
  return [firstDay, lastDay, fromSlot, firstDay * slotsPerDay, lastDay * slotsPerDay, toSlot];
}

const of = "FROM watchkeeper.measure_tallies WHERE tenant = $1 AND family = $2";
const totalsQuery = `
SELECT key, sum(n)::bigint AS n, sum(total)::bigint AS sum FROM (
  SELECT key, n, total ${of} AND level = 'd' AND slot >= $3 AND slot < $4
  UNION ALL SELECT key, n, total ${of} AND level = 'q' AND slot >= $5 AND slot < $6
  UNION ALL SELECT key, n, total ${of} AND level = 'q' AND slot >= $7 AND slot < $8
) AS each GROUP BY key HAVING sum(n) <> 0`;

const seriesQuery = `
SELECT width_bucket(slot, $5::int[]) AS stretch, key, sum(n)::bigint AS n, sum(total)::bigint AS sum ${of} AND level = 'q' AND slot >= $3 AND slot < $4
GROUP BY 1, key HAVING sum(n) <> 0`;
