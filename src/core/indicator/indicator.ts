import type { ObservableType } from "../observable/observable.ts";

/** What a list says of what it names: seen in attacks, odd but not damning, or known to be ordinary (allow lists, warning lists). */
export const indicatorKinds = ["known-bad", "suspicious", "known-good"] as const;
/** One word of `indicatorKinds`: how an indicator judges whatever it matches. */
export type IndicatorKind = (typeof indicatorKinds)[number];

/**
 * A pattern known to suggest an attack, or to rule one out, with its source and validity (glossary: indicator; STIX 2.1 section 4.7).
 * `match` "value" compares by `observableKey`, "suffix" a domain and all below it, "range" addresses of a CIDR range.
 */
export type Indicator = {
  readonly kind: IndicatorKind;
  readonly match: "value" | "suffix" | "range";
  readonly type: ObservableType;
  readonly value: string;
  /** Who says so: the name of the list or feed. */
  readonly source: string;
  /** Milliseconds since the epoch, UTC: since when it is said, and when its author takes it back. */
  readonly validFromMs: number | undefined;
  readonly validUntilMs: number | undefined;
  /** 0 to 1, as the source says; 0.5 when it does not. */
  readonly confidence: number;
  readonly labels: readonly string[];
  /** How far it may travel, as the source marks it: "TLP:AMBER" …; undefined when it says nothing. */
  readonly marking: string | undefined;
};

/** Bounds on one indicator file. */
export const indicatorLimits = {
  fileLengthMax: 256 * 1_048_576,
  indicatorsMax: 2_000_000,
  valueLengthMax: 4_096,
  labelsMax: 32,
  labelLengthMax: 128,
  patternLengthMax: 16_384,
  pairsPerPatternMax: 200,
} as const;

const dayMs = 86_400_000;
/** How long an indicator without an end of its own is believed: addresses change hands, files do not. */
export const lifetimesMs: Readonly<Partial<Record<ObservableType, number>>> = {
  ip: 180 * dayMs,
  domain: 365 * dayMs,
  url: 180 * dayMs,
  email: 365 * dayMs,
};

/** When it ends: as its author says, else by age and type; undefined for never. */
export function endsAtMs({ validUntilMs, validFromMs, type, kind }: Indicator): number | undefined {
  if (validUntilMs !== undefined) return validUntilMs;
  const lifetimeMs = lifetimesMs[type];
  return kind === "known-good" || validFromMs === undefined || lifetimeMs === undefined ? undefined : validFromMs + lifetimeMs;
}
