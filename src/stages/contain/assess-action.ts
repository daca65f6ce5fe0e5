import type { InventoryIndex } from "../../core/asset/inventory-index.ts";
import { approversOf, type Tier } from "../../core/containment/action.ts";
import type { Assessed } from "../../core/containment/containment.ts";
import type { ContainmentRole } from "../../core/containment/orders.ts";
import type { Actor } from "../../core/person/person.ts";
import type { PolicyDecision, PolicyEngine } from "../../ports/policy.ts";
import { measure, weigh } from "./blast-radius.ts";
import type { Standing } from "./measured.ts";
import { type ActionFacts, requestFor, sourcesIn } from "./request-for.ts";
import { sameTarget } from "./resolve.ts";

/** How far budgets are used for a class just now, both 0 to 1: what share of the class is contained, and the fullest of all budgets that would count the action. */
export type Usage = { readonly containedShare: number; readonly budgetUse: number };

/** All that an assessment rests on; the same facts give the same assessment. */
export type Assessing = {
  readonly action: ActionFacts;
  /** How many targets the case names for the same verb, this one counted. */
  readonly targets: number;
  readonly inventory: InventoryIndex;
  readonly inventoryDigest: string;
  /** Over standing orders and policies. */
  readonly ordersDigest: string;
  readonly policy: PolicyEngine;
  /** Whether standing orders protect the target, beside what the inventory says. */
  readonly isProtected: boolean;
  readonly requester: Actor;
  /** The roles of each person who approved so far; none when it is proposed. */
  readonly approvals: readonly (readonly ContainmentRole[])[];
  readonly breakGlass: boolean;
  /** Asked with the class of the target and how many of it the inventory knows. */
  readonly usage: (assetClass: string, classSize: number) => Usage;
  /** Handle ids of all that is contained now. */
  readonly contained: Standing;
  /** Milliseconds; what the age of the inventory and the time of day are told by. */
  readonly nowMs: number;
};

/** An inventory older than this raises the tier (invariants.md 5.1), and so does one that does not say how old it is. */
export const graphAgeMsMax = 24 * 3_600_000;
/** An inventory that claims to be from the future by more than clocks differ does not know its age. */
const clockSkewMsMax = 300_000;
/** From this share of a budget on, what still fits takes more people. */
export const budgetNearlyUsed = 0.8;
/** An action that runs without a person takes this many independent sources that name its target. */
export const sourcesMin = 2;

/**
 * What an action means at this moment: counted anew whenever it is proposed and again in the transaction that records the intent. Policy is asked last and
 * can only add: more approvers, or no. `graphAgeMs` grows with every moment and by itself voids nothing; what it changes is the tier.
 */
export function assessAction(assessing: Assessing): Assessed {
  const { action, inventory, nowMs } = assessing;
  const { verb, target, severity } = action;
  const measured = measure(target.kind, target.name, target.host, inventory, assessing.contained);
  const classSize = measured.assetClass.startsWith("unknown") ? 0 : inventory.graph().sizeOf(measured.assetClass);
  const { containedShare, budgetUse } = assessing.usage(measured.assetClass, classSize);
  const graphAgeMs = ageOf(inventory, nowMs);
  const { tier, blastRadius } = weigh({
    verb,
    severity,
    measured,
    isProtected: assessing.isProtected,
    doubts: doubtsOf(action, assessing.targets),
    raises: raisesOf(graphAgeMs, budgetUse),
    live: { graphAgeMs, containedShare },
  });
  const { requester, approvals, breakGlass } = assessing;
  const { assetClass } = measured;
  const decision = assessing.policy.decide(requestFor({ action, assetClass, tier, blastRadius, requester, approvals, breakGlass, nowMs }));
  const moved = sameTarget(target, inventory);
  const approvers = Math.max(approversOf[tier], decision.approvers);
  const isEnough = assessing.approvals.length < approvers || decision.permittedNow;
  return {
    tier,
    approvers,
    blastRadius,
    assetClass: measured.assetClass,
    classSize,
    inventory: assessing.inventoryDigest,
    orders: assessing.ordersDigest,
    allowed: decision.allowed && isEnough && moved === undefined,
    because: sentencesOf(tier, blastRadius.says, approvers, decision, moved),
  };
}

function ageOf({ asOfMs }: InventoryIndex, nowMs: number): number | null {
  if (asOfMs === null || !Number.isFinite(asOfMs) || asOfMs > nowMs + clockSkewMsMax) return null;
  return Math.max(nowMs - asOfMs, 0);
}

/** Why it may not run by itself, small as it is: one source's word, several targets, or no end of its own (invariants.md 5.1, T1). */
function doubtsOf(action: ActionFacts, targets: number): string[] {
  const doubts: string[] = [];
  if (targets > 1) doubts.push("it is one of several targets");
  if (sourcesIn(action) < sourcesMin) doubts.push("only one source names it");
  if (action.releaseAfterMs === null) doubts.push("it would not end by itself");
  return doubts;
}

function raisesOf(graphAgeMs: number | null, budgetUse: number): string[] {
  const raises: string[] = [];
  if (graphAgeMs === null) raises.push("the inventory does not say how old it is");
  else if (graphAgeMs > graphAgeMsMax) raises.push(`the inventory is ${Math.floor(graphAgeMs / 3_600_000)} hours old`);
  if (budgetUse >= budgetNearlyUsed) raises.push(`${Math.floor(budgetUse * 100)} % of a budget is used`);
  return raises;
}

function sentencesOf(tier: Tier, says: string, approvers: number, decision: PolicyDecision, moved: string | undefined): string[] {
  const people = approvers === 0 ? "needs no approver" : approvers === 1 ? "needs 1 approver" : `needs ${approvers} approvers`;
  const sentences = [says, ...(moved === undefined ? [] : [moved])];
  if (!decision.allowed) return [...sentences, ...decision.because.map((each) => `not allowed because ${each}`)];
  // What policies ask for less than, the tier asks for all the same.
  if (decision.approvers < approvers) sentences.push(`${people} because tier ${tier} takes them, whatever the policies say`);
  const how = decision.approvers < approvers ? "permitted" : people;
  return [...sentences, ...decision.because.map((each) => `${how} because ${each}`)];
}
