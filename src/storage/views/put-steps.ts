/** Whose rows, of which place in the record, and the number of the last change before them. */
export type Place = { readonly tenant: string; readonly world: string; readonly sequence: number; readonly revision: number };

/** What a row is replaced by where it is there already. */
export const replaced = (columns: readonly string[]) => columns.map((column) => `${column} = excluded.${column}`).join(", ");

/** Each row that is put with the number of its change: those that say something new are counted on from the last change, in the order of their ids. */
export const numbered = (lastChange: string) =>
  `SELECT *, ${lastChange}::bigint + count(*) FILTER (WHERE differs) OVER (ORDER BY id COLLATE "C") AS revision FROM planned`;

/** The words by which rows are found, as they stand after `put`: what a row does not say any more is taken out, what it says now is there. */
export const keptWords = (table: "view_words" | "view_case_words") => `unsaid AS (
  DELETE FROM watchkeeper.${table} w USING (SELECT id, unnest(tsvector_to_array(before)) AS word FROM put WHERE before <> words) b
  WHERE w.tenant = $1 AND w.word = b.word AND w.id = b.id AND NOT EXISTS (
    SELECT 1 FROM put n WHERE n.id = b.id AND b.word = ANY (tsvector_to_array(n.words)))
), said AS (
  INSERT INTO watchkeeper.${table} (tenant, word, id)
  SELECT $1, unnest(tsvector_to_array(words)) AS word, id FROM put WHERE before IS DISTINCT FROM words ORDER BY word, id ON CONFLICT DO NOTHING
)`;
