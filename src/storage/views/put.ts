import type pg from "pg";
import type { AlertRow, CaseRow, Change, Views } from "../../ports/views.ts";
import { storable } from "../event/storable.ts";
import { isStorable, unstorable } from "../world.ts";
import { addChanges, lockHead } from "./changes.ts";
import { putMarks } from "./marks.ts";
import { requireId, writeCase } from "./rows.ts";
import { wordLimits, wordsOf } from "./words.ts";

/** Rows that one statement puts. */
const chunkRows = 1_000;
const worldLengthMax = 255;

type Put = Parameters<Views["put"]>[0];
type Place = { readonly tenant: string; readonly world: string; readonly sequence: number };

/** Puts rows with the place they stand for; those of an earlier place are left alone. What became different is noted as changed. */
export async function put(client: pg.PoolClient, tenant: string, { alerts, cases, world, sequence }: Put): Promise<void> {
  if (world.length === 0 || world.length > worldLengthMax || !isStorable(world)) throw unstorable("the name of a world");
  const place = { tenant, world, sequence };
  await lockHead(client, tenant);
  const counts = { open: 0, closed: 0, escalated: 0 };
  const changed: Omit<Change, "revision">[] = [];
  for (const chunk of chunksOf(alerts)) {
    for (const { id, was, is, differs } of await putAlerts(client, place, chunk)) {
      if (was) counts[was]--;
      counts[is]++;
      if (differs) changed.push({ kind: "alert", id });
    }
  }
  for (const chunk of chunksOf(cases)) {
    const differing = new Set((await putCases(client, place, chunk)).flatMap(({ id, differs }) => (differs ? [id] : [])));
    for (const id of differing) changed.push({ kind: "case", id });
    await putMarks(
      client,
      tenant,
      chunk.filter(({ id }) => differing.has(id)),
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

const isLater = "(v.world, v.sequence) <= (excluded.world, excluded.sequence)";
const alertColumns = ["time_ms", "state", "severity", "category", "source", "case_id", "words", "world", "sequence", "shown"];
const caseColumns = [
  "priority",
  "newest_first",
  "state",
  "severity",
  "category",
  "assignee",
  "words",
  "world",
  "sequence",
  "shown",
  "detail",
];
const replaced = (columns: readonly string[]) => columns.map((column) => `${column} = excluded.${column}`).join(", ");

const alertStatement = `
WITH old AS (
  SELECT id, state, shown, words FROM watchkeeper.view_alerts WHERE tenant = $1 AND id = ANY ($4)
), now AS (
  INSERT INTO watchkeeper.view_alerts AS v (tenant, id, ${alertColumns.join(", ")})
  SELECT $1, r.id, r.time_ms, r.state, r.severity, r.category, r.source, r.case_id, array_to_tsvector(string_to_array(r.words, ' ')), $2, $3, r.shown
  FROM unnest($4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[])
    AS r(id, time_ms, state, severity, category, source, case_id, words, shown)
  ON CONFLICT (tenant, id) DO UPDATE SET ${replaced(alertColumns)} WHERE ${isLater} RETURNING id, state, shown, words
), put AS (
  SELECT now.id, now.words, old.words AS before, old.state AS was, now.state AS "is", old.shown IS DISTINCT FROM now.shown AS differs
  FROM now LEFT JOIN old USING (id)
), unsaid AS (
  DELETE FROM watchkeeper.view_words w USING (SELECT id, unnest(tsvector_to_array(before)) AS word FROM put WHERE before <> words) b
  WHERE w.tenant = $1 AND w.word = b.word AND w.id = b.id AND NOT EXISTS (
    SELECT 1 FROM put n WHERE n.id = b.id AND b.word = ANY (tsvector_to_array(n.words)))
), said AS (
  INSERT INTO watchkeeper.view_words (tenant, word, id)
  SELECT $1, unnest(tsvector_to_array(words)) AS word, id FROM put WHERE before IS DISTINCT FROM words ORDER BY word, id ON CONFLICT DO NOTHING
)
SELECT id, was, "is", differs FROM put ORDER BY id`;

type PutAlert = { id: string; was: AlertRow["state"] | null; is: AlertRow["state"]; differs: boolean };

async function putAlerts(client: pg.PoolClient, { tenant, world, sequence }: Place, rows: readonly AlertRow[]): Promise<PutAlert[]> {
  const put = await client.query<PutAlert>({
    name: "view-put-alerts",
    text: alertStatement,
    values: [
      tenant,
      world,
      sequence,
      rows.map(({ id }) => requireId(id)),
      rows.map(({ timeMs }) => timeMs),
      rows.map(({ state }) => state),
      rows.map(({ severity }) => severity),
      rows.map(({ category }) => category ?? null),
      rows.map(({ source }) => storable(source)),
      rows.map(({ caseId }) => (caseId === undefined ? null : requireId(caseId))),
      rows.map(({ title }) => wordsOf(title, wordLimits.titleWordsMax).join(" ")),
      rows.map((row) => JSON.stringify(row)),
    ],
  });
  return put.rows;
}

const caseStatement = `
WITH old AS (
  SELECT id, shown, detail FROM watchkeeper.view_cases WHERE tenant = $1 AND id = ANY ($4)
), now AS (
  INSERT INTO watchkeeper.view_cases AS v (tenant, id, ${caseColumns.join(", ")})
  SELECT $1, r.id, r.priority, r.newest_first, r.state, r.severity, r.category, r.assignee, array_to_tsvector(string_to_array(r.words, ' ')), $2, $3, r.shown, r.detail
  FROM unnest($4::text[], $5::int[], $6::bigint[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[])
    AS r(id, priority, newest_first, state, severity, category, assignee, words, shown, detail)
  ON CONFLICT (tenant, id) DO UPDATE SET ${replaced(caseColumns)} WHERE ${isLater} RETURNING id, shown, detail
)
SELECT now.id, (old.shown, old.detail) IS DISTINCT FROM (now.shown, now.detail) AS differs FROM now LEFT JOIN old USING (id) ORDER BY now.id`;

async function putCases(client: pg.PoolClient, { tenant, world, sequence }: Place, rows: readonly CaseRow[]) {
  const written = rows.map(writeCase);
  const put = await client.query<{ id: string; differs: boolean }>({
    name: "view-put-cases",
    text: caseStatement,
    values: [
      tenant,
      world,
      sequence,
      rows.map(({ id }) => requireId(id)),
      rows.map(({ priority }) => priority),
      rows.map(({ lastMs }) => -lastMs),
      rows.map(({ state }) => state),
      rows.map(({ severity }) => severity),
      rows.map(({ category }) => category ?? null),
      rows.map(({ assignee }) => (assignee === undefined ? null : storable(assignee))),
      rows.map(({ title }) => wordsOf(title, wordLimits.titleWordsMax).join(" ")),
      written.map(({ shown }) => shown),
      written.map(({ detail }) => detail),
    ],
  });
  return put.rows;
}
