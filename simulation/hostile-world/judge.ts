import { createHash } from "node:crypto";
import type { ContainmentAction, ContainmentEvent, Intent } from "../../src/core/containment/containment.ts";
import type { StandingOrders } from "../../src/core/containment/orders.ts";
import { undoOf } from "../../src/core/containment/action.ts";
import { isStale, sizeOf, type Truth, truthOfAccount, truthOfAddress, truthOfHost } from "./ground-truth.ts";
import type { StopSpan } from "./play.ts";
import type { Arrival } from "./product.ts";
import { actionText, isGenuine } from "./signatures.ts";
import type { HostileWorld } from "./world.ts";

// The judge believes what reached the product, what people really signed, and what the inventory said. It shares no rule with the product: each guarantee
// of invariants.md is checked by a reading of its own.

/** What is guaranteed, as the issue names it. */
export const guarantees = [
  "no effect outside the allow-list",
  "no protected target touched",
  "no effect without the approvals its tier needs",
  "no reused or mutated approval accepted",
  "contained share within the budget",
  "no effect without its intent on the record",
  "nothing begun after a stop",
  "nothing put back that nobody asked for",
] as const;
/** One of `guarantees`. */
export type Guarantee = (typeof guarantees)[number];

/** A guarantee that was broken, in words. */
export type Violation = { readonly guarantee: Guarantee; readonly says: string };

/** What one episode showed: how often each guarantee was put to the test, and what broke. */
export type Judgement = {
  readonly effects: number;
  readonly approvals: number;
  readonly undos: number;
  readonly inFlight: number;
  readonly alone: number;
  readonly violations: readonly Violation[];
};

type Recorded = { readonly sequence: number; readonly event: ContainmentEvent };
type Known = {
  readonly world: HostileWorld;
  readonly events: readonly Recorded[];
  readonly actions: ReadonlyMap<string, { readonly action: ContainmentAction; readonly by: string; readonly sequence: number }>;
  readonly stops: readonly StopSpan[];
};
type Begun = { readonly id: string; readonly intent: Intent; readonly sequence: number };

const hourMs = 3_600_000;
/** A stop that lands between the last look and the call has nothing to catch any more; turns of the event loop, as the world counts them. */
const graceTicks = 3;

/** Looks at everything that reached the product and everything that was accepted. */
export async function judge(world: HostileWorld, stops: readonly StopSpan[]): Promise<Judgement> {
  const events = await world.events();
  const actions = new Map(
    events.flatMap(({ event, sequence }) =>
      event.type === "ActionProposed" ? [[event.action.id, { action: event.action, by: event.by, sequence }] as const] : [],
    ),
  );
  const known: Known = { world, events, actions, stops };
  const violations: Violation[] = [];
  const accuse = (guarantee: Guarantee, says: string) => void violations.push({ guarantee, says });
  const begun = new Map<string, Begun>();
  for (const { event, sequence } of events)
    if (event.type === "IntentRecorded" && !begun.has(`${event.intent.of} ${event.intent.effectId}`))
      begun.set(`${event.intent.of} ${event.intent.effectId}`, { id: event.id, intent: event.intent, sequence });
  const tally = { effects: 0, undos: 0, inFlight: 0, alone: 0 };
  const seen = new Set<string>();
  for (const arrival of world.product.arrivals) {
    if (arrival.call === "undo") {
      tally.undos++;
      judgeUndo(arrival, known, begun, accuse);
      continue;
    }
    tally.effects++;
    const its = begun.get(`effect ${arrival.effectId}`);
    if (!its || (world.appended.get(its.sequence) ?? Number.POSITIVE_INFINITY) >= arrival.tick) {
      accuse("no effect without its intent on the record", `${arrival.verb} ${arrival.target.id} came without its intent`);
      continue;
    }
    if (seen.has(arrival.effectId)) continue;
    seen.add(arrival.effectId);
    if (judgeStop(arrival, its, known, accuse)) tally.inFlight++;
    if (judgeEffect(arrival, its, known, accuse) === 0) tally.alone++;
  }
  judgeBudgets(known, [...begun.values()], accuse);
  const approvals = judgeApprovals(known, accuse);
  judgeAdoptions(known, accuse);
  return { ...tally, approvals, violations };
}

type Accuse = (guarantee: Guarantee, says: string) => void;

/** The orders that two admins had adopted when that entry was written. */
function ordersAt({ events, world }: Known, sequence: number): StandingOrders | undefined {
  const adopted = events.findLast(({ event, sequence: at }) => event.type === "OrdersAdopted" && at < sequence)?.event;
  return adopted?.type === "OrdersAdopted" ? world.orders.get(adopted.digest) : undefined;
}

/** The version of the inventory that an intent went by; accused when it had been another for as long as the whole pass. */
function estateOf({ world }: Known, { intent }: Begun) {
  return world.estate.at(Number(/^version (\d+)$/.exec(intent.assessed.inventory)?.[1] ?? 0));
}

function truthOf(action: Pick<ContainmentAction, "target">, document: Parameters<typeof truthOfHost>[1]): Truth | undefined {
  const { kind, name } = action.target;
  if (kind === "host") return truthOfHost(name, document);
  if (kind === "account") return truthOfAccount(name, document);
  return kind === "address" ? truthOfAddress(name) : undefined;
}

/** Names, addresses and what is on the episode's own list of what nobody touches, whatever it is spelt like. */
function isProtected({ target }: ContainmentAction, truth: Truth, orders: StandingOrders): boolean {
  const name = target.name.normalize("NFKC").toLowerCase().replace(/\.+$/, "");
  if (truth.protected || /^(dc-1|logon|vault-1)(\.|$)/.test(name) || /^(krbtgt|system|bg-1)$/.test(name)) return true;
  const listed = orders.protected;
  if (listed.accounts.includes("chief-1") && name === "chief-1") return true;
  return listed.addresses.length > 0 && /^203\.0\.113\.(6[4-9]|[789]\d|1[01]\d|12[0-7])$/.test(name);
}

/** Gives how many people the effect needed. */
function judgeEffect(arrival: Arrival, its: Begun, known: Known, accuse: Accuse): number {
  const held = known.actions.get(its.id);
  const orders = ordersAt(known, its.sequence);
  const what = `${arrival.verb} ${arrival.target.id} (${its.id})`;
  if (!held || !orders) {
    accuse("no effect outside the allow-list", `${what} was never proposed, or under no orders`);
    return 0;
  }
  const { action } = held;
  const allowed = orders.effectors.some((each) => each.name === arrival.effector && (each.for as readonly string[]).includes(arrival.verb));
  if (!allowed || action.verb !== arrival.verb || action.target.id !== arrival.target.id || action.target.name !== arrival.target.name)
    accuse("no effect outside the allow-list", `${what} is not what the orders or the proposal name`);
  const version = estateOf(known, its);
  if (version.supersededAtTick < passStart(known, arrival, its)) accuse("no effect outside the allow-list", `${what} went by an inventory of before`);
  const changed = known.world.changedCases.get(action.case.id) ?? 0;
  if (changed > (known.world.appended.get(held.sequence) ?? 0) && changed < passStart(known, arrival, its))
    accuse("no reused or mutated approval accepted", `${what}: its case is another one since`);
  const truth = truthOf(action, version.document);
  if (!truth) {
    accuse("no effect outside the allow-list", `${what}: nobody knows that target`);
    return 0;
  }
  const grave = isProtected(action, truth, orders);
  const needed = neededOf(action, truth, its, version.document, grave);
  const signers = signersOf(known, held, its, orders, grave);
  if (grave && (signers.length < 2 || held.by === "agent:watchkeeper"))
    accuse("no protected target touched", `${what} with ${signers.length} people, asked for by ${held.by}`);
  if (signers.length < needed) accuse("no effect without the approvals its tier needs", `${what} needs ${needed} and has ${signers.join(", ") || "none"}`);
  const latestMs = Math.max(...known.events.filter(({ sequence }) => sequence < its.sequence).map(({ event }) => event.atMs));
  if (latestMs > action.expiresAtMs) accuse("no reused or mutated approval accepted", `${what} began after its time`);
  return needed;
}

/** The tick at which the process that sent it last began to read: never later than its intent less all that a decision takes. */
function passStart({ world }: Known, arrival: Arrival, { sequence }: Begun): number {
  // Between reading the inventory and appending lies one decision; an edit in it is a race that the append does not see.
  return Math.min(arrival.tick, world.appended.get(sequence) ?? arrival.tick) - decisionTicks;
}
const decisionTicks = 6;

/** The fewest people, by the table of invariants.md 5.1. */
function neededOf(
  { severity, sources, verb, releaseAfterMs }: ContainmentAction,
  truth: Truth,
  { intent }: Begun,
  document: Parameters<typeof isStale>[0],
  grave: boolean,
): number {
  if (grave) return 2;
  const doubts = ["informational", "low", "medium"].includes(severity) || new Set(sources).size < 2 || releaseAfterMs === null;
  let tier = Math.max(truth.tier, undoOf[verb] === undefined ? 3 : 1, doubts ? 2 : 1);
  if (isStale(document, intent.atMs)) tier++;
  return tier >= 3 ? 2 : tier === 2 ? 1 : 0;
}

/** Distinct people, by key, whose genuine yes to exactly this action was on the record before it began. The requester and who is not named do not count. */
function signersOf({ events }: Known, held: { action: ContainmentAction; by: string }, { id, sequence }: Begun, orders: StandingOrders, grave: boolean): string[] {
  const digest = `sha256:${createHash("sha256").update(actionText(held.action), "utf8").digest("hex")}`;
  const keys = new Map<string, string>();
  const own = orders.people.find(({ name }) => held.by === `person:${name}`)?.["public-key"];
  for (const { event, sequence: at } of events) {
    if (event.type !== "ActionApproved" || event.id !== id || at > sequence) continue;
    const line = orders.people.find(({ name }) => event.by === `person:${name}`);
    if (!line || line["public-key"] === own || event.by === held.by) continue;
    if (!line.roles.some((role) => (grave ? role === "break-glass" : role === "responder" || role === "lead"))) continue;
    const kind = grave ? "break-glass" : "approve";
    if (isGenuine(line["public-key"], { by: event.by, kind, subject: digest }, event.signature)) keys.set(line["public-key"], event.by);
  }
  return [...keys.values()];
}

/** True when a stop caught it in flight. */
function judgeStop(arrival: Arrival, its: Begun, { stops, world }: Known, accuse: Accuse): boolean {
  const began = world.appended.get(its.sequence) ?? arrival.tick;
  for (const { what, fromTick, toTick } of stops) {
    if (toTick <= arrival.tick || fromTick >= arrival.tick) continue;
    if (fromTick < began || arrival.tick - fromTick > graceTicks) {
      accuse("nothing begun after a stop", `${arrival.verb} ${arrival.target.id} ${arrival.tick - fromTick} ticks after "${what}"`);
      return false;
    }
    return true;
  }
  return false;
}

/** Every effect that began, in the order of the record: how much of its class stood contained then, and how many there were within an hour. */
function judgeBudgets(known: Known, begun: readonly Begun[], accuse: Accuse): void {
  const effects = begun.filter(({ intent }) => intent.of === "effect" && !intent.alreadySo).toSorted((a, b) => a.sequence - b.sequence);
  for (const [index, its] of effects.entries()) {
    const orders = ordersAt(known, its.sequence);
    const held = known.actions.get(its.id);
    if (!orders || !held) continue;
    const { document } = estateOf(known, its);
    const assetClass = its.intent.assessed.assetClass;
    const truth = truthOf(held.action, document);
    const before = effects.slice(0, index);
    const recent = before.filter((each) => each.intent.atMs > its.intent.atMs - hourMs);
    if (recent.length + 1 > orders.budgets["per-hour"])
      accuse("contained share within the budget", `${recent.length + 1} effects within an hour, and ${orders.budgets["per-hour"]} are allowed`);
    const standing = new Set(
      before
        .filter((each) => each.intent.assessed.assetClass === assetClass && !isEnded(known, each, its.sequence) && isReversible(known, each))
        .map(({ id }) => known.actions.get(id)?.action.target.id),
    );
    standing.delete(held.action.target.id);
    const max =
      assetClass === "outsider"
        ? orders.budgets["standing-max"]
        : Math.max(1, Math.floor(orders.budgets["standing-share"] * (truth ? sizeOf(truth.assetClass, document) : 0)));
    if (standing.size + 1 > max) accuse("contained share within the budget", `${standing.size + 1} of ${assetClass} at one time, and ${max} are allowed`);
  }
}

const isReversible = ({ actions }: Known, { id }: Begun) => {
  const verb = actions.get(id)?.action.verb;
  return verb !== undefined && undoOf[verb] !== undefined;
};

/** Whether an effect was over when that entry was written: its failure or its way back was on the record. */
function isEnded({ events }: Known, { id, intent }: Begun, sequence: number): boolean {
  return events.some(({ event, sequence: at }) => {
    if (at >= sequence || event.type !== "OutcomeRecorded" || event.id !== id) return false;
    return event.effectId === intent.effectId ? event.outcome === "failed" : event.outcome === "confirmed";
  });
}

/** Every yes that was accepted was given by that person, to that very action. */
function judgeApprovals(known: Known, accuse: Accuse): number {
  const used = new Map<string, string>();
  let accepted = 0;
  for (const { event, sequence } of known.events) {
    if (event.type !== "ActionApproved") continue;
    accepted++;
    const held = known.actions.get(event.id);
    const line = ordersAt(known, sequence)?.people.find(({ name }) => event.by === `person:${name}`);
    const digest = held && `sha256:${createHash("sha256").update(actionText(held.action), "utf8").digest("hex")}`;
    const said = { by: event.by, kind: event.breakGlass ? "break-glass" : "approve", subject: digest ?? "" };
    const wasUsed = used.get(event.signature);
    used.set(event.signature, event.id);
    if (!line || !held || event.digest !== digest || !isGenuine(line["public-key"], said, event.signature))
      accuse("no reused or mutated approval accepted", `the yes of ${event.by} to ${event.id} is not one`);
    else if (wasUsed !== undefined) accuse("no reused or mutated approval accepted", `one yes of ${event.by} counted for ${wasUsed} and ${event.id}`);
    else if (event.by === held.by) accuse("no reused or mutated approval accepted", `${event.by} approved what they asked for`);
    else if (event.atMs >= held.action.expiresAtMs) accuse("no reused or mutated approval accepted", `the yes of ${event.by} came too late`);
  }
  return accepted;
}

/** New orders take two admins of the old ones; the first ones, two that they name. */
function judgeAdoptions(known: Known, accuse: Accuse): void {
  for (const { event, sequence } of known.events) {
    if (event.type !== "OrdersAdopted") continue;
    const before = ordersAt(known, sequence) ?? known.world.orders.get(event.digest);
    const signed = known.events.flatMap(({ event: other, sequence: at }) => (other.type === "OrdersSigned" && other.digest === event.digest && at < sequence ? [other] : []));
    const keys = new Set(
      signed.flatMap((each) => {
        const line = before?.people.find(({ name }) => each.by === `person:${name}`);
        return line?.roles.includes("admin") && line["public-key"] === each.key ? [each.key] : [];
      }),
    );
    if (keys.size < 2) accuse("no effect outside the allow-list", `orders were adopted by ${keys.size} admins of those before`);
  }
}

/** What is put back was asked for by a signed person, or its time was over. */
function judgeUndo(arrival: Arrival, known: Known, begun: ReadonlyMap<string, Begun>, accuse: Accuse): void {
  const its = begun.get(`undo ${arrival.effectId}`) ?? begun.get(`release ${arrival.effectId}`);
  if (!its || (known.world.appended.get(its.sequence) ?? Number.POSITIVE_INFINITY) >= arrival.tick)
    return accuse("no effect without its intent on the record", `an undo of ${arrival.target.id} came without its intent`);
  const before = known.events.filter(({ sequence }) => sequence < its.sequence).map(({ event }) => event);
  if (its.intent.of === "release") {
    const effect = before.find((event) => event.type === "IntentRecorded" && event.id === its.id && event.intent.of === "effect");
    const latestMs = Math.max(its.intent.atMs, ...before.map(({ atMs }) => atMs));
    const heldMs = known.actions.get(its.id)?.action.releaseAfterMs ?? Number.POSITIVE_INFINITY;
    if (!effect || effect.atMs + heldMs > latestMs) accuse("nothing put back that nobody asked for", `${its.id} was released before its time`);
    return;
  }
  const asked = before.some((event) => {
    if (event.type !== "UndoAsked" || event.id !== its.id) return false;
    const action = known.actions.get(its.id)?.action;
    const digest = action && `sha256:${createHash("sha256").update(actionText(action), "utf8").digest("hex")}`;
    return isGenuine(event.key, { by: event.by, kind: "undo", subject: digest ?? "" }, event.signature);
  });
  if (!asked) accuse("nothing put back that nobody asked for", `${its.id} was put back without a signed wish`);
}
