import { setTimeout as sleep } from "node:timers/promises";
import type { ContainmentVerb } from "../../core/containment/action.ts";
import type { EffectorOrder } from "../../core/containment/orders.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Effector } from "../../ports/effector.ts";

/** What tests need of a kind of effector: connectors/kit/define.ts has the whole. */
type Kind = {
  readonly product: string;
  readonly verbs: readonly ContainmentVerb[];
  readonly open: (
    order: EffectorOrder,
    secrets: { readonly get: (name: string) => string },
    parts: { readonly clock: Clock; readonly limitMs?: number },
  ) => Effector;
};

/** The machine's own clock: real products do not wait for a fake one. */
export const realClock: Clock = {
  nowMs: () => Date.now(),
  sleep: (delayMs, signal) => sleep(delayMs, undefined, { ...(signal ? { signal } : {}) }),
};

/** Opens an effector as the wiring does, with these settings and secrets. */
export function openEffector(
  kind: Kind,
  {
    name,
    settings,
    secrets = {},
    limitMs,
  }: { name: string; settings: Record<string, unknown>; secrets?: Record<string, string>; limitMs?: number },
): Effector {
  const order = { name, product: kind.product, for: [...kind.verbs], settings, secrets: {} };
  const get = (secret: string) => (Object.hasOwn(secrets, secret) ? (secrets[secret] ?? "") : "");
  return kind.open(order, { get }, { clock: realClock, ...(limitMs === undefined ? {} : { limitMs }) });
}
