import type pg from "pg";
import type { CaseRow } from "../../ports/views.ts";
import { storable } from "../event/storable.ts";
import { aboutWords } from "./about-words.ts";
import { keptWords, numbered, type Place, replaced } from "./put-steps.ts";
import { requireId, writeCase } from "./rows.ts";
import { wordLimits, wordsOf } from "./words.ts";

const columns = [
  "priority",
  "newest_first",
  "opened_at_ms",
  "state",
  "severity",
  "category",
  "verdict",
  "assignee",
  "words",
  "shown",
  "detail",
  "world",
  "sequence",
];
const given = columns.slice(0, 11);

/** What of a case is news to whoever was away, by the column that keeps the number of its last time. */
const news: Readonly<Record<string, string>> = {
  new_revision: "o.id IS NULL",
  verdict_revision: "o.id IS NOT NULL AND g.verdict IS NOT NULL AND o.verdict IS DISTINCT FROM g.verdict",
  escalated_revision: "g.state = 'escalated' AND o.state IS DISTINCT FROM g.state",
  reopened_revision: "g.state = 'in-progress' AND o.state IN ('closed', 'escalated', 'waiting', 'merged')",
  closed_revision: "g.state = 'closed' AND o.state IS DISTINCT FROM g.state",
  merged_revision: "g.state = 'merged' AND o.state IS DISTINCT FROM g.state",
};
const marks = Object.keys(news);

const statement = `
WITH given AS (
  SELECT r.*, array_to_tsvector(string_to_array(r.text, ' ')) AS words
  FROM unnest($4::text[], $5::int[], $6::bigint[], $7::bigint[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[])
    AS r(id, priority, newest_first, opened_at_ms, state, severity, category, verdict, assignee, text, shown, detail)
), planned AS (
  SELECT g.*, o.words AS before, (o.shown, o.detail) IS DISTINCT FROM (g.shown, g.detail) AS differs,
    ${marks.map((mark) => `${news[mark]} AS ${mark}`).join(",\n    ")}
  FROM given g LEFT JOIN watchkeeper.view_cases o ON o.tenant = $1 AND o.id = g.id
  WHERE o.id IS NULL OR (o.world, o.sequence) <= ($2, $3)
), put AS (
  ${numbered("$16")}
), now AS (
  INSERT INTO watchkeeper.view_cases AS v (tenant, id, revision, ${marks.join(", ")}, ${columns.join(", ")})
  SELECT $1, id, CASE WHEN differs THEN revision ELSE 0 END, ${marks.map((mark) => `CASE WHEN ${mark} THEN revision ELSE 0 END`).join(", ")},
    ${given.join(", ")}, $2, $3 FROM put
  ON CONFLICT (tenant, id) DO UPDATE SET ${["revision", ...marks].map((mark) => `${mark} = greatest(v.${mark}, excluded.${mark})`).join(", ")},
    ${replaced(columns)}
), ${keptWords("view_case_words")}
SELECT id, differs FROM put ORDER BY id COLLATE "C"`;

/** Puts cases, in the order of their ids. */
export async function putCases(client: pg.PoolClient, place: Place, rows: readonly CaseRow[]) {
  const written = rows.map(writeCase);
  const put = await client.query<{ id: string; differs: boolean }>({
    name: "view-put-cases",
    text: statement,
    values: [
      place.tenant,
      place.world,
      place.sequence,
      rows.map(({ id }) => requireId(id)),
      rows.map(({ priority }) => priority),
      rows.map(({ lastMs }) => -lastMs),
      rows.map(({ openedAtMs }) => openedAtMs),
      rows.map(({ state }) => state),
      rows.map(({ severity }) => severity),
      rows.map(({ category }) => category ?? null),
      rows.map(({ verdict }) => verdict ?? null),
      rows.map(({ assignee }) => (assignee === undefined ? null : storable(assignee))),
      rows.map(({ title, about }) => [...wordsOf(title, wordLimits.titleWordsMax), ...aboutWords(about)].join(" ")),
      written.map(({ shown }) => shown),
      written.map(({ detail }) => detail),
      place.revision,
    ],
  });
  return put.rows;
}
