import type pg from "pg";
import { hashOf, type JournalEntry, noPrevious } from "../../core/journal/journal.ts";
import { SocError } from "../../core/soc-error.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import type { Database } from "../database.ts";
import { explained } from "../failure.ts";
import { isStorable, unstorable, type World, worldNamed } from "../world.ts";

/** The most entries that one append stores and one read returns. */
export const journalEntriesMax = 10_000;

/** The journal of one world. Opening it again continues it. */
export async function openJournalStore({ pool, tenant }: Pick<Database, "pool" | "tenant">, name: string): Promise<JournalStore> {
  const world = await worldNamed(pool, tenant, name);
  return {
    append: (entries) => append(pool, world, entries),
    read: (from, limit) => read(pool, world, from, limit),
    head: () => head(pool, world),
  };
}

// One statement is one transaction: the first entry must continue the stored head, and the primary key lets one of two writers win.
const appendStatement = `
INSERT INTO watchkeeper.journal (tenant, world, sequence, stream, type, recorded_at_ms, event, previous, hash)
SELECT $1, $2, e.* FROM unnest($3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[], $9::text[]) AS e
WHERE ($3::bigint[])[1] = 0 OR EXISTS (
  SELECT 1 FROM watchkeeper.journal j
  WHERE j.tenant = $1 AND j.world = $2 AND j.sequence = ($3::bigint[])[1] - 1 AND j.hash = ($8::text[])[1])`;

async function append(pool: pg.Pool, { tenant, world }: World, entries: readonly JournalEntry[]): Promise<void> {
  if (entries.length === 0) return;
  requireChain(entries);
  const column = <K extends keyof JournalEntry>(name: K) => entries.map((entry) => entry[name]);
  const columns = [
    column("sequence"),
    column("stream"),
    column("type"),
    column("recordedAtMs"),
    column("event"),
    column("previous"),
    column("hash"),
  ];
  let stored: number | null;
  try {
    ({ rowCount: stored } = await pool.query({ name: "journal-append", text: appendStatement, values: [tenant, world, ...columns] }));
  } catch (cause) {
    const uniqueViolation = "23505";
    if ((cause as { code?: string }).code === uniqueViolation) throw outOfOrder(entries[0]!.sequence, cause);
    throw explained(cause, pool);
  }
  if (stored !== entries.length) throw outOfOrder(entries[0]!.sequence, undefined);
}

/** Refuses entries that do not follow one another, or whose hash is not theirs. */
export function requireChain(entries: readonly JournalEntry[]): void {
  const first = entries[0]!;
  if (entries.length > journalEntriesMax) throw outOfOrder(first.sequence, new Error(`more than ${journalEntriesMax} entries at once`));
  if (first.sequence === 0 && first.previous !== noPrevious) throw outOfOrder(0, undefined);
  for (const [index, entry] of entries.entries()) {
    const before = entries[index - 1];
    if (before && (entry.sequence !== before.sequence + 1 || entry.previous !== before.hash)) throw outOfOrder(entry.sequence, undefined);
    if (entry.hash !== hashOf(entry)) throw notItsHash(entry.sequence);
    if (![entry.stream, entry.type, entry.event].every(isStorable)) throw unstorable("a journal entry");
  }
}

async function read(pool: pg.Pool, { tenant, world }: World, from: number, limit: number): Promise<JournalEntry[]> {
  const { rows } = await pool.query<JournalEntry>({
    name: "journal-read",
    text: `SELECT sequence, stream, type, recorded_at_ms AS "recordedAtMs", event, previous, hash FROM watchkeeper.journal
           WHERE tenant = $1 AND world = $2 AND sequence >= $3 ORDER BY sequence LIMIT $4`,
    values: [tenant, world, from, Math.min(limit, journalEntriesMax)],
  });
  return rows;
}

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
