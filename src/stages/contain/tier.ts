import { type Severity, severityRank } from "../../core/alert/severity.ts";
import { type ContainmentVerb, type Tier, undoOf } from "../../core/containment/action.ts";

/** A reason for a tier, as the end of "tier 2 because …". */
export type Floor = { readonly tier: Tier; readonly because: string };

/** What decides the tier of an action (invariants.md 5.1). */
export type Gravity = {
  readonly verb: ContainmentVerb;
  readonly severity: Severity;
  readonly isProtected: boolean;
  /** What the target is and who would feel it, each as the tier that it asks for by itself. */
  readonly floors: readonly Floor[];
  /** Why it may not run without a person although it is small, in words. */
  readonly doubts: readonly string[];
  /** What raises it by one each, in words: an unknown asset, an old inventory, a budget that is nearly used. */
  readonly raises: readonly string[];
};

/** Tier 3 is as far as doubts and raises go: tier 4 is protection, and opens by breaking the glass alone. */
const raisedMax = 3;

/**
 * The tier, with the sentence that names what tipped it. 0 reads; 1 runs by itself, and takes high severity and no doubt; 2 takes a person; 3 is critical,
 * shared, felt by many or cannot be undone; 4 is protected. What raises only ever raises.
 */
export function tierOf({ verb, severity, isProtected, floors, doubts, raises }: Gravity): { readonly tier: Tier; readonly says: string } {
  if (verb === "collect-evidence") return { tier: 0, says: "tier 0 because it reads only" };
  if (isProtected) return { tier: 4, says: "tier 4 because it is protected: break-glass only" };
  const asked: Floor[] = [...floors];
  if (undoOf[verb] === undefined) asked.push({ tier: 3, because: "it cannot be undone" });
  for (const because of doubts) asked.push({ tier: 2, because });
  if (severityRank(severity) < severityRank("high")) asked.push({ tier: 2, because: `the case is only of ${severity} severity` });
  const tip = asked.reduce<Floor>((most, each) => (each.tier > most.tier ? each : most), {
    tier: 1,
    because: "it is one target of little weight and can be undone",
  });
  const tier = Math.max(tip.tier, Math.min(tip.tier + raises.length, raisedMax)) as Tier;
  const raised = tier > tip.tier ? `, raised because ${raises.join(" and ")}` : "";
  return { tier, says: `tier ${tier} because ${tip.because}${raised}` };
}
