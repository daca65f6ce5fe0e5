import type { DatabaseChoice } from "../storage/database.ts";
import { openDatabase } from "../storage/open-database.ts";

/** What somebody who only reads the service's tables sees. */
export type SeenOutside = {
  readonly alerts: () => Promise<readonly SeenAlert[]>;
  readonly counts: () => Promise<{ readonly alerts: number; readonly triaged: number; readonly open: number }>;
  readonly cases: () => Promise<readonly { readonly id: string; readonly state: string; readonly alerts: number }[]>;
  readonly waiting: () => Promise<number>;
  readonly letters: () => Promise<number>;
  readonly close: () => Promise<void>;
};
export type SeenAlert = {
  readonly id: string;
  readonly givenId: string | null;
  readonly receivedAtMs: number;
  readonly triagedAtMs: number | null;
  readonly state: string;
  readonly caseId: string | null;
};

/** Opens it beside a running service. */
export async function openSeenOutside(choice: DatabaseChoice): Promise<SeenOutside> {
  const { pool, close } = await openDatabase({ ...choice, connectionsMax: 2 });
  const all = async <Row>(text: string) => (await pool.query(text)).rows as Row[];
  return {
    alerts: () =>
      all(`SELECT id, s ->> 'givenId' AS "givenId", (s ->> 'receivedAtMs')::float8 AS "receivedAtMs", (s ->> 'triagedAtMs')::float8 AS "triagedAtMs",
                  s ->> 'state' AS state, s ->> 'caseId' AS "caseId"
           FROM (SELECT id, shown::jsonb AS s FROM watchkeeper.view_alerts) AS each`),
    counts: async () =>
      (
        await all<{ alerts: number; triaged: number; open: number }>(`
        SELECT count(*)::float8 AS alerts, (count(*) FILTER (WHERE shown::jsonb ? 'triagedAtMs'))::float8 AS triaged,
               (count(*) FILTER (WHERE state = 'open'))::float8 AS open FROM watchkeeper.view_alerts`)
      )[0]!,
    cases: () =>
      all(`SELECT id, s ->> 'state' AS state, (s ->> 'alerts')::float8 AS alerts
           FROM (SELECT id, shown::jsonb AS s FROM watchkeeper.view_cases) AS each`),
    waiting: async () =>
      (
        await all<{ waiting: number }>(`
        SELECT (coalesce((SELECT max(position) FROM watchkeeper.intake_heads), 0) - coalesce((SELECT max(position) FROM watchkeeper.intake_progress), 0))::float8 AS waiting`)
      )[0]!.waiting,
    letters: async () =>
      (await all<{ letters: number }>("SELECT count(*)::float8 AS letters FROM watchkeeper.intake_dead_letters"))[0]!.letters,
    close,
  };
}
