/** The most series of one metric; what is beyond is added up under `other`. */
export const seriesMax = 200;
const labelLengthMax = 100;

/** One value with its labels. */
export type Sample = { readonly labels?: Readonly<Record<string, string>>; readonly value: number };
/** A metric with its samples. Names and helps are ours; label values may come from a configuration. */
export type Metric =
  | { readonly name: string; readonly help: string; readonly type: "counter" | "gauge"; readonly samples: readonly Sample[] }
  | {
      readonly name: string;
      readonly help: string;
      readonly type: "histogram";
      readonly bounds: readonly number[];
      readonly values: readonly number[];
    };

/** Metrics in Prometheus' text format 0.0.4. */
export function prometheusText(metrics: readonly Metric[]): string {
  return metrics.map((metric) => `# HELP ${metric.name} ${metric.help}\n# TYPE ${metric.name} ${metric.type}\n${linesOf(metric)}`).join("");
}

function linesOf(metric: Metric): string {
  if (metric.type === "histogram") return histogram(metric);
  return bounded(metric.samples)
    .map(({ labels, value }) => `${metric.name}${labelsOf(labels)} ${numberOf(value)}\n`)
    .join("");
}

function histogram({ name, bounds, values }: Extract<Metric, { type: "histogram" }>): string {
  const buckets = bounds.map((bound) => `${name}_bucket{le="${bound}"} ${values.filter((value) => value <= bound).length}\n`);
  const sum = values.reduce((total, value) => total + value, 0);
  return `${buckets.join("")}${name}_bucket{le="+Inf"} ${values.length}\n${name}_sum ${numberOf(sum)}\n${name}_count ${values.length}\n`;
}

/** No more series than may be: the rest is added up, so that a sum over all stays right. */
function bounded(samples: readonly Sample[]): readonly Sample[] {
  if (samples.length <= seriesMax) return samples;
  const rest = samples.slice(seriesMax - 1);
  const labels = Object.fromEntries(Object.keys(rest[0]?.labels ?? {}).map((name) => [name, "other"]));
  return [...samples.slice(0, seriesMax - 1), { labels, value: rest.reduce((sum, { value }) => sum + value, 0) }];
}

function labelsOf(labels: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

const escaped = (value: string) =>
  [...value]
    .slice(0, labelLengthMax)
    .join("")
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n")
    // A line may end at more than its own mark.
    .replaceAll(/[\p{Cc}\u2028\u2029]/gu, " ");

const numberOf = (value: number) => (Number.isNaN(value) ? "NaN" : value === Number.POSITIVE_INFINITY ? "+Inf" : String(value));
