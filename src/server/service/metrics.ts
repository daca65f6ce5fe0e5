import type { CaseRow } from "../../ports/views.ts";
import { ledgerOf } from "../cases/routes.ts";
import type { TenantDesk } from "../desk.ts";
import { iso } from "../http/iso.ts";
import { figureMetrics, metricDays } from "../measures/metrics.ts";
import { type FigurePeriod, periodOf } from "../measures/period.ts";
import { figuresIn } from "../measures/routes.ts";
import { type Metric, prometheusText } from "./prometheus.ts";

const dayMs = 86_400_000;
/** Buckets of how long cases take from their opening to their verdict, seconds. */
const durationBounds = [10, 30, 60, 300, 900, 3_600, 14_400, 86_400];
/** Cases that durations are taken from: the latest. */
const casesMeasuredMax = 500;

type Sources = Awaited<ReturnType<TenantDesk["intake"]["health"]>>;
type Connectors = Awaited<ReturnType<TenantDesk["connectors"]["list"]>>;

/** What is told of the process beside the tenant. */
type Process = {
  readonly memory: () => NodeJS.MemoryUsage;
  readonly uptimeSeconds: () => number;
  /** How often browsers refused something for a page of the console, by directive. */
  readonly refused: ReadonlyMap<string, number>;
  readonly nowMs: () => number;
};

/** What a monitor should see of one tenant, as Prometheus reads it. */
export async function metricsText(desk: TenantDesk, { memory, uptimeSeconds, refused, nowMs }: Process): Promise<string> {
  const period = periodOf({ from: iso(nowMs() - metricDays * dayMs), zone: "UTC" }, nowMs());
  const [ledger, sources, connectors, settled, { running }, figures, alarms] = await Promise.all([
    ledgerOf(desk),
    desk.intake.health(),
    desk.connectors.list(),
    desk.views.cases({ state: ["closed", "escalated", "waiting"] }, { limit: casesMeasuredMax }),
    desk.watch.running(),
    figuresFor(desk, period, nowMs()),
    desk.alarms.state(),
  ]);
  const { rss, heapUsed } = memory();
  return prometheusText([
    {
      name: "watchkeeper_alerts",
      help: "Alerts by where they stand; with the dead letters they are all that were accepted.",
      type: "gauge",
      samples: (["open", "closed", "escalated"] as const).map((state) => ({ labels: { state }, value: ledger[state] })),
    },
    ...figureMetrics(figures, alarms),
    ...sourceMetrics(sources),
    ...connectorMetrics(connectors),
    {
      name: "watchkeeper_case_duration_seconds",
      help: `From opening to verdict, of the latest ${casesMeasuredMax} settled cases.`,
      type: "histogram",
      bounds: durationBounds,
      values: settled.rows.flatMap(durationOf),
    },
    ...writeBackMetrics(desk.writeBack?.counts()),
    {
      name: "watchkeeper_policy_reports_total",
      help: "What browsers refused to do for pages of the console, by directive of the content security policy.",
      type: "counter",
      samples: [...refused].map(([directive, value]) => ({ labels: { directive }, value })),
    },
    one("watchkeeper_watch_running", "1 where somebody watches.", running ? 1 : 0),
    one("process_resident_memory_bytes", "Resident memory of this process.", rss),
    one("watchkeeper_heap_used_bytes", "Used heap of this process.", heapUsed),
    one("watchkeeper_uptime_seconds", "How long this process runs.", Math.floor(uptimeSeconds())),
  ]);
}

type Held = { readonly atMs: number; readonly figures: ReturnType<typeof figuresIn> };
const held = new WeakMap<TenantDesk["measures"], Held>();
/** Figures are made anew when they are this old, however often a monitor asks. Milliseconds. */
const figuresKeptMs = 30_000;

function figuresFor(desk: TenantDesk, period: FigurePeriod, nowMs: number): Held["figures"] {
  const known = held.get(desk.measures);
  if (known && nowMs - known.atMs < figuresKeptMs) return known.figures;
  const figures = figuresIn(desk, period, nowMs);
  held.set(desk.measures, { atMs: nowMs, figures });
  // What could not be made is asked for anew.
  figures.catch(() => held.delete(desk.measures));
  return figures;
}

const one = (name: string, help: string, value: number): Metric => ({ name, help, type: "gauge", samples: [{ value }] });

function writeBackMetrics(counts: { readonly waiting: number; readonly failed: number } | undefined): readonly Metric[] {
  if (!counts) return [];
  return [
    one("watchkeeper_write_back_waiting", "What waits to be written to other products.", counts.waiting),
    one("watchkeeper_write_back_failed", "What could not be written and needs a person.", counts.failed),
  ];
}

function sourceMetrics(sources: Sources): readonly Metric[] {
  const by = (name: string, help: string, type: "counter" | "gauge", value: (each: Sources[number]) => number): Metric => ({
    name,
    help,
    type,
    samples: sources.map((each) => ({ labels: { source: each.source }, value: value(each) })),
  });
  return [
    by("watchkeeper_intake_accepted_total", "Records taken, by source.", "counter", (each) => each.accepted),
    by("watchkeeper_intake_repeated_total", "Records that had come before, by source.", "counter", (each) => each.repeated),
    by("watchkeeper_intake_dead_letters_total", "Records that could not be read, by source.", "counter", (each) => each.deadLettered),
    by("watchkeeper_intake_waiting", "Records that wait for the watch, by source.", "gauge", (each) => each.waiting),
    by("watchkeeper_intake_lag_seconds", "How long the oldest waiting record waits, by source.", "gauge", (each) => each.behindMs / 1_000),
    by("watchkeeper_source_up", "1 where a source runs.", "gauge", (each) => (each.state === "running" ? 1 : 0)),
  ];
}

function connectorMetrics(connectors: Connectors): readonly Metric[] {
  const by = (name: string, help: string, value: (each: Connectors[number]) => number): Metric => ({
    name,
    help,
    type: "counter",
    samples: connectors.map((each) => ({ labels: { connector: each.name }, value: value(each) })),
  });
  return [
    by("watchkeeper_connector_calls_total", "Calls to a connector.", (each) => each.calls),
    by("watchkeeper_connector_failures_total", "Calls to a connector that failed.", (each) => each.failures),
  ];
}

const durationOf = ({ openedAtMs, settledAtMs }: CaseRow): readonly number[] =>
  settledAtMs === undefined ? [] : [Math.max(0, settledAtMs - openedAtMs) / 1_000];
