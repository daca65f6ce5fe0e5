import { severityRank } from "../alert/severity.ts";
import { approversOf, type Tier } from "./action.ts";
import { budgetHighShare, useOf } from "./budget.ts";
import { entryOf } from "./catalogue.ts";
import type { ContainmentContext } from "./command.ts";
import type { Assessed, Containment, ContainmentAction, Rejection } from "./containment.ts";
import { rejectedKey } from "./key.ts";
import { protectionOf } from "./protected.ts";

/** The fewest products that must have seen a target before it is acted on without a person. */
export const sourcesMin = 2;

/** What an action needs before it may begin. Policy may ask for more than the core does, and never for less. */
export type Requirement = {
  readonly tier: Tier;
  /** Distinct people, each with a key of their own. */
  readonly approvers: number;
  /** One of them must be a lead. */
  readonly lead: boolean;
  readonly breakGlass: boolean;
  /** Why it may not run without a person, or why only by break-glass, in words; empty where nothing keeps it from running. */
  readonly because: readonly string[];
};

/**
 * The tier that the core holds an action to, whatever it was assessed as: what reads is 0, what changes something is 1 at least, what nobody can bring back
 * is 3 at least, what is protected is 4. Tier 1 runs without a person, so it takes high severity, two sources, a target that the inventory knows, an end in
 * time; what lacks one of them is tier 2. A budget that is nearly used and a tripped breaker take a person too, without changing the tier; what a person
 * rejected before takes one more than it did then.
 */
export function requirementOf(action: ContainmentAction, assessed: Assessed, state: Containment, context: ContainmentContext): Requirement {
  const { verb } = action;
  const entry = entryOf(verb);
  const because: string[] = [];
  let tier = entry.reads ? assessed.tier : atLeast(1, assessed.tier);
  const raise = (to: Tier, why: string | false | undefined) => {
    if (why === false || why === undefined) return;
    because.push(why);
    tier = atLeast(to, tier);
  };
  if (!entry.reads) {
    const protectedBy = protectionOf(action.target, context) ?? (assessed.blastRadius.protected ? "the inventory marks it" : undefined);
    raise(4, protectedBy && `it is protected: ${protectedBy}`);
    raise(3, entry.undo === null && "nothing brings it back");
    for (const doubt of doubtsOf(action, assessed)) raise(2, doubt);
  }
  const crowded = entry.reads ? undefined : crowdingOf(action, assessed, state, context);
  if (crowded !== undefined) because.push(crowded);
  const no = state.rejections.get(rejectedKey(action));
  if (no) because.push(`${no.id} was the same and was rejected by ${no.by}: ${no.because}`);
  return {
    tier,
    approvers: Math.max(assessed.approvers, approversOf[tier], crowded === undefined ? 0 : 1, no === undefined ? 0 : overruling(no)),
    lead: tier === 3,
    breakGlass: tier === 4,
    because,
  };
}

/** What a person said no to takes one person more than it did, up to the two of tier 3: a small team must still be able to change its mind. */
const overruling = ({ approvers }: Rejection) => Math.min(approversOf[3], approvers + 1);

function crowdingOf(action: ContainmentAction, assessed: Assessed, state: Containment, context: ContainmentContext): string | undefined {
  if (state.breakers.has(assessed.assetClass)) return `the breaker for ${assessed.assetClass} is tripped`;
  return useOf(action, assessed, state, context).share >= budgetHighShare ? "a budget is nearly used up" : undefined;
}

/** Why a small action does not run without a person. */
function doubtsOf({ severity, sources, releaseAfterMs }: ContainmentAction, { blastRadius }: Assessed): (string | false)[] {
  return [
    severityRank(severity) < severityRank("high") && `the case is only of ${severity} severity`,
    new Set(sources).size < sourcesMin && `fewer than ${sourcesMin} sources name the target`,
    releaseAfterMs === null && "nothing would end it in time",
    !blastRadius.known && "the inventory does not know the target",
  ];
}

const atLeast = (floor: Tier, tier: Tier): Tier => (tier < floor ? floor : tier);
