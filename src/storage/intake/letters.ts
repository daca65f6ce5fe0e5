import type pg from "pg";
import type { HandOver, Intake, IntakeDeadLetter, IntakeRecord, ReadAgain, Received, RefusedMessage } from "../../ports/intake.ts";
import { storable } from "../event/storable.ts";
import { inTransaction } from "../transaction.ts";
import { nothingToReplay, stillRefused, textLimits, unknownLetter } from "./refusals.ts";

/** The most dead letters of one page. */
export const lettersMax = 1_000;

const buryStatement = `
WITH buried AS (
  INSERT INTO watchkeeper.intake_dead_letters (tenant, source, record_id, position, reason, says, at_ms, sent_at_ms, bytes)
  SELECT $1, i.source, i.record_id, i.position, b.reason, b.says, $2, i.sent_at_ms, i.bytes
  FROM unnest($3::bigint[], $4::text[], $5::text[]) AS b(position, reason, says)
  JOIN watchkeeper.intake i ON i.tenant = $1 AND i.position = b.position ORDER BY i.position
  ON CONFLICT DO NOTHING RETURNING source
)
SELECT source, count(*) AS count FROM buried GROUP BY source ORDER BY source`;

const noteStatement = `
UPDATE watchkeeper.intake_sources s SET dead_lettered = s.dead_lettered + n.count FROM unnest($2::text[], $3::bigint[]) AS n(source, count)
WHERE s.tenant = $1 AND s.source = n.source`;

/** Keeps dead letters of records that no format could read, with their bytes; once for each, however often it is said. */
export async function bury(pool: pg.Pool, tenant: string, letters: Parameters<Intake["bury"]>[0], atMs: number): Promise<void> {
  if (letters.length === 0) return;
  await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ source: string; count: number }>(buryStatement, [
      tenant,
      atMs,
      letters.map(({ position }) => position),
      letters.map(({ reason }) => storable(reason)),
      letters.map(({ says }) => storable(says)),
    ]);
    // One statement changes rows of several sources in no order of ours; locked first, they are nobody's trap.
    const names = rows.map(({ source }) => source);
    await client.query("SELECT 1 FROM watchkeeper.intake_sources WHERE tenant = $1 AND source = ANY ($2) ORDER BY source FOR UPDATE", [
      tenant,
      names,
    ]);
    await client.query(noteStatement, [tenant, names, rows.map(({ count }) => count)]);
  });
}

type Row = Omit<IntakeDeadLetter, "position" | "replayedAtMs"> & { position: number | null; replayedAtMs: number | null };

/** Dead letters, newest first. */
export async function deadLetters(pool: pg.Pool, tenant: string, page: Parameters<Intake["deadLetters"]>[0]): Promise<IntakeDeadLetter[]> {
  const { before = Number.MAX_SAFE_INTEGER, limit, source } = page;
  const values = [tenant, before, Math.min(limit, lettersMax), ...(source === undefined ? [] : [source])];
  const { rows } = await pool.query<Row>(
    `SELECT letter, source, record_id AS "recordId", position, reason, says, at_ms AS "atMs", replayed_at_ms AS "replayedAtMs"
     FROM watchkeeper.intake_dead_letters WHERE tenant = $1 AND letter < $2 ${source === undefined ? "" : "AND source = $4"} ORDER BY letter DESC LIMIT $3`,
    values,
  );
  return rows.map((row) => ({
    ...row,
    recordId: JSON.parse(row.recordId) as string,
    position: row.position ?? undefined,
    replayedAtMs: row.replayedAtMs ?? undefined,
  }));
}

type Kept = { source: string; recordId: string; position: number | null; sentAtMs: number | null; bytes: Buffer | null };

/** A letter as it can be put back: `refused` is the message as its source refused it, undefined where a record was read and not understood. */
export type LetterKept = { readonly source: string; readonly record: IntakeRecord; readonly refused: RefusedMessage | undefined };

/** The record of a letter as it is put back: under a name of its own, which is the same each time. */
export async function letterRecord(pool: pg.Pool, tenant: string, letter: number): Promise<LetterKept> {
  const text = `SELECT source, record_id AS "recordId", position, sent_at_ms AS "sentAtMs", bytes FROM watchkeeper.intake_dead_letters WHERE tenant = $1 AND letter = $2`;
  const row = Number.isSafeInteger(letter) ? (await pool.query<Kept>(text, [tenant, letter])).rows[0] : undefined;
  if (!row) throw unknownLetter(letter);
  if (!row.bytes) throw nothingToReplay(letter);
  const { source, bytes, position, sentAtMs } = row;
  const suffix = `#letter-${letter}`;
  const given = JSON.parse(row.recordId) as string;
  const id = given.slice(0, textLimits.idLengthMax - suffix.length) + suffix;
  return {
    source,
    record: { id, bytes, ...(sentAtMs === null ? {} : { sentAtMs }) },
    refused: position === null ? { source, id: given, bytes } : undefined,
  };
}

type Replaying = {
  readonly letter: number;
  readonly kept: LetterKept;
  readonly handOver: HandOver;
  readonly readAgain: ReadAgain | undefined;
};

/** Takes a letter in anew, as its source reads it now. Refuses (`intake/still-refused`) while some of it cannot be read; what can be is in then. */
export async function replayed({ letter, kept: { source, record, refused }, handOver, readAgain }: Replaying): Promise<Received> {
  const deliveries = refused && (await readAgain?.(refused));
  if (!deliveries) return handOver({ source, records: [record] });
  const taken = { accepted: 0, repeated: 0 };
  for (const { records } of deliveries) {
    const { accepted, repeated } = await handOver({ source, records });
    taken.accepted += accepted;
    taken.repeated += repeated;
  }
  const [still] = deliveries.flatMap((each) => each.refused ?? []);
  if (still) throw stillRefused(letter, still.says, taken);
  return taken;
}

/** Notes that a letter was put back, at its first time. */
export async function noteReplayed(pool: pg.Pool, tenant: string, letter: number, atMs: number): Promise<void> {
  const text =
    "UPDATE watchkeeper.intake_dead_letters SET replayed_at_ms = $3 WHERE tenant = $1 AND letter = $2 AND replayed_at_ms IS NULL";
  await pool.query(text, [tenant, letter, atMs]);
}
