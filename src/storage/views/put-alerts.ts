import type pg from "pg";
import type { AlertRow } from "../../ports/views.ts";
import { storable } from "../event/storable.ts";
import { aboutWords } from "./about-words.ts";
import { keptWords, numbered, type Place, replaced } from "./put-steps.ts";
import { requireId } from "./rows.ts";
import { wordLimits, wordsOf } from "./words.ts";

/** An alert that was put: its state and its storm before and now, whether it says something new, and the number of its last change where it does. */
export type PutAlert = {
  readonly id: string;
  readonly was: AlertRow["state"] | null;
  readonly is: AlertRow["state"];
  readonly from: string | null;
  readonly storm: string;
  readonly differs: boolean;
  readonly revision: number;
};

/** Priority of what has none yet: after all others. */
export const noPriority = 6;
/** Where a row stands alone: its storm is itself. */
export const stormOf = ({ id, storm }: Pick<AlertRow, "id" | "storm">): string => (storm === undefined ? `alert:${id}` : storable(storm));
/** What of an alert is filtered by beside its columns; its source is one. */
const aboutAlerts = ["hosts", "accounts", "rules", "techniques"] as const;
/** The words by which an alert is found. */
export const alertWords = ({ title, about }: AlertRow): string =>
  [...wordsOf(title, wordLimits.titleWordsMax), ...aboutWords(about, aboutAlerts)].join(" ");

const columns = [
  "time_ms",
  "state",
  "severity",
  "category",
  "source",
  "case_id",
  "words",
  "shown",
  "verdict",
  "priority",
  "storm",
  "world",
  "sequence",
];
const given = columns.slice(0, 11);

// Nobody else puts meanwhile: the head is locked. So what a row was tells before it is put whether it changes, and which number that change has.
const statement = `
WITH given AS (
  SELECT r.*, array_to_tsvector(string_to_array(r.text, ' ')) AS words
  FROM unnest($4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::int[], $15::text[])
    AS r(id, time_ms, state, severity, category, source, case_id, text, shown, verdict, priority, storm)
), planned AS (
  SELECT g.*, o.state AS was, o.storm AS "from", o.words AS before, o.shown IS DISTINCT FROM g.shown AS differs
  FROM given g LEFT JOIN watchkeeper.view_alerts o ON o.tenant = $1 AND o.id = g.id
  WHERE o.id IS NULL OR (o.world, o.sequence) <= ($2, $3)
), put AS (
  ${numbered("$16")}
), now AS (
  INSERT INTO watchkeeper.view_alerts AS v (tenant, id, revision, ${columns.join(", ")})
  SELECT $1, id, CASE WHEN differs THEN revision ELSE 0 END, ${given.join(", ")}, $2, $3 FROM put
  ON CONFLICT (tenant, id) DO UPDATE SET revision = greatest(v.revision, excluded.revision), ${replaced(columns)}
), ${keptWords("view_words")}
SELECT id, was, state AS "is", "from", storm, differs, revision FROM put ORDER BY id COLLATE "C"`;

/** Puts alerts, in the order of their ids. */
export async function putAlerts(client: pg.PoolClient, place: Place, rows: readonly AlertRow[]): Promise<PutAlert[]> {
  const put = await client.query<PutAlert>({
    name: "view-put-alerts",
    text: statement,
    values: [
      place.tenant,
      place.world,
      place.sequence,
      rows.map(({ id }) => requireId(id)),
      rows.map(({ timeMs }) => timeMs),
      rows.map(({ state }) => state),
      rows.map(({ severity }) => severity),
      rows.map(({ category }) => category ?? null),
      rows.map(({ source }) => storable(source)),
      rows.map(({ caseId }) => (caseId === undefined ? null : requireId(caseId))),
      rows.map(alertWords),
      rows.map((row) => JSON.stringify(row)),
      rows.map(({ verdict }) => verdict ?? null),
      rows.map(({ priority }) => priority ?? noPriority),
      rows.map(stormOf),
      place.revision,
    ],
  });
  return put.rows;
}
