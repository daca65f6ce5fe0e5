import type { Alert } from "../core/alert/alert.ts";
import type { Category } from "../core/alert/category.ts";
import type { Judgement } from "../core/alert/judgement.ts";
import type { Severity } from "../core/alert/severity.ts";

/**
 * What a scorer may look at. Everything is computed by code; text of the alert is not among it, so that prose cannot argue.
 * `techniquesCount` counts distinct ATT&CK techniques; `ruleAlerts` and `ruleHosts` say how noisy the rule is in this world.
 */
export type AlertFeatures = {
  readonly severity: Severity;
  readonly category: Category;
  readonly ownDetection: boolean;
  readonly techniquesCount: number;
  readonly tactics: readonly string[];
  readonly ruleAlerts: number;
  readonly ruleHosts: number;
  readonly worldHosts: number;
  readonly assetCriticality: "low" | "medium" | "high" | "critical" | "unknown";
  readonly indicators: readonly ("known-bad" | "suspicious" | "known-good")[];
  /** The rarest of the alert's entities, 0 (everywhere) to 1 (here only). */
  readonly rarity: number;
  /** What a judge makes of the event behind the alert. */
  readonly judgement?: Judgement;
  /** True when that judge raised the alert, no rule. */
  readonly raisedByJudge?: boolean;
  /** What the alert's rule and neighbours say by what was learnt from labelled alerts. */
  readonly neighbourhood?: Neighbourhood;
};

/**
 * What a trained model makes of one alert among those around it. `logOdds` are those of an attack being behind it; `reasons` add up to them with
 * the model's own base. `knowledge` says how well the model knows alerts of this rule, 0 (never met anything like it) to 1.
 */
export type Neighbourhood = {
  readonly logOdds: number;
  readonly knowledge: number;
  /** Set where only part of the title is a known rule's: what is made of it may raise an alert and never lower it. */
  readonly raisesOnly?: boolean;
  readonly reasons: readonly { readonly says: string; readonly logOdds: number }[];
  /** What the attacker does, if this is an attack: the likeliest activity. `isLikely`: it is likelier than no attack at all. */
  readonly activity: {
    readonly isLikely: boolean;
    readonly category: Category;
    readonly techniques: readonly string[];
    readonly tactics: readonly string[];
  };
};

/** `contributions` are in natural log-odds and sum, with the base rate, to the log-odds of `maliciousness`. */
export type Score = {
  readonly maliciousness: number;
  readonly severity: Severity;
  readonly contributions: readonly { readonly says: string; readonly logOdds: number }[];
};

/** What of an alert its neighbourhood is made of. Its description, fields and other text that somebody attacked may have written have no part in it. */
export type Neighbour = Pick<Alert, "timeMs" | "product" | "title" | "host" | "observables">;

/**
 * Gives an alert its first maliciousness. The transparent scorecard is one; a trained one also looks at the alert's neighbours:
 * `openNeighbours` takes all alerts that are known, in order of time, and answers for one of them by its place. Places are asked for in ascending
 * order; some may be left out. What it answers depends on times, rules and hosts alone, not on the order of alerts of one instant.
 */
export type AlertScorer = {
  readonly name: string;
  readonly score: (features: AlertFeatures) => Score;
  readonly openNeighbours?: (alerts: readonly Neighbour[]) => (at: number) => Neighbourhood;
};
