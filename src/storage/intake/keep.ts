import type pg from "pg";
import { learntHabit } from "../../core/intake/habit.ts";
import type { SocError } from "../../core/soc-error.ts";
import type { Delivery, Received } from "../../ports/intake.ts";
import { storable } from "../event/storable.ts";
import { fenced, full, letterBytes } from "./refusals.ts";
import { readHabit, sourceKey, sourcesNamed } from "./source-row.ts";

/** How much may wait to be read, and when to ask again beyond it. */
export type WaitingMax = { readonly recordsMax: number; readonly bytesMax: number; readonly afterMs: number };

/** A delivery on its way in. With `epoch`, it counts only while that lease of its source stands. */
export type Incoming = { readonly delivery: Delivery; readonly bytes: number; readonly epoch?: number };

/** What became of each delivery of a group, in order. */
export type Outcome = Received | SocError;

/**
 * A process that is suspended between two of our statements keeps the head of the intake locked, and with it everybody else's deliveries: after so long the
 * server ends its transaction. Shorter than a source's takeover has (ten seconds, of which a lease takes four), milliseconds.
 */
const idleMsMax = 3_000;
// Each question here touches few of many rows, whatever the planner knows about a table that has just begun to grow.
const begin = `BEGIN; SET LOCAL idle_in_transaction_session_timeout = ${idleMsMax}; SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off`;

// The row is locked until the commit: whoever is given a later position commits later, so a reader never misses an earlier one.
const lockHead = `
SELECT h.position, h.bytes_total AS bytes, h.received_at_ms AS "receivedAtMs", p.position AS done, p.bytes_total AS "doneBytes"
FROM watchkeeper.intake_heads h JOIN watchkeeper.intake_progress p USING (tenant) WHERE h.tenant = $1 FOR UPDATE OF h`;

type Head = { position: number; bytes: number; receivedAtMs: number; done: number; doneBytes: number };

/** Keeps a group of deliveries in one transaction; each for itself is kept whole or refused. Throws when nothing of any was kept. */
export async function keep(client: pg.PoolClient, tenant: string, group: readonly Incoming[], now: Now): Promise<Outcome[]> {
  await client.query(begin);
  try {
    const head = (await client.query<Head>({ name: "intake-head", text: lockHead, values: [tenant] })).rows[0]!;
    const stale = await staleOf(client, tenant, group);
    const outcomes = admit(group, head, stale, now.waiting);
    const admitted = group.filter((_, index) => !outcomes[index]);
    const received = admitted.length === 0 ? [] : await store(client, tenant, admitted, head, Math.max(now.atMs, head.receivedAtMs));
    await client.query("COMMIT");
    return outcomes.map((refusal) => refusal ?? received.shift()!);
  } catch (cause) {
    await client.query("ROLLBACK").catch(() => {});
    throw cause;
  }
}

type Now = { readonly atMs: number; readonly waiting: WaitingMax };

/** Deliveries whose lease was handed on. The rows stay locked, so that nobody takes over between the question and the commit. */
async function staleOf(client: pg.PoolClient, tenant: string, group: readonly Incoming[]): Promise<ReadonlySet<Incoming>> {
  const held = group.filter(({ epoch }) => epoch !== undefined);
  if (held.length === 0) return new Set();
  const { rows } = await client.query<{ key: string; epoch: number }>({
    name: "intake-fences",
    text: "SELECT key, epoch FROM watchkeeper.leases WHERE tenant = $1 AND key = ANY ($2) ORDER BY key FOR SHARE",
    values: [tenant, held.map(({ delivery }) => sourceKey(delivery.source))],
  });
  const epochs = new Map(rows.map(({ key, epoch }) => [key, epoch]));
  return new Set(held.filter(({ delivery, epoch }) => epochs.get(sourceKey(delivery.source)) !== epoch));
}

/** The refusals, in order; undefined for what may come in. */
function admit(group: readonly Incoming[], head: Head, stale: ReadonlySet<Incoming>, waiting: WaitingMax): (SocError | undefined)[] {
  let records = head.position - head.done;
  let bytes = head.bytes - head.doneBytes;
  return group.map((each) => {
    if (stale.has(each)) return fenced(each.delivery.source);
    const added = each.delivery.records.length;
    // Dead letters are kept with their bytes: they too wait outside. A cursor alone weighs nothing.
    const heavy = added + (each.delivery.refused?.length ?? 0);
    if (heavy > 0 && (records + heavy > waiting.recordsMax || bytes + each.bytes > waiting.bytesMax)) return full(waiting.afterMs);
    records += added;
    bytes += each.bytes;
    return undefined;
  });
}

type Line = {
  readonly owner: number;
  readonly source: string;
  readonly id: string;
  readonly sentAtMs: number | null;
  readonly bytes: Uint8Array;
};

async function store(client: pg.PoolClient, tenant: string, admitted: readonly Incoming[], head: Head, nowMs: number): Promise<Received[]> {
  const lines = admitted.flatMap(({ delivery }, owner) =>
    delivery.records.map(
      ({ id, sentAtMs, bytes }): Line => ({ owner, source: delivery.source, id: JSON.stringify(id), sentAtMs: wholeMs(sentAtMs), bytes }),
    ),
  );
  const fresh = lines.length === 0 ? [] : await insertRecords(client, tenant, lines, head, nowMs);
  const accepted = admitted.map(() => 0);
  for (const { owner } of fresh) accepted[owner]!++;
  const letters = await insertRefused(client, tenant, admitted, nowMs);
  const received = admitted.map(({ delivery }, owner) => ({
    accepted: accepted[owner]!,
    repeated: delivery.records.length - accepted[owner]!,
  }));
  await noteSources(client, tenant, { admitted, received, fresh, letters, nowMs });
  if (fresh.length > 0) await moveHead(client, tenant, fresh, nowMs);
  return received;
}

const wholeMs = (sentAtMs: number | undefined) =>
  sentAtMs !== undefined && Number.isSafeInteger(Math.trunc(sentAtMs)) ? Math.trunc(sentAtMs) : null;

// One value holds the bytes of all records, sent as they are; of equal ids in a group the first counts.
const insertStatement = `
WITH given AS (
  SELECT g.* FROM unnest($2::text[], $3::text[], $4::bigint[], $5::int[], $6::int[]) WITH ORDINALITY AS g(source, record_id, sent_at_ms, start, size, line)
), fresh AS (
  SELECT DISTINCT ON (g.source, g.record_id) g.* FROM given g
  WHERE NOT EXISTS (SELECT 1 FROM watchkeeper.intake i WHERE i.tenant = $1 AND i.source = g.source AND i.record_id = g.record_id)
  ORDER BY g.source, g.record_id, g.line
), placed AS (
  SELECT f.*, $7::bigint + row_number() OVER (ORDER BY f.line) AS position, $8::bigint + sum(f.size) OVER (ORDER BY f.line) AS bytes_total FROM fresh f
), kept AS (
  INSERT INTO watchkeeper.intake (tenant, position, source, record_id, received_at_ms, sent_at_ms, size, bytes_total, bytes)
  SELECT $1, position, source, record_id, $9, sent_at_ms, size, bytes_total, substring($10::bytea FROM start + 1 FOR size) FROM placed ORDER BY line
)
SELECT line::int - 1 AS line FROM placed ORDER BY line`;

async function insertRecords(client: pg.PoolClient, tenant: string, lines: readonly Line[], head: Head, nowMs: number): Promise<Line[]> {
  const sizes = lines.map(({ bytes }) => bytes.byteLength);
  let start = 0;
  const starts = sizes.map((size) => {
    start += size;
    return start - size;
  });
  const { rows } = await client.query<{ line: number }>(insertStatement, [
    tenant,
    lines.map(({ source }) => source),
    lines.map(({ id }) => id),
    lines.map(({ sentAtMs }) => sentAtMs),
    starts,
    sizes,
    head.position,
    head.bytes,
    nowMs,
    Buffer.concat(lines.map(({ bytes }) => bytes)),
  ]);
  return rows.map(({ line }) => lines[line]!);
}

async function moveHead(client: pg.PoolClient, tenant: string, fresh: readonly Line[], nowMs: number): Promise<void> {
  const bytes = fresh.reduce((sum, line) => sum + line.bytes.byteLength, 0);
  await client.query({
    name: "intake-move-head",
    text: `UPDATE watchkeeper.intake_heads SET position = position + $2, bytes_total = bytes_total + $3, received_at_ms = $4 WHERE tenant = $1`,
    values: [tenant, fresh.length, bytes, nowMs],
  });
}

const refusedStatement = `
INSERT INTO watchkeeper.intake_dead_letters (tenant, source, record_id, reason, says, at_ms, bytes)
SELECT $1, r.source, r.record_id, r.reason, r.says, $2, r.bytes FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[]) AS r(source, record_id, reason, says, bytes)
ON CONFLICT DO NOTHING RETURNING source`;

/** Gives the source of each letter that is new. */
async function insertRefused(client: pg.PoolClient, tenant: string, admitted: readonly Incoming[], nowMs: number): Promise<string[]> {
  const refused = admitted.flatMap(({ delivery }) => (delivery.refused ?? []).map((each) => ({ ...each, source: delivery.source })));
  if (refused.length === 0) return [];
  const { rows } = await client.query<{ source: string }>(refusedStatement, [
    tenant,
    nowMs,
    refused.map(({ source }) => source),
    refused.map(({ id }) => JSON.stringify(id)),
    refused.map(({ reason }) => storable(reason)),
    refused.map(({ says }) => storable(says)),
    refused.map(({ bytes }) => letterBytes(bytes) ?? null),
  ]);
  return rows.map(({ source }) => source);
}

const noteStatement = `
INSERT INTO watchkeeper.intake_sources AS s (tenant, source, cursor, accepted, repeated, dead_lettered, last_received_ms, habit)
SELECT $1, n.* FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[]) AS n
ON CONFLICT (tenant, source) DO UPDATE SET cursor = coalesce(excluded.cursor, s.cursor), accepted = s.accepted + excluded.accepted,
  repeated = s.repeated + excluded.repeated, dead_lettered = s.dead_lettered + excluded.dead_lettered,
  last_received_ms = coalesce(excluded.last_received_ms, s.last_received_ms), habit = excluded.habit`;

type Kept = {
  readonly admitted: readonly Incoming[];
  readonly received: readonly Received[];
  readonly fresh: readonly Line[];
  readonly letters: readonly string[];
  readonly nowMs: number;
};

/** Cursors and counts, in the transaction of the records they belong to. */
async function noteSources(client: pg.PoolClient, tenant: string, { admitted, received, fresh, letters, nowMs }: Kept): Promise<void> {
  const names = [...new Set(admitted.map(({ delivery }) => delivery.source))].sort();
  const before = await sourcesNamed(client, tenant, names);
  const notes = names.map((source) => {
    const own = admitted.flatMap(({ delivery }, index) => (delivery.source === source ? [{ delivery, received: received[index]! }] : []));
    const cursor = own.findLast(({ delivery }) => delivery.cursor !== undefined)?.delivery.cursor;
    const accepted = own.reduce((sum, each) => sum + each.received.accepted, 0);
    const sentAtMs = fresh.flatMap((line) => (line.source === source && line.sentAtMs !== null ? [line.sentAtMs] : []));
    const known = before.get(source);
    const habit = readHabit(known?.habit);
    return {
      cursor: cursor === undefined ? null : JSON.stringify(cursor),
      accepted,
      repeated: own.reduce((sum, each) => sum + each.received.repeated, 0),
      letters: letters.filter((each) => each === source).length,
      lastMs: accepted > 0 ? nowMs : null,
      habit: accepted > 0 ? learntHabit(habit, { lastMs: known?.lastMs ?? undefined, nowMs, sentAtMs }) : habit,
    };
  });
  await client.query({
    name: "intake-note-sources",
    text: noteStatement,
    values: [
      tenant,
      names,
      notes.map(({ cursor }) => cursor),
      notes.map(({ accepted }) => accepted),
      notes.map(({ repeated }) => repeated),
      notes.map((each) => each.letters),
      notes.map(({ lastMs }) => lastMs),
      notes.map(({ habit }) => JSON.stringify(habit)),
    ],
  });
}
