import type { ActionState, ContainmentAction, Intent } from "../../core/containment/containment.ts";
import { SocError } from "../../core/soc-error.ts";
import type { EffectOrder, Effector } from "../../ports/effector.ts";
import type { Bench } from "./parts.ts";

/** The effector that the action names, if it is configured and can do it. */
export function effectorFor({ effectors }: Pick<Bench, "effectors">, action: ContainmentAction): Effector | undefined {
  return effectors.find(({ name, verbs }) => name === action.effector && verbs.includes(action.verb));
}

/**
 * The idempotency key of an effect or of its undo: the same at every attempt, so that a request which arrives late or twice changes nothing more. The
 * nonce keeps it apart from what other installations ask of the same product.
 */
export function effectIdOf({ id, nonce }: ContainmentAction, of: Intent["of"]): string {
  return `${id}.${nonce.slice(0, 8)}${of === "effect" ? "" : `.${of}`}`;
}

/** What the product is asked for. */
export function orderOf(action: ContainmentAction, { effectId, located }: Pick<Intent, "effectId" | "located">): EffectOrder {
  const { verb, target, parameters, releaseAfterMs } = action;
  return { effectId, verb, target, located, parameters, releaseAfterMs };
}

/** The intent that put the effect in force, whose pre-state an undo puts back. */
export function effectIntentOf({ intents }: ActionState): Intent | undefined {
  return intents.findLast(({ of }) => of === "effect");
}

export const noEffector = ({ effector, verb }: ContainmentAction) =>
  new SocError({
    code: "effector/unknown-verb",
    problem: `no effector "${effector}" that can do "${verb}" is configured`,
    remedy: 'name it under "effectors" in containment.yaml and have two admins sign the orders anew',
    retry: "never",
  });
