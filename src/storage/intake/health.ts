import type pg from "pg";
import { isSilent, skewMsMax, skewOf } from "../../core/intake/habit.ts";
import type { Intake, SourceHealth } from "../../ports/intake.ts";
import { storable } from "../event/storable.ts";
import { readHabit } from "./source-row.ts";

const heardStatement = `
INSERT INTO watchkeeper.intake_sources (tenant, source, state, problem, remedy, heard_at_ms) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (tenant, source) DO UPDATE SET state = excluded.state, problem = excluded.problem, remedy = excluded.remedy, heard_at_ms = excluded.heard_at_ms`;

/** Notes how a source fares, as whoever runs it says. */
export async function heard(pool: pg.Pool, tenant: string, [source, now]: Parameters<Intake["heard"]>, atMs: number): Promise<void> {
  const [problem, remedy] = now.state === "failing" ? [storable(now.problem), storable(now.remedy)] : [null, null];
  await pool.query({ name: "intake-heard", text: heardStatement, values: [tenant, source, now.state, problem, remedy, atMs] });
}

type Row = {
  source: string;
  accepted: number;
  repeated: number;
  deadLettered: number;
  waiting: number;
  lastReceivedMs: number | null;
  oldestMs: number | null;
  habit: string;
  state: "running" | "failing" | "off";
  problem: string | null;
  remedy: string | null;
};

const healthStatement = `
SELECT s.source, s.accepted, s.repeated, s.dead_lettered AS "deadLettered", s.accepted - s.processed AS waiting, s.last_received_ms AS "lastReceivedMs",
  o.received_at_ms AS "oldestMs", s.habit, s.state, s.problem, s.remedy
FROM watchkeeper.intake_sources s
LEFT JOIN LATERAL (
  SELECT i.received_at_ms FROM watchkeeper.intake i
  WHERE s.accepted > s.processed AND i.tenant = $1 AND i.source = s.source
    AND i.position > (SELECT position FROM watchkeeper.intake_progress WHERE tenant = $1) ORDER BY i.position LIMIT 1
) o ON true
WHERE s.tenant = $1 ORDER BY s.source COLLATE "C"`;

/** How every source fares at `nowMs`. */
export async function health(pool: pg.Pool, tenant: string, nowMs: number): Promise<SourceHealth[]> {
  const { rows } = await pool.query<Row>(healthStatement, [tenant]);
  return rows.map((row) => {
    const { source, accepted, repeated, deadLettered, waiting, lastReceivedMs, oldestMs } = row;
    const habit = readHabit(row.habit);
    const skewMs = skewOf(habit);
    const silent = row.state === "running" && lastReceivedMs !== null && isSilent(habit, lastReceivedMs, nowMs);
    const said = row.problem !== null ? { problem: row.problem, remedy: row.remedy ?? undefined } : silent ? silence : clockProblem(skewMs);
    return {
      source,
      accepted,
      repeated,
      deadLettered,
      waiting,
      lastReceivedMs: lastReceivedMs ?? undefined,
      behindMs: oldestMs === null ? 0 : Math.max(0, nowMs - oldestMs),
      skewMs,
      state: silent ? "silent" : row.state,
      ...said,
    };
  });
}

type Said = Pick<SourceHealth, "problem" | "remedy">;

const silence: Said = {
  problem: "nothing has come for far longer than this source is used to",
  remedy:
    "look at the product whether it still sends, and to where; a change of its address, its certificate or its rights often ends this way",
};

/** What is wrong with a source's clock, if it is. */
function clockProblem(skewMs: number | undefined): Said {
  if (skewMs === undefined || Math.abs(skewMs) <= skewMsMax) return { problem: undefined, remedy: undefined };
  const seconds = Math.round(Math.abs(skewMs) / 1_000);
  return skewMs > 0
    ? { problem: `its clock is ${seconds} seconds ahead of ours`, remedy: "set the clock of the product, or ours, by a time server" }
    : {
        problem: `its clock is ${seconds} seconds behind ours, or its records come that late`,
        remedy: "set the clock of the product by a time server; if it is right, its records wait somewhere on the way",
      };
}
