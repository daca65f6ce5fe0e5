import { setTimeout as sleep } from "node:timers/promises";
import { Inventory } from "../../../src/core/asset/asset.ts";
import { indexInventory } from "../../../src/core/asset/inventory-index.ts";
import type { ActionStatus, Containment } from "../../../src/core/containment/containment.ts";
import type { DeskParts, Patience } from "../../../src/engine/containment/parts.ts";
import type { Clock } from "../../../src/ports/clock.ts";
import type { Effector } from "../../../src/ports/effector.ts";
import type { JournalStore } from "../../../src/ports/journal-store.ts";
import { type ActionSketch, deskParts } from "../../../src/testing/containment-world.ts";
import { effectorName, type ProductPlan } from "./plan.ts";

/** The machine's own. */
export const clock: Clock = { nowMs: () => Date.now(), sleep: (delayMs, signal) => sleep(delayMs, undefined, { signal }) };

/** Short, since nothing here takes long; "it is not there" is believed once nothing that a killed process sent can still arrive. */
const patience: Partial<Patience> = {
  callMs: 10_000,
  beginMs: 10_000,
  settleMs: 500,
  glanceMs: 200,
  readBackMs: 2_000,
  retryMs: 10,
  pauseMs: 10,
};

/** More accounts than targets, so that the budgets of the class are not what a trial meets. */
const accounts = 10_000;

/** How many targets a product of a trial has. */
export const targetsMax = 240;

/** What parent and children agree on. What the company knows are its accounts as the product has them, `p-0` and on. */
export function trialParts({
  effectors,
  journal,
  executor,
}: {
  effectors: readonly Effector[];
  journal: JournalStore;
  executor: string;
}): DeskParts {
  const identities = Array.from({ length: accounts }, (_, number) => ({ name: `p-${number}`, role: "clerk" }));
  const index = indexInventory(Inventory.parse({ "as-of": new Date().toISOString(), identities }));
  const inventory = async () => ({ index, digest: "sha256:inventory" });
  return deskParts({ effectors, clock, journal, executor, patience, inventory });
}

/** The n-th target of a product, as an action names it. */
export function targetOf({ kind }: ProductPlan, number: number): ActionSketch {
  if (kind === "firewall") {
    const name = `203.0.113.${number + 1}`;
    const target = { kind: "address", id: `address:${name}`, name, knownTo: "evidence", aliases: [] } as const;
    return { verb: "block-address", target, effector: effectorName };
  }
  const name = `p-${number}`;
  const target = { kind: "account", id: `account:${name}`, name, knownTo: "inventory", aliases: [] } as const;
  return { verb: "disable-account", target, effector: effectorName };
}

const over: ReadonlySet<ActionStatus> = new Set(["confirmed", "undone", "failed", "rejected", "expired", "voided", "refused"]);

/** Whether nothing is left to be begun, found out or taken back. */
export function isAllOver({ actions }: Containment): boolean {
  return [...actions.values()].every(({ status, undoAsked }) => over.has(status) && (undoAsked === undefined || status === "undone"));
}
