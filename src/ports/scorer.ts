import type { Category } from "../core/alert/category.ts";
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
};

/** `contributions` are in natural log-odds and sum, with the base rate, to the log-odds of `maliciousness`. */
export type Score = {
  readonly maliciousness: number;
  readonly severity: Severity;
  readonly contributions: readonly { readonly says: string; readonly logOdds: number }[];
};

/** Gives an alert its first maliciousness. The transparent scorecard is one; trained models come behind the same port. */
export type AlertScorer = { readonly name: string; readonly score: (features: AlertFeatures) => Score };
