import { containedNow, useOf } from "../../core/containment/budget.ts";
import type { Assessed, Containment, ContainmentAction } from "../../core/containment/containment.ts";
import type { ContainmentRole } from "../../core/containment/orders.ts";
import { protectionOf } from "../../core/containment/protected.ts";
import { type Actor, isPerson } from "../../core/person/person.ts";
import { assessAction } from "../../stages/contain/assess-action.ts";
import { within } from "./call.ts";
import type { Bench, InventoryNow } from "./parts.ts";

/** What an action is found to mean at this moment, and its case as it stands now. */
export type FoundNow = { readonly assessed: Assessed; readonly caseRevision: string };

/** A case that is not there any more has this revision, which no action was ever proposed under. */
const noRevision = "gone";

/** Reads inventory and case anew and counts again; what the transaction of the intent goes by. Throws what cannot be read. */
export async function assessNow(bench: Bench, action: ContainmentAction): Promise<FoundNow> {
  const { clock, patience, state } = bench;
  const inventory = await within(clock, patience.callMs, bench.inventory);
  const { world, id, revision } = action.case;
  const now = await within(clock, patience.callMs, () => bench.caseRevision(world, id));
  const held = state.actions.get(action.id);
  const approvals = held?.approvals ?? [];
  const { whyNotAlone } = bench;
  const shadow = whyNotAlone && (await within(clock, patience.callMs, () => whyNotAlone(world, id)));
  const assessed = assess(bench, {
    action,
    inventory,
    shadow,
    targets: targetsOf(state, action),
    requester: held?.by ?? "agent:watchkeeper",
    approvals: approvals.map(({ by }) => rolesOf(bench, by)),
    breakGlass: approvals.some(({ breakGlass }) => breakGlass),
  });
  return { assessed, caseRevision: now ?? (revision === noRevision ? "" : noRevision) };
}

/** What is counted of an action, proposed or not. */
export type ToAssess = {
  readonly action: Omit<ContainmentAction, "assessed" | "expiresAtMs" | "nonce">;
  readonly inventory: InventoryNow;
  /** Targets that its case names for the same verb, itself among them. */
  readonly targets: number;
  readonly requester: Actor;
  readonly approvals: readonly (readonly ContainmentRole[])[];
  readonly breakGlass: boolean;
  /** Why the agent may do nothing for the case without a person (`whyNotAlone`). */
  readonly shadow?: string | undefined;
};

/** Counts on the state as it is. */
export function assess(bench: Bench, asked: ToAssess): Assessed {
  return inShadow(counted(bench, asked), asked);
}

/** In shadow mode what changes anything takes a person, however small it is; what only reads takes none. */
function inShadow(assessed: Assessed, { requester, shadow }: Pick<ToAssess, "requester" | "shadow">): Assessed {
  if (shadow === undefined || isPerson(requester) || assessed.tier === 0 || assessed.approvers > 0) return assessed;
  return { ...assessed, approvers: 1, because: [...assessed.because, `needs 1 approver because ${shadow}`] };
}

function counted(bench: Bench, { action, inventory, shadow: _, ...asked }: ToAssess): Assessed {
  const { state, orders, ordersDigest, policy, own } = bench;
  const context = { nowMs: bench.nowMs(), clockMs: bench.clock.nowMs(), orders, ordersDigest, ...(own && { own }) };
  return assessAction({
    ...asked,
    action,
    inventory: inventory.index,
    inventoryDigest: inventory.digest,
    ordersDigest,
    policy,
    isProtected: protectionOf(action.target, context) !== undefined,
    usage: (assetClass, classSize) => {
      const { containedShare, share } = useOf(action, { assetClass, classSize }, state, context);
      return { containedShare, budgetUse: share };
    },
    contained: new Set(containedNow(state).map((each) => each.action.target.id)),
    nowMs: context.nowMs,
  });
}

/** How many targets the same case has for the same verb, by what was proposed of it so far. */
export function targetsOf(
  { actions }: Containment,
  { case: of, verb, target }: Pick<ContainmentAction, "case" | "verb" | "target">,
): number {
  const targets = new Set([target.id]);
  for (const { action } of actions.values())
    if (action.verb === verb && action.case.id === of.id && action.case.world === of.world) targets.add(action.target.id);
  return targets.size;
}

function rolesOf({ orders }: Bench, by: string): readonly ContainmentRole[] {
  return orders.people.find(({ name }) => by === `person:${name}`)?.roles ?? [];
}
