import type { z } from "zod";
import { type Alarms, standingAlarms, watchedShares } from "../../core/alarm/alarm.ts";
import type { Durations, EscalationRate, Share } from "../../core/measure/figure.ts";
import type { Figures } from "../contract/measures.ts";
import type { Metric, Sample } from "../service/prometheus.ts";

type Shown = z.input<typeof Figures>;
type Labels = Readonly<Record<string, string>>;

/** Days of which the figures for monitors are. */
export const metricDays = 30;

const gauge = (name: string, help: string, samples: readonly Sample[]): Metric => ({ name, help, type: "gauge", samples });

/** A share with its interval; what was not measured has no number. */
const shareSamples = (labels: Labels, share: Share): Sample[] =>
  Object.entries(
    share.measured
      ? { share: share.share, low: share.interval[0], high: share.interval[1] }
      : { share: Number.NaN, low: Number.NaN, high: Number.NaN },
  ).map(([part, value]) => ({ labels: { ...labels, part }, value }));

/** The share of closings that the bound speaks for. */
const coverShare = ({ covered, closed }: { readonly covered: number; readonly closed: number }) => (closed === 0 ? 1 : covered / closed);

/** The escalation rate and what it must not be shown without, under one name: whoever asks for it gets all of it. */
const escalationSamples = (labels: Labels, { rate, missedThreat, insufficientData }: EscalationRate): Sample[] => [
  ...shareSamples(labels, rate),
  { labels: { ...labels, part: "missed_threat_upper_bound" }, value: missedThreat.measured ? missedThreat.upperBound : Number.NaN },
  { labels: { ...labels, part: "missed_threat_cover" }, value: missedThreat.measured ? coverShare(missedThreat.cover) : Number.NaN },
  { labels: { ...labels, part: "insufficient_data" }, value: insufficientData.measured ? insufficientData.share : Number.NaN },
];

const durationSamples = (labels: Labels, durations: Durations): Sample[] => {
  const none = { mean: Number.NaN, p50: Number.NaN, p90: Number.NaN, p95: Number.NaN };
  const parts = durations.measured ? { mean: durations.meanMs, p50: durations.p50Ms, p90: durations.p90Ms, p95: durations.p95Ms } : none;
  return Object.entries(parts).map(([part, ms]) => ({ labels: { ...labels, part }, value: ms / 1_000 }));
};

const of = `of the last ${metricDays} days`;

/** The figures of the last 30 days for monitors. Sources and classes stay with the API: a series of each would be too many. */
export const figureMetrics = (figures: Shown, alarms: Alarms): readonly Metric[] => [
  ...shareMetrics(figures),
  ...timeMetrics(figures),
  ...otherMetrics(figures),
  ...alarmMetrics(alarms),
];

function shareMetrics({ escalation, autoClose, coverage, hostileText, override, volume, falseContainment }: Shown): readonly Metric[] {
  const shares = {
    auto_close: autoClose.all,
    coverage: coverage.all,
    hostile_text: hostileText.all,
    override: override.rate,
    volume_reduction: volume.reduction,
  };
  return [
    gauge(
      "watchkeeper_escalation_ratio",
      `Escalation rate ${of} with its interval, the missed-threat upper bound, the share of closings that it covers and the share of insufficient data; NaN is not measured.`,
      [
        ...escalationSamples({ severity: "all" }, escalation.all),
        ...escalation.bySeverity.flatMap((each) => escalationSamples({ severity: each.severity }, each.escalation)),
      ],
    ),
    gauge(
      "watchkeeper_kpi_ratio",
      `Shares ${of} with their intervals; NaN is not measured.`,
      Object.entries(shares).flatMap(([kpi, share]) => shareSamples({ kpi }, share)),
    ),
    gauge("watchkeeper_false_containment_ratio", `Containment that was wrong ${of}, by tier.`, [
      ...shareSamples({ tier: "all" }, falseContainment.all),
      ...falseContainment.byTier.flatMap(({ tier, share }) => shareSamples({ tier: String(tier) }, share)),
    ]),
  ];
}

const timeMetrics = ({ times, approval }: Shown): readonly Metric[] => [
  gauge("watchkeeper_time_seconds", `How long alerts and containment took ${of}; NaN is not measured.`, [
    ...Object.entries(times).flatMap(([kpi, { all, bySeverity }]) => [
      ...durationSamples({ kpi, severity: "all" }, all),
      ...bySeverity.flatMap((each) => durationSamples({ kpi, severity: each.severity }, each.durations)),
    ]),
  ]),
  gauge("watchkeeper_approval_seconds", `How long people took to decide on containment ${of}, by tier.`, [
    ...durationSamples({ tier: "all" }, approval.all),
    ...approval.byTier.flatMap((each) => durationSamples({ tier: String(each.tier) }, each.durations)),
  ]),
];

function otherMetrics({ flow: { definition: _, ...counts }, verdicts, models }: Shown): readonly Metric[] {
  return [
    gauge(
      "watchkeeper_alerts_accepted",
      `What became of alerts ${of}.`,
      Object.entries(counts).map(([end, value]) => ({ labels: { end }, value })),
    ),
    gauge("watchkeeper_verdict_drift", `Population stability index of verdicts ${of} against the time before; NaN is not measured.`, [
      { value: verdicts.drift.measured ? verdicts.drift.index : Number.NaN },
    ]),
    gauge(
      "watchkeeper_model_per_alert",
      `What language models took per alert ${of}: tokens, seconds, money.`,
      (["tokens", "seconds", "cost"] as const).map((part) => ({
        labels: { part },
        value: models.perAlert.measured ? models.perAlert[part] : Number.NaN,
      })),
    ),
  ];
}

function alarmMetrics(alarms: Alarms): readonly Metric[] {
  const standing = standingAlarms(alarms);
  const is = (kind: string, name: string, direction: string) =>
    standing.some(
      ({ finding: { about, direction: goes } }) =>
        goes === direction && about.kind === kind && (about.kind === "source" ? about.source : about.share) === name,
    );
  const both = (kind: "source" | "share", names: readonly string[]) =>
    names.flatMap((name) =>
      ["falls", "rises"].map((direction) => ({ labels: { [kind]: name, direction }, value: is(kind, name, direction) ? 1 : 0 })),
    );
  return [
    gauge(
      "watchkeeper_source_alarm",
      "1 while a source hands over less or more than is usual at this time of the week.",
      both("source", [...alarms.counts.keys()].toSorted()),
    ),
    gauge(
      "watchkeeper_share_alarm",
      "1 while a share of verdicts is lower or higher than in the weeks before.",
      both("share", watchedShares),
    ),
  ];
}
