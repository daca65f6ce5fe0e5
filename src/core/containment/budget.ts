import { entryOf } from "./catalogue.ts";
import type { ContainmentContext } from "./command.ts";
import type { ActionState, Assessed, Containment, ContainmentAction, Intent } from "./containment.ts";
import { isWithinHour } from "./record-time.ts";
import { isGoneForGood } from "./standing.ts";

/** From this share of any budget on, the next action is a tier higher. */
export const budgetHighShare = 0.8;

/** How much of the budgets an action would find used. */
export type BudgetUse = {
  /** The fullest of the budgets that it falls under, 0 to 1 and more. */
  readonly share: number;
  /** Of its class, contained at this time; 0 for a class that has no size. */
  readonly containedShare: number;
  /** Which budgets have no room for it, in words; empty where it fits. */
  readonly beyond: readonly string[];
};

type Limit = { readonly used: number; readonly max: number; readonly says: string };

/**
 * What is used of every budget that this action falls under: effects within an hour for the tenant, its rules, its sources and its class, and what of its
 * class stands contained at this time. An effect counts from its intent on, whatever came of it; only an undo or release that was read back gives room
 * again, and that only to what stands, never to the hour. What reads, and what was so before us, counts nowhere.
 */
export function useOf(
  action: Pick<ContainmentAction, "id" | "verb" | "target" | "rules" | "sources">,
  { assetClass, classSize }: Pick<Assessed, "assetClass" | "classSize">,
  state: Containment,
  context: Pick<ContainmentContext, "nowMs" | "clockMs" | "orders">,
): BudgetUse {
  if (entryOf(action.verb).reads) return { share: 0, containedShare: 0, beyond: [] };
  const standing = standingIn(state, assetClass, action);
  const outside = assetClass === "outsider";
  const limits = [
    ...hourLimits(action, { assetClass, classSize }, state, context),
    outside
      ? { used: standing, max: context.orders.budgets["standing-max"], says: "outsiders blocked at one time" }
      : {
          used: standing,
          max: classMax(context.orders.budgets["standing-share"], classSize),
          says: `of ${assetClass} contained at one time`,
        },
  ];
  return {
    share: Math.max(...limits.map(({ used, max }) => (max === 0 ? 1 : used / max))),
    containedShare: outside || classSize === 0 ? 0 : Math.min(1, standing / classSize),
    beyond: limits.filter(({ used, max }) => used >= max).map(({ used, max, says }) => `${used} ${says}, and ${max} are allowed`),
  };
}

function hourLimits(
  action: Pick<ContainmentAction, "id" | "rules" | "sources">,
  { assetClass, classSize }: Pick<Assessed, "assetClass" | "classSize">,
  state: Containment,
  { nowMs, clockMs = nowMs, orders: { budgets } }: Pick<ContainmentContext, "nowMs" | "clockMs" | "orders">,
): Limit[] {
  const recent = countedOf(state).filter(({ held }) => held.action.id !== action.id && isRecent(held, state, clockMs));
  const count = (counted: (each: Counted) => boolean) => recent.filter(counted).length;
  const ofClass = Math.min(budgets["per-hour"], classMax(budgets["class-share-per-hour"], classSize));
  return [
    { used: recent.length, max: budgets["per-hour"], says: "effects within an hour" },
    ...(assetClass === "outsider"
      ? []
      : [
          {
            used: count(({ effect }) => effect.assessed.assetClass === assetClass),
            max: ofClass,
            says: `of ${assetClass} within an hour`,
          },
        ]),
    ...[...new Set(action.rules)].map((rule) => ({
      used: count(({ held }) => held.action.rules.includes(rule)),
      max: budgets["per-rule-per-hour"],
      says: "on the word of one rule within an hour",
    })),
    ...[...new Set(action.sources)].map((source) => ({
      used: count(({ held }) => held.action.sources.includes(source)),
      max: budgets["per-source-per-hour"],
      says: "on the word of one source within an hour",
    })),
  ];
}

// At least one may be: a class of ten has a share of less than one. 29 % of 100 are 29, whatever binary fractions make of it.
const classMax = (share: number, size: number) => Math.max(1, Math.floor(share * size + 1e-9));

/** The intent of the effect itself, the last attempt; undefined where none was recorded. */
export function effectOf({ intents }: Pick<ActionState, "intents">): Intent | undefined {
  return intents.findLast(({ of }) => of === "effect");
}

/** An action that counts, with the last attempt at its effect. */
type Counted = { readonly held: ActionState; readonly effect: Intent };

/** Every attempt that may have changed something counts, also one that failed; an undo does not. */
const isRecent = ({ intents }: ActionState, state: Containment, clockMs: number) =>
  intents.some((intent) => intent.of === "effect" && isWithinHour(intent, state, clockMs));

function countedOf(state: Containment): Counted[] {
  const begun = [...state.begun].flatMap((id) => state.actions.get(id) ?? []);
  return begun.flatMap((held) => {
    const effect = effectOf(held);
    return effect === undefined || effect.alreadySo || entryOf(held.action.verb).reads ? [] : [{ held, effect }];
  });
}

const heldStatuses: ReadonlySet<ActionState["status"]> = new Set([
  "executing",
  "confirmed",
  // A product that says so may be wrong, or lie: that somebody else took it away gives no room.
  "gone",
  "outcome-unknown",
  "undoing",
  "undo-failed",
  "undo-unknown",
]);

/** What stands contained, or may stand so, at this time by our doing. What cannot be brought back stands nowhere: it is over once it is done. */
export function containedNow(state: Containment): readonly ActionState[] {
  return standingOf(state).map(({ held }) => held);
}

const standingOf = (state: Containment) =>
  countedOf(state).filter(({ held }) => heldStatuses.has(held.status) && !isGoneForGood(held) && entryOf(held.action.verb).undo !== null);

/** How many machines, accounts or outsiders of a class stand contained beside the target of this one; two actions on one of them are one. */
function standingIn(state: Containment, assetClass: string, { target }: Pick<ContainmentAction, "target">): number {
  const holders = standingOf(state)
    .filter(({ effect }) => effect.assessed.assetClass === assetClass)
    .map(({ held }) => holderOf(held.action.target));
  return new Set(holders.filter((holder) => holder !== holderOf(target))).size;
}

const holderOf = ({ id, host }: ContainmentAction["target"]) =>
  host === undefined ? id : `host:${host.trim().toLowerCase().replace(/\.$/, "")}`;
