// How fast the lead's figures answer over many alerts of 30 days, from tallies, and from the rows of lists for comparison:
// node bench/figures.ts [--alerts 1000000] [--rows 200000]
import { parseArgs } from "node:util";
import { categories } from "../src/core/alert/category.ts";
import { severities } from "../src/core/alert/severity.ts";
import type { AlertLine, CaseLine } from "../src/core/measure/line.ts";
import { slotMs } from "../src/core/measure/tally.ts";
import { verdicts } from "../src/core/verdict/verdict.ts";
import { openRandom } from "../src/learning/random.ts";
import { assumed, figuresOf } from "../src/server/measures/figures.ts";
import { periodOf } from "../src/server/measures/period.ts";
import { noisyRulesOf } from "../src/server/measures/rules.ts";
import { workloadOf } from "../src/server/measures/workload.ts";
import { hold, letGo, measureVersion, openMeasuring, takeChanges } from "../src/stages/measure/measuring.ts";
import { tallyAlert, tallyCase } from "../src/stages/measure/tally-alert.ts";
import { openMeasures } from "../src/storage/measure/postgres-measures.ts";
import { openNotices } from "../src/storage/notices.ts";
import { openDatabase } from "../src/storage/open-database.ts";
import { openViews } from "../src/storage/views/postgres-views.ts";
import { realClock } from "../src/testing/real/open-effector.ts";
import { exampleAlertRow } from "../src/testing/views-contract.ts";

const { values } = parseArgs({ options: { alerts: { type: "string", default: "1000000" }, rows: { type: "string", default: "200000" } } });
const [alerts, rowsAsked] = [Number(values.alerts), Number(values.rows)];
const days = 30;
const startMs = Date.UTC(2026, 4, 1);
const random = openRandom(3);
const below = (end: number) => Math.floor(random() * end);
const stepAlerts = 20_000;

const database = await openDatabase({ ephemeral: true });
const measures = await openMeasures(database);
await measures.open(measureVersion);
await database.pool.query("SELECT 1");

console.log(`${alerts} alerts of ${days} days, 12 sources, 300 rules, 40 strata`);
let began = performance.now();
const state = openMeasuring();
let sequence = 0;
for (let at = 0; at < alerts; at++) {
  const receivedAtMs = startMs + Math.floor((at / alerts) * days * 86_400_000);
  const held: CaseLine = {
    kind: "case",
    id: `case-${at}`,
    openedAtMs: receivedAtMs,
    status: random() < 0.05 ? "escalated" : "closed",
    by: "agent",
    verdict: verdicts[below(4)],
    category: "other",
    agentVerdict: undefined,
    handed: false,
    assignee: undefined,
  };
  const line: AlertLine = {
    kind: "alert",
    id: `a-${at}`,
    receivedAtMs,
    timeMs: receivedAtMs - Math.floor(Math.exp(7 + 3 * random())),
    source: `source-${below(12)}`,
    product: "product",
    rule: `rule-${Math.floor(50 * random() * random() * 6)}`,
    severity: severities[below(5)] ?? "low",
    category: categories[below(8)],
    triagedAtMs: receivedAtMs + Math.floor(Math.exp(5 + 3 * random())),
    background: false,
    caseId: held.id,
    firstVerdictAtMs: receivedAtMs + Math.floor(Math.exp(9 + 4 * random())),
    handed: held.status === "escalated",
  };
  hold(state, held);
  hold(state, line);
  tallyAlert(state, line, 1);
  if (at % 20 === 0) tallyCase(state, held, 1);
  letGo(state, "alert", line.id);
  letGo(state, "case", held.id);
  if ((at + 1) % stepAlerts === 0 || at + 1 === alerts) {
    const place = { world: "watch-000001", sequence: sequence + 1, previous: "", latestMs: receivedAtMs, plainBelow: 0 };
    await measures.put({ before: sequence++, place, ...takeChanges(state), gone: [] });
  }
}
console.log(`counted and kept in ${Math.round(performance.now() - began)} ms`);
await database.pool.query("ANALYZE watchkeeper.measure_tallies");
const { rows: size } = await database.pool.query(
  "SELECT count(*)::int AS rows, pg_total_relation_size('watchkeeper.measure_tallies') AS bytes FROM watchkeeper.measure_tallies",
);
console.log(`${size[0].rows} tallies, ${Math.round(size[0].bytes / 1e6)} MB`);

async function timed(name: string, work: () => Promise<unknown>, times = 15): Promise<void> {
  const took: number[] = [];
  for (let round = 0; round < times; round++) {
    began = performance.now();
    await work();
    took.push(performance.now() - began);
  }
  const sorted = took.toSorted((a, b) => a - b);
  console.log(
    `${name}: p50 ${Math.round(sorted[Math.floor(times / 2)] ?? 0)} ms, p95 ${Math.round(sorted[Math.ceil(times * 0.95) - 1] ?? 0)} ms`,
  );
}

for (const zone of ["UTC", "Asia/Kolkata"]) {
  const asked = { from: new Date(startMs).toISOString(), to: new Date(startMs + days * 86_400_000).toISOString(), zone };
  const period = () => periodOf(asked, startMs);
  await timed(`figures, ${zone}`, () => figuresOf(measures, period(), assumed, { connected: false, currency: null }));
  await timed(`rules, ${zone}`, () => noisyRulesOf(measures, period(), 50));
  await timed(`workload, ${zone}`, () => workloadOf(measures, period()));
}

if (rowsAsked > 0) {
  const views = await openViews({ database, clock: realClock, notices: openNotices(database, realClock) });
  for (let from = 0; from < rowsAsked; from += 1_000) {
    const rows = Array.from({ length: Math.min(1_000, rowsAsked - from) }, (_, at) =>
      exampleAlertRow(`v-${from + at}`, {
        timeMs: startMs + (from + at) * slotMs,
        state: random() < 0.05 ? "escalated" : "closed",
        severity: severities[below(5)] ?? "low",
      }),
    );
    await views.put({ alerts: rows, cases: [], world: "watch-000001", sequence: from + 1 });
  }
  await database.pool.query("ANALYZE watchkeeper.view_alerts");
  const grouped = `SELECT state, severity, category, source, shown::jsonb->>'verdict' AS verdict, count(*),
    percentile_cont(ARRAY[0.5, 0.9, 0.95]) WITHIN GROUP (ORDER BY (shown::jsonb->>'triagedAtMs')::float8 - (shown::jsonb->>'receivedAtMs')::float8)
    FROM watchkeeper.view_alerts WHERE tenant = $1 GROUP BY 1, 2, 3, 4, 5`;
  await timed(`the same flow and one time from ${rowsAsked} rows of lists`, () => database.pool.query(grouped, [database.tenant]), 5);
}
await database.close();
process.exit(0);
