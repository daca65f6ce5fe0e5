import type pg from "pg";
import { containmentWorld } from "../../core/containment/containment.ts";
import { type ChainPoint, type JournalEntry, noPrevious, upcast, verify } from "../../core/journal/journal.ts";
import { readRecord } from "../../core/journal/record.ts";
import { SocError } from "../../core/soc-error.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import type { Database } from "../database.ts";
import { storable } from "../event/storable.ts";
import { explained } from "../failure.ts";
import { type World, worldNamed } from "../world.ts";
import type { JournalKeeper } from "./journal-keeper.ts";

/** The most entries that one append stores and one read returns. */
export const journalEntriesMax = 10_000;

/** The journal of one world, with the keys and the publication that the keeper has for it. Opening it again continues it. */
export async function openJournalStore(
  { pool, tenant }: Pick<Database, "pool" | "tenant">,
  name: string,
  keeper: JournalKeeper,
): Promise<JournalStore> {
  const world = await worldNamed(pool, tenant, name);
  return {
    append: (entries) => append(pool, world, entries),
    read: (from, limit) => read(pool, world, from, limit),
    ofCase: (stream, from, limit) => ofCase(pool, world, stream, { from, limit }),
    head: () => head(pool, world),
    mayHoldPlain: keeper.mayHoldPlain && name !== containmentWorld,
    vault: keeper.vaultOf(world),
    publication: keeper.publicationOf(world, name),
  };
}

// One statement is one transaction: the first entry must continue the stored head, and the primary key lets one of two writers win.
const appendStatement = `
INSERT INTO watchkeeper.journal (tenant, world, sequence, record, payload, hash)
SELECT $1, $2, e.* FROM unnest($3::bigint[], $4::text[], $5::bytea[], $6::text[]) AS e
WHERE ($3::bigint[])[1] = 0 OR EXISTS (
  SELECT 1 FROM watchkeeper.journal j
  WHERE j.tenant = $1 AND j.world = $2 AND j.sequence = ($3::bigint[])[1] - 1 AND j.hash = $7)`;

async function append(pool: pg.Pool, { tenant, world }: World, entries: readonly JournalEntry[]): Promise<void> {
  const first = entries[0];
  if (!first) return;
  const { previous } = requireChain(entries);
  const columns = [
    entries.map(({ sequence }) => sequence),
    entries.map(({ record }) => record),
    entries.map(({ payload }) => Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)),
    entries.map(({ hash }) => hash),
  ];
  let stored: number | null;
  try {
    ({ rowCount: stored } = await pool.query({
      name: "journal-append",
      text: appendStatement,
      values: [tenant, world, ...columns, previous],
    }));
  } catch (cause) {
    const uniqueViolation = "23505";
    if ((cause as { code?: string }).code === uniqueViolation) throw outOfOrder(first.sequence, cause);
    throw explained(cause, pool);
  }
  if (stored !== entries.length) throw outOfOrder(first.sequence, undefined);
}

/** Refuses entries that do not follow one another, whose hash is not theirs, or that are of an older version. Gives the point that they go on from. */
export function requireChain(entries: readonly JournalEntry[]): ChainPoint {
  const [first] = entries;
  const header = first && readRecord(first.record);
  if (!first || header?.version !== 2) throw notItsHash(first?.sequence ?? 0);
  if (entries.length > journalEntriesMax) throw outOfOrder(first.sequence, new Error(`more than ${journalEntriesMax} entries at once`));
  const from = { sequence: first.sequence, previous: header.previous, latestMs: 0, plainBelow: 0 };
  if (first.sequence === 0 && header.previous !== noPrevious) throw outOfOrder(0, undefined);
  const found = verify(entries, undefined, from);
  if (found.intact) return from;
  throw found.because.includes("hash") ? notItsHash(found.sequence) : outOfOrder(found.sequence, new Error(found.because));
}

type Row = Omit<Parameters<typeof upcast>[0], "hash"> & {
  readonly hash: string;
  readonly record: string | null;
  readonly payload: Buffer | null;
};

const columnsRead = `sequence, record, payload, hash, stream, type, recorded_at_ms AS "recordedAtMs", event, previous`;

async function read(pool: pg.Pool, { tenant, world }: World, from: number, limit: number): Promise<JournalEntry[]> {
  const { rows } = await pool.query<Row>({
    name: "journal-read",
    text: `SELECT ${columnsRead} FROM watchkeeper.journal
           WHERE tenant = $1 AND world = $2 AND sequence >= $3 ORDER BY sequence LIMIT $4`,
    values: [tenant, world, from, Math.min(limit, journalEntriesMax)],
  });
  return rows.map(entryOf);
}

async function ofCase(
  pool: pg.Pool,
  { tenant, world }: World,
  stream: string,
  { from, limit }: { readonly from: number; readonly limit: number },
): Promise<JournalEntry[]> {
  const { rows } = await pool.query<Row>({
    name: "journal-of-case",
    text: `SELECT ${columnsRead} FROM watchkeeper.journal
           WHERE tenant = $1 AND world = $2 AND of_case = $3 AND sequence >= $4 ORDER BY sequence LIMIT $5`,
    values: [tenant, world, storable(stream), from, Math.min(limit, journalEntriesMax)],
  });
  return rows.map(entryOf);
}

const entryOf = (row: Row): JournalEntry =>
  row.record === null || row.payload === null
    ? upcast(row)
    : { sequence: row.sequence, record: row.record, payload: row.payload, hash: row.hash };

async function head(pool: pg.Pool, { tenant, world }: World): Promise<{ sequence: number; hash: string } | undefined> {
  const { rows } = await pool.query<{ sequence: number; hash: string }>({
    name: "journal-head",
    text: "SELECT sequence, hash FROM watchkeeper.journal WHERE tenant = $1 AND world = $2 ORDER BY sequence DESC LIMIT 1",
    values: [tenant, world],
  });
  return rows[0];
}

/** Another writer was first, or the entries were sealed behind something else than the stored head. */
export const outOfOrder = (sequence: number, cause: unknown) =>
  new SocError({
    code: "journal/out-of-order",
    problem: `journal entry ${sequence} does not continue the stored journal`,
    remedy: "make sure that one watchkeeper writes to this journal, and start it again: it continues from the stored head",
    retry: "never",
    cause,
  });

const notItsHash = (sequence: number) =>
  new SocError({
    code: "journal/chain-broken",
    problem: `the content of journal entry ${sequence} does not match its hash`,
    remedy: 'run "watchkeeper journal verify" and report what it says',
    retry: "never",
  });
