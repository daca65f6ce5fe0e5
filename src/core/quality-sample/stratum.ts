import { z } from "zod";
import { severities } from "../alert/severity.ts";

/** How much hangs on what a case is about, the most first; "unknown" where the inventory knows nothing of it. */
export const sampledCriticalities = ["critical", "high", "medium", "low", "unknown"] as const;

/**
 * What sampled cases are told apart by: the class of the alert that opened it, the severity that the agent gave it, the way on which it was closed (its
 * playbook), and how critical the most critical of its assets is.
 */
export const Stratum = z.strictObject({
  class: z.string().max(421),
  severity: z.enum(severities),
  path: z.string().max(120),
  criticality: z.enum(sampledCriticalities),
});
/** A stratum. */
export type Stratum = z.infer<typeof Stratum>;

/** The most strata to which a plan gives a share of their own; all others are rare. */
export const plannedStrataMax = 2_000;
const share = z.number().min(0).max(1);

/** Which share of each stratum is drawn in an epoch. Settled before the first closure of the epoch, so that nobody chooses a share knowing what it draws. */
export const SamplePlan = z.strictObject({
  /** No stratum is drawn less than this. */
  base: share,
  /** Of a stratum that the plan does not name. */
  rare: share,
  /** At least this where severity or asset is high or critical. */
  highRisk: share,
  shares: z.array(z.tuple([z.string(), share])).max(plannedStrataMax),
  /** The share of drawn closures that a second person judges too, and of those that a gold alert is made after. */
  second: share,
  gold: share,
});
/** A plan of an epoch. */
export type SamplePlan = z.infer<typeof SamplePlan>;

/** One key of a stratum; two strata never share one. */
export const stratumKey = ({ class: of, severity, path, criticality }: Stratum): string =>
  JSON.stringify([of, severity, path, criticality]);

/** Whether much is lost where it is missed. */
export const isHighRisk = ({ severity, criticality }: Stratum): boolean =>
  severity === "high" || severity === "critical" || criticality === "high" || criticality === "critical";

const sharesOf = new WeakMap<SamplePlan, ReadonlyMap<string, number>>();

/** The chance with which a closure of a stratum is drawn, 0 to 1. */
export function shareOf(plan: SamplePlan, stratum: Stratum): number {
  const shares = sharesOf.get(plan) ?? new Map(plan.shares);
  sharesOf.set(plan, shares);
  const planned = shares.get(stratumKey(stratum)) ?? plan.rare;
  return Math.max(plan.base, planned, isHighRisk(stratum) ? plan.highRisk : 0);
}
