/** Values that a span or a measurement may have: names of ours or of the configuration, codes and numbers. Nothing that came from outside. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** Where a span belongs: W3C Trace Context ids in lower-case hex, 32 and 16 digits. */
export type TraceContext = { readonly traceId: string; readonly spanId: string };

/** What a service does with one thing, from when to when; `failed` is the code of what went wrong. */
export type FinishedSpan = {
  readonly name: "intake" | "triage" | "case" | "question" | "contain" | "write-back" | "request";
  readonly context: TraceContext;
  readonly parent?: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Attributes;
  readonly failed?: string;
};

/** What is counted and measured. Counts only grow; measurements are milliseconds, kept as a distribution; levels are what is so just now. */
export const metrics = {
  "watchkeeper.intake.records": "count",
  "watchkeeper.intake.refused": "count",
  "watchkeeper.triage.delay": "measure",
  "watchkeeper.case.duration": "measure",
  "watchkeeper.question.duration": "measure",
  "watchkeeper.write.duration": "measure",
  "watchkeeper.request.duration": "measure",
  "watchkeeper.source.behind": "level",
  "watchkeeper.process.memory": "level",
  "watchkeeper.telemetry.dropped": "count",
} as const;
/** One of `metrics`. */
export type Metric = keyof typeof metrics;

/** Where spans and measurements go. Never waits, never throws, and holds a bounded amount: what does not fit is dropped and counted. */
export type Telemetry = {
  /** False where nobody listens: whoever would work for a span need not. */
  readonly on: boolean;
  readonly span: (span: FinishedSpan) => void;
  readonly record: (metric: Metric, value: number, attributes: Attributes) => void;
  readonly close: () => Promise<void>;
};

/** Telemetry that goes nowhere. */
export const noTelemetry: Telemetry = { on: false, span: () => {}, record: () => {}, close: async () => {} };
