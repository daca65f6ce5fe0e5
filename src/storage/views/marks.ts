import type pg from "pg";
import { marksMax, marksOf } from "../../core/assessment/case-marks.ts";
import type { CaseRow, Marked } from "../../ports/views.ts";
import { storable } from "../event/storable.ts";

/** The most cases that are named for one mark. */
const holdersMax = 1_000;

const forgetStatement = `
DELETE FROM watchkeeper.view_case_marks AS m WHERE m.tenant = $1 AND m.case_id = ANY ($2) AND NOT EXISTS (
  SELECT 1 FROM unnest($3::text[], $4::text[]) AS w(case_id, mark) WHERE w.case_id = m.case_id AND w.mark = m.mark)`;

const markStatement = `
INSERT INTO watchkeeper.view_case_marks (tenant, mark, case_id)
SELECT $1, w.mark, w.case_id FROM unnest($2::text[], $3::text[]) AS w(case_id, mark) ORDER BY w.mark, w.case_id ON CONFLICT DO NOTHING`;

/** Puts what cases can be known by. One that is looked at again keeps what it was known by until its next verdict. */
export async function putMarks(client: pg.PoolClient, tenant: string, rows: readonly CaseRow[]): Promise<void> {
  const cases = rows.flatMap(({ id, detail }) => (detail ? [{ id, marks: marksOf(detail) }] : []));
  if (cases.length === 0) return;
  const pairs = cases.flatMap(({ id, marks }) => marks.map(({ mark }) => ({ id, mark: storable(mark) })));
  const [ids, marks] = [pairs.map(({ id }) => id), pairs.map(({ mark }) => mark)];
  await client.query({ name: "view-marks-forget", text: forgetStatement, values: [tenant, cases.map(({ id }) => id), ids, marks] });
  await client.query({ name: "view-marks-put", text: markStatement, values: [tenant, ids, marks] });
}

// One short reading of the index for each mark: what half of all cases hold costs no more than what two hold.
const markedStatement = `
SELECT w.mark, c.case_id FROM unnest($2::text[]) AS w(mark)
CROSS JOIN LATERAL (SELECT case_id FROM watchkeeper.view_case_marks m WHERE m.tenant = $1 AND m.mark = w.mark ORDER BY case_id LIMIT $3) AS c`;

/** Which cases hold each of some marks, and how many cases there are. */
export async function casesMarked(pool: pg.Pool, tenant: string, marks: readonly string[], limit: number): Promise<Marked> {
  const asked = new Map(marks.slice(0, marksMax).map((mark) => [storable(mark), mark]));
  const [{ rows }, { rows: counted }] = await Promise.all([
    pool.query<{ mark: string; case_id: string }>({
      name: "view-marked",
      text: markedStatement,
      values: [tenant, [...asked.keys()], Math.min(Math.max(Math.trunc(limit), 1), holdersMax)],
    }),
    pool.query<{ total: number }>({
      name: "view-cases-total",
      text: "SELECT count(*)::int AS total FROM watchkeeper.view_cases WHERE tenant = $1",
      values: [tenant],
    }),
  ]);
  const holders = new Map<string, string[]>();
  for (const { mark, case_id } of rows) {
    const name = asked.get(mark) ?? mark;
    const held = holders.get(name);
    if (held) held.push(case_id);
    else holders.set(name, [case_id]);
  }
  return { holders, casesTotal: counted[0]?.total ?? 0 };
}
