import type pg from "pg";
import { slotFamilies, slotsPerDay, type Tally } from "../../core/measure/tally.ts";
import type { Counted } from "../../ports/measures.ts";
import { requireId } from "../views/rows.ts";

/** Rows that one statement puts. */
const chunkRows = 2_000;

/** Keeps one step of counting, in the transaction of `client`; false, and nothing, where somebody else counted on meanwhile. */
export async function putCounted(client: pg.PoolClient, tenant: string, counted: Counted): Promise<boolean> {
  const { before, place, lines, gone, tallies } = counted;
  await client.query("SELECT 1 FROM watchkeeper.measure_heads WHERE tenant = $1 FOR UPDATE", [tenant]);
  const text = "SELECT sequence FROM watchkeeper.measure_places WHERE tenant = $1 AND world = $2";
  const { rows } = await client.query<{ sequence: number }>(text, [tenant, place.world]);
  if ((rows[0]?.sequence ?? 0) !== before) return false;
  const { world, sequence, previous, latestMs, plainBelow } = place;
  await client.query(placeStatement, [tenant, world, sequence, previous, latestMs, plainBelow]);
  for (const chunk of chunksOf(gone)) await client.query(goneStatement, [tenant, chunk.map(({ kind }) => kind), chunk.map(({ id }) => id)]);
  for (const chunk of chunksOf(lines)) {
    const values = [tenant, chunk.map(({ kind }) => kind), chunk.map(({ id }) => idOf(id)), chunk.map((line) => JSON.stringify(line))];
    await client.query({ name: "measure-lines", text: lineStatement, values });
  }
  for (const chunk of chunksOf(levelled(tallies))) {
    const values = [
      tenant,
      chunk.map(({ family }) => family),
      chunk.map(({ level }) => level),
      chunk.map(({ slot }) => slot),
      chunk.map(({ key }) => key),
      chunk.map(({ n }) => n),
      chunk.map(({ sum }) => sum),
    ];
    await client.query({ name: "measure-tallies", text: tallyStatement, values });
    await client.query({ name: "measure-nothing", text: nothingStatement, values: values.slice(0, 5) });
  }
  return true;
}

/** Ids of opinions are keys of their own and may be longer than those of rows. */
const idOf = (id: string) => (id.startsWith("[") ? id : requireId(id));

function* chunksOf<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let from = 0; from < rows.length; from += chunkRows) yield rows.slice(from, from + chunkRows);
}

type Levelled = { readonly family: string; readonly level: "q" | "d"; readonly slot: number; readonly key: string; n: number; sum: number };

/** Each change at its quarter of an hour, and added up by day where its family is kept so; sorted, so that rows are locked in one order. */
export function levelled(tallies: readonly Tally[]): Levelled[] {
  const rows = new Map<string, Levelled>();
  const add = (tally: Tally, level: "q" | "d", slot: number) => {
    const { family, n, sum } = tally;
    const key = JSON.stringify(tally.key);
    const name = `${family} ${level} ${String(slot).padStart(10, "0")} ${key}`;
    const held = rows.get(name);
    if (held) {
      held.n += n;
      held.sum += sum;
    } else rows.set(name, { family, level, slot, key, n, sum });
  };
  for (const tally of tallies) {
    add(tally, "q", tally.slot);
    if (!slotFamilies.has(tally.family)) add(tally, "d", Math.floor(tally.slot / slotsPerDay));
  }
  return [...rows]
    .filter(([, { n, sum }]) => n !== 0 || sum !== 0)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row);
}

const placeStatement = `
INSERT INTO watchkeeper.measure_places VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant, world) DO UPDATE
SET sequence = excluded.sequence, previous = excluded.previous, latest_ms = excluded.latest_ms, plain_below = excluded.plain_below`;

const goneStatement = `
DELETE FROM watchkeeper.measure_lines l USING unnest($2::text[], $3::text[]) AS r(kind, id)
WHERE l.tenant = $1 AND l.kind = r.kind AND l.id = r.id`;

const lineStatement = `
INSERT INTO watchkeeper.measure_lines SELECT $1, r.kind, r.id, r.line FROM unnest($2::text[], $3::text[], $4::text[]) AS r(kind, id, line)
ON CONFLICT (tenant, kind, id) DO UPDATE SET line = excluded.line`;

const tallyStatement = `
INSERT INTO watchkeeper.measure_tallies AS t SELECT $1, r.family, r.level, r.slot, r.key, r.n, r.total
FROM unnest($2::text[], $3::text[], $4::int[], $5::text[], $6::bigint[], $7::bigint[]) AS r(family, level, slot, key, n, total)
ON CONFLICT (tenant, family, level, slot, key) DO UPDATE SET n = t.n + excluded.n, total = t.total + excluded.total`;

// What was counted and taken back again leaves no row.
const nothingStatement = `
DELETE FROM watchkeeper.measure_tallies t USING unnest($2::text[], $3::text[], $4::int[], $5::text[]) AS r(family, level, slot, key)
WHERE t.tenant = $1 AND t.family = r.family AND t.level = r.level AND t.slot = r.slot AND t.key = r.key AND t.n = 0 AND t.total = 0`;
