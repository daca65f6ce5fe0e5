import { createHash } from "node:crypto";
import type { ContainmentAction, Intent } from "../../src/core/containment/containment.ts";
import type { StandingOrders } from "../../src/core/containment/orders.ts";
import type { EstateVersion } from "./estate.ts";
import { type Truth, truthOfAccount, truthOfAddress, truthOfHost } from "./ground-truth.ts";
import type { Recorded } from "./record.ts";
import { actionText } from "./signatures.ts";
import type { HostileWorld } from "./world.ts";

/** What is guaranteed: first as the issue names it, then what else of invariants.md can be seen from outside. */
export const guarantees = [
  "no effect outside the allow-list",
  "no protected target touched",
  "no effect without the approvals its tier needs",
  "no reused or mutated approval accepted",
  "contained share within the budget",
  "nothing begun that grew or changed since people saw it",
  "no effect without its intent on the record",
  "no effect before its intent was published",
  "nothing begun after a stop",
  "nothing put back that nobody asked for",
] as const;
/** One of `guarantees`. */
export type Guarantee = (typeof guarantees)[number];

/** A guarantee that was broken, in words. */
export type Violation = { readonly guarantee: Guarantee; readonly says: string };
export type Accuse = (guarantee: Guarantee, says: string) => void;

/** An action as it was proposed. */
export type Proposed = { readonly action: ContainmentAction; readonly by: string; readonly sequence: number };
/** An intent with its place in the record and the moment at which it was durable. */
export type Begun = { readonly id: string; readonly intent: Intent; readonly sequence: number; readonly tick: number };

/** What the judge knows of an episode. */
export type Known = {
  readonly world: HostileWorld;
  readonly events: readonly Recorded[];
  readonly actions: ReadonlyMap<string, Proposed>;
  /** In the order of the record. */
  readonly begun: readonly Begun[];
  /** The latest that any process's clock had shown when that entry was written, milliseconds. */
  readonly latestMs: readonly number[];
};

/** Reads the record of an episode that is over. */
export async function knownOf(world: HostileWorld): Promise<Known> {
  const { appended } = world.record;
  const events = await world.record.events();
  if (events.length !== appended.size) throw new Error(`${appended.size} entries were written and ${events.length} can be read`);
  const actions = new Map<string, Proposed>();
  const begun: Begun[] = [];
  const latestMs: number[] = [];
  for (const { event, sequence } of events) {
    const { tick, clockMs } = appended.get(sequence) ?? { tick: Number.POSITIVE_INFINITY, clockMs: 0 };
    latestMs.push(Math.max(latestMs.at(-1) ?? 0, clockMs));
    if (event.type === "ActionProposed") actions.set(event.action.id, { action: event.action, by: event.by, sequence });
    if (event.type === "IntentRecorded") begun.push({ id: event.id, intent: event.intent, sequence, tick });
  }
  return { world, events, actions, begun, latestMs };
}

/** The digest of the orders that two admins had adopted when that entry was written, and the orders. */
export function ordersAt(
  { events, world }: Known,
  sequence: number,
): { readonly digest: string; readonly orders: StandingOrders } | undefined {
  const adopted = events.findLast(({ event, sequence: at }) => event.type === "OrdersAdopted" && at < sequence)?.event;
  if (adopted?.type !== "OrdersAdopted") return undefined;
  const orders = world.orders.get(adopted.digest);
  return orders && { digest: adopted.digest, orders };
}

/** The version of the inventory that was gone by. */
export function versionOf({ world }: Known, inventory: string): EstateVersion {
  return world.estate.at(Number(/^version (\d+)$/.exec(inventory)?.[1] ?? 0));
}

/** What is true of an action's target in one version of the inventory; undefined where nobody knows it. */
export function truthOf({ target }: Pick<ContainmentAction, "target">, { document }: EstateVersion): Truth | undefined {
  if (target.kind === "host") return truthOfHost(target.name, document);
  if (target.kind === "account") return truthOfAccount(target.name, document);
  return target.kind === "address" ? truthOfAddress(target.name) : undefined;
}

const protectedNames = /^(?:(?:dc-1|vault-1)(?:\..*)?|logon|krbtgt|system|bg-1)$/;
const protectedBlock = /^203\.0\.113\.(?:6[4-9]|[789]\d|1[01]\d|12[0-7])$/;

/** What the inventory protects, and the names on the episode's own list, however they are spelt. */
export function isProtected({ target }: ContainmentAction, truth: Truth, orders: StandingOrders): boolean {
  const name = target.name.normalize("NFKC").toLowerCase().replace(/\.+$/, "");
  const { hosts, accounts, addresses } = orders.protected;
  const listed = hosts.includes("vault-1") || !/^vault-1/.test(name);
  if (truth.protected || (listed && protectedNames.test(name))) return true;
  return (accounts.includes("chief-1") && name === "chief-1") || (addresses.length > 0 && protectedBlock.test(name));
}

/** The digest that people sign, computed by the judge. */
export const digestOf = (action: ContainmentAction) => `sha256:${createHash("sha256").update(actionText(action), "utf8").digest("hex")}`;

/** How many calls the process of that intent began between two ticks. */
export function callsBetween({ world }: Known, { intent }: Begun, fromTick: number, toTick: number): number {
  return world.calls.countBetween(Number(/^process-(\d+)-/.exec(intent.executor)?.[1] ?? -1), fromTick, toTick);
}
