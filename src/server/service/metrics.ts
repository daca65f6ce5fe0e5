import type { CaseRow } from "../../ports/views.ts";
import { ledgerOf } from "../cases/routes.ts";
import type { TenantDesk } from "../desk.ts";
import { type Metric, prometheusText } from "./prometheus.ts";

/** Buckets of how long cases take from their opening to their verdict, seconds. */
const durationBounds = [10, 30, 60, 300, 900, 3_600, 14_400, 86_400];
/** Cases that durations are taken from: the latest. */
const casesMeasuredMax = 500;

/** What a monitor should see of one tenant, as Prometheus reads it. */
export async function metricsText(desk: TenantDesk, memory: () => NodeJS.MemoryUsage, uptimeSeconds: () => number): Promise<string> {
  const [ledger, sources, connectors, settled, { running }] = await Promise.all([
    ledgerOf(desk),
    desk.intake.health(),
    desk.connectors.list(),
    desk.views.cases({ state: ["closed", "escalated"] }, { limit: casesMeasuredMax }),
    desk.watch.running(),
  ]);
  const { rss, heapUsed } = memory();
  const bySource = (name: string, help: string, type: "counter" | "gauge", value: (each: (typeof sources)[number]) => number): Metric => ({
    name,
    help,
    type,
    samples: sources.map((each) => ({ labels: { source: each.source }, value: value(each) })),
  });
  return prometheusText([
    {
      name: "watchkeeper_alerts",
      help: "Alerts by where they stand; with the dead letters they are all that were accepted.",
      type: "gauge",
      samples: (["open", "closed", "escalated"] as const).map((state) => ({ labels: { state }, value: ledger[state] })),
    },
    bySource("watchkeeper_intake_accepted_total", "Records taken, by source.", "counter", (each) => each.accepted),
    bySource("watchkeeper_intake_repeated_total", "Records that had come before, by source.", "counter", (each) => each.repeated),
    bySource("watchkeeper_intake_dead_letters_total", "Records that could not be read, by source.", "counter", (each) => each.deadLettered),
    bySource("watchkeeper_intake_waiting", "Records that wait for the watch, by source.", "gauge", (each) => each.waiting),
    bySource(
      "watchkeeper_intake_lag_seconds",
      "How long the oldest waiting record waits, by source.",
      "gauge",
      (each) => each.behindMs / 1_000,
    ),
    bySource("watchkeeper_source_up", "1 where a source runs.", "gauge", (each) => (each.state === "running" ? 1 : 0)),
    {
      name: "watchkeeper_connector_calls_total",
      help: "Calls to a connector.",
      type: "counter",
      samples: connectors.map(({ name, calls }) => ({ labels: { connector: name }, value: calls })),
    },
    {
      name: "watchkeeper_connector_failures_total",
      help: "Calls to a connector that failed.",
      type: "counter",
      samples: connectors.map(({ name, failures }) => ({ labels: { connector: name }, value: failures })),
    },
    {
      name: "watchkeeper_case_duration_seconds",
      help: `From opening to verdict, of the latest ${casesMeasuredMax} settled cases.`,
      type: "histogram",
      bounds: durationBounds,
      values: settled.rows.flatMap(durationOf),
    },
    { name: "watchkeeper_watch_running", help: "1 where somebody watches.", type: "gauge", samples: [{ value: running ? 1 : 0 }] },
    { name: "process_resident_memory_bytes", help: "Resident memory of this process.", type: "gauge", samples: [{ value: rss }] },
    { name: "watchkeeper_heap_used_bytes", help: "Used heap of this process.", type: "gauge", samples: [{ value: heapUsed }] },
    {
      name: "watchkeeper_uptime_seconds",
      help: "How long this process runs.",
      type: "gauge",
      samples: [{ value: Math.floor(uptimeSeconds()) }],
    },
  ]);
}

const durationOf = ({ openedAtMs, settledAtMs }: CaseRow): readonly number[] =>
  settledAtMs === undefined ? [] : [Math.max(0, settledAtMs - openedAtMs) / 1_000];
