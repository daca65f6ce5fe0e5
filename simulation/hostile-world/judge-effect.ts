import type { ContainmentAction } from "../../src/core/containment/containment.ts";
import type { StandingOrders } from "../../src/core/containment/orders.ts";
import type { EstateVersion } from "./estate.ts";
import { isGraver, isStale, type Truth } from "./ground-truth.ts";
import {
  type Accuse,
  type Begun,
  callsBetween,
  digestOf,
  isProtected,
  type Known,
  ordersAt,
  type Proposed,
  truthOf,
  versionOf,
} from "./known.ts";
import { forbiddenVerb } from "./names.ts";
import type { Arrival } from "./product.ts";
import { isGenuine } from "./signatures.ts";

/** What an effect took. */
export type Needed = { readonly people: number; readonly isGrave: boolean };

/** Verbs of this world's product that nothing brings back. */
const final: ReadonlySet<string> = new Set(["revoke-sessions"]);
const minuteMs = 60_000;
const nothing: Needed = { people: 0, isGrave: false };

/** Whether this very effect was allowed, as small as people saw it, in time, and wanted by as many as it takes. */
export function judgeEffect(known: Known, arrival: Arrival, its: Begun, accuse: Accuse): Needed {
  const held = known.actions.get(its.id);
  const adopted = ordersAt(known, its.sequence);
  const what = `${arrival.verb} ${arrival.target.id} (${its.id})`;
  const version = versionOf(known, its.intent.assessed.inventory);
  const truth = held && truthOf(held.action, version);
  if (!held || !adopted || !truth) {
    accuse("no effect outside the allow-list", `${what} was never proposed, is under no orders, or nobody knows its target`);
    return nothing;
  }
  const { orders } = adopted;
  if (!isAllowed(known, arrival, held.action, adopted))
    accuse("no effect outside the allow-list", `${what} is not what orders, policies or proposal name`);
  const isGrave = isProtected(held.action, truth, orders);
  judgeChange(known, held, its, { version, truth, isGrave, orders }, (says) =>
    accuse("nothing begun that grew or changed since people saw it", `${what} ${says}`),
  );
  const people = isGrave ? 2 : neededOf(held.action, truth, its, version);
  const signers = signersOf(known, held, its, orders, isGrave);
  const told = `needs ${people} and has ${signers.join(", ") || "none"}; ${held.by} asked for it`;
  if (isGrave && (signers.length < 2 || held.by === "agent:watchkeeper")) accuse("no protected target touched", `${what} ${told}`);
  if (signers.length < people) accuse("no effect without the approvals its tier needs", `${what} ${told}`);
  return { people, isGrave };
}

/** Whether orders in force name it, on the machine that did it too, no policy forbids it, and it is what was proposed. */
function isAllowed(
  { world }: Known,
  { effector, verb, target, orders: atHand }: Arrival,
  action: ContainmentAction,
  { digest, orders }: { readonly digest: string; readonly orders: StandingOrders },
): boolean {
  if (digest !== atHand || (world.policy === "forbidding" && verb === forbiddenVerb)) return false;
  const isNamed = orders.effectors.some((each) => each.name === effector && (each.for as readonly string[]).includes(verb));
  return (
    isNamed && action.verb === verb && action.effector === effector && action.target.id === target.id && action.target.name === target.name
  );
}

/** While one call of a process is under way, it looks at the stop now and then: at the file, and at what others recorded. */
const callsOfLooks = 4;
/** Between the last reading of the inventory and the append of the intent a process asks once more, about the case. */
const callsAfterInventoryMax = 1 + callsOfLooks;

type Found = { readonly version: EstateVersion; readonly truth: Truth; readonly isGrave: boolean; readonly orders: StandingOrders };

function judgeChange(
  known: Known,
  held: Proposed,
  its: Begun,
  { version, truth, isGrave, orders }: Found,
  accuse: (says: string) => void,
): void {
  const { action, sequence } = held;
  const { world, latestMs } = known;
  if (callsBetween(known, its, version.supersededAtTick, its.tick) > callsAfterInventoryMax) accuse("went by an inventory of before");
  const before = truthOf(action, versionOf(known, action.assessed.inventory));
  if (!isMadeUp(action) && before && isGraver(before, truth)) accuse("is graver than what people saw");
  const changed = world.changedCases.get(`${action.case.world} ${action.case.id}`) ?? 0;
  const proposed = world.record.appended.get(sequence)?.tick ?? 0;
  if (changed > proposed && callsBetween(known, its, changed, its.tick) > callsOfLooks) accuse("is of a case that is another one since");
  const minutes = isGrave ? orders["break-glass-minutes"] : orders["approval-minutes"];
  const endsAtMs = Math.min(action.expiresAtMs, (latestMs[sequence] ?? 0) + minutes * minuteMs);
  if ((latestMs[its.sequence] ?? 0) >= endsAtMs && its.intent.attempt === 1) accuse("began after its time");
}

/** What `propose-raw` made says of itself what it likes: its inventory is no sign of what people saw. */
const isMadeUp = ({ nonce }: ContainmentAction) => nonce.startsWith("raw-");

/** The fewest people, by the table of invariants.md 5.1. */
function neededOf(
  { severity, sources, verb, releaseAfterMs }: ContainmentAction,
  truth: Truth,
  { intent }: Begun,
  { document }: EstateVersion,
): number {
  const doubts = ["informational", "low", "medium"].includes(severity) || new Set(sources).size < 2 || releaseAfterMs === null;
  const tier = Math.max(truth.tier, final.has(verb) ? 3 : 1, doubts ? 2 : 1) + (isStale(document, intent.atMs) ? 1 : 0);
  return tier >= 3 ? 2 : tier - 1;
}

/** Distinct people, by key, whose genuine yes to exactly this action was on the record before it began. The requester and who is not named do not count. */
function signersOf({ events }: Known, held: Proposed, { id, sequence }: Begun, orders: StandingOrders, isGrave: boolean): string[] {
  const subject = digestOf(held.action);
  const kind = isGrave ? "break-glass" : "approve";
  const keys = new Map<string, string>();
  const own = orders.people.find(({ name }) => held.by === `person:${name}`)?.["public-key"];
  for (const { event, sequence: at } of events) {
    if (event.type !== "ActionApproved" || event.id !== id || at > sequence) continue;
    const line = orders.people.find(({ name }) => event.by === `person:${name}`);
    if (!line || line["public-key"] === own || event.by === held.by) continue;
    if (!line.roles.some((role) => (isGrave ? role === "break-glass" : role === "responder" || role === "lead"))) continue;
    if (isGenuine(line["public-key"], { by: event.by, kind, subject }, event.signature)) keys.set(line["public-key"], event.by);
  }
  return [...keys.values()];
}
