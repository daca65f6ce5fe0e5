import type pg from "pg";
import { deliveryBytesMax, type KeptRecord } from "../../ports/intake.ts";

/** The most records and bytes that one reading gives; it ends with the record that passes the bytes. */
export const readMax = { records: 10_000, bytes: deliveryBytesMax } as const;

type Row = { position: number; source: string; recordId: string; receivedAtMs: number; sentAtMs: number | null; bytes: Buffer };

const columns = `position, source, record_id AS "recordId", received_at_ms AS "receivedAtMs", sent_at_ms AS "sentAtMs", bytes`;

const readStatement = `
SELECT ${columns} FROM watchkeeper.intake WHERE tenant = $1 AND position > $2 AND bytes_total - size < $4 + (
  SELECT bytes_total - size FROM watchkeeper.intake WHERE tenant = $1 AND position > $2 ORDER BY position LIMIT 1)
ORDER BY position LIMIT $3`;

/** Records after a position, in order, at most `limit`, and no more bytes at once than a reader can hold. */
export async function readAfter(pool: pg.Pool, tenant: string, after: number, limit: number): Promise<KeptRecord[]> {
  const values = [tenant, after, Math.min(limit, readMax.records), readMax.bytes];
  const { rows } = await pool.query<Row>({ name: "intake-read", text: readStatement, values });
  return rows.map(recordOf);
}

/** One record by its position. */
export async function readOne(pool: pg.Pool, tenant: string, position: number): Promise<KeptRecord | undefined> {
  const text = `SELECT ${columns} FROM watchkeeper.intake WHERE tenant = $1 AND position = $2`;
  const { rows } = await pool.query<Row>({ name: "intake-one", text, values: [tenant, position] });
  return rows[0] && recordOf(rows[0]);
}

function recordOf({ position, source, recordId, receivedAtMs, sentAtMs, bytes }: Row): KeptRecord {
  return { position, source, id: JSON.parse(recordId) as string, receivedAtMs, bytes, ...(sentAtMs === null ? {} : { sentAtMs }) };
}

/** The newest position that was given out. */
export async function headOf(pool: pg.Pool, tenant: string): Promise<number> {
  const text = "SELECT position FROM watchkeeper.intake_heads WHERE tenant = $1";
  const { rows } = await pool.query<{ position: number }>({ name: "intake-newest", text, values: [tenant] });
  return rows[0]?.position ?? 0;
}
