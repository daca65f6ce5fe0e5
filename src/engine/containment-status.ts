import type { ActionState, ActionStatus, Containment } from "../core/containment/containment.ts";
import { isApproved } from "../core/containment/decide.ts";
import { aheadOf } from "../core/containment/record-time.ts";
import type { ActionLine, ContainmentStatus, KillSwitch, RecordStatus, Status } from "../core/status/status.ts";
import type { StopFile } from "../ports/stop-file.ts";
import type { Ledgers } from "./ledgers.ts";

type StopReading = Awaited<ReturnType<StopFile["read"]>>;

/** What is gathered from its places before it is said: `orders` is what lies on disk now, or why it cannot be read. */
export type Findings = {
  readonly version: string;
  readonly nowMs: number;
  readonly ledgers: Ledgers;
  readonly containment: Containment;
  readonly stopFile: { readonly place: string; readonly reading: StopReading };
  readonly orders: { readonly configured: string | null; readonly problem: string | null };
  readonly record: RecordStatus | null;
  readonly notices: readonly string[];
};

/** Everything that `watchkeeper status` shows, in one value. Pure: the same findings, the same status. */
export function statusOf({ version, nowMs, ledgers, containment, stopFile, orders, record, notices }: Findings): Status {
  const { worlds, total, balanced, more } = ledgers;
  return {
    schema: "watchkeeper/status@1",
    version,
    at: isoOf(nowMs),
    accounting: { total, balanced, more, worlds: [...worlds] },
    killSwitch: killSwitchOf(containment, stopFile),
    containment: containmentOf(containment, orders, nowMs),
    record,
    notices: [...notices],
  };
}

/** Whether anything may begin, by both parts of the switch, and what was already under way. */
export function killSwitchOf(containment: Containment, { place, reading }: Findings["stopFile"]): KillSwitch {
  const scopes = [...containment.stops].map(([scope, { by, because, atMs, resumeAskedBy }]) => ({
    scope,
    by,
    because,
    at: isoOf(atMs),
    resumeAskedBy: resumeAskedBy.map((each) => each.by),
  }));
  return {
    stopped: reading.stopped || containment.stops.has("all"),
    file: { place, because: reading.stopped ? reading.because : null },
    scopes: scopes.toSorted((a, b) => (a.scope < b.scope ? -1 : 1)),
    inFlight: linesOf(containment, underWay),
  };
}

function containmentOf(containment: Containment, { configured, problem }: Findings["orders"], nowMs: number): ContainmentStatus {
  const counts: Record<string, number> = {};
  for (const { status } of containment.actions.values()) counts[status] = (counts[status] ?? 0) + 1;
  return {
    orders: { adopted: containment.orders?.digest ?? null, configured, problem },
    counts: Object.fromEntries(Object.entries(counts).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    inForce: [...containment.actions.values()].filter(({ status }) => mayHold.has(status)).length,
    waiting: linesOf(containment, new Set(["proposed"])),
    breakers: [...containment.breakers]
      .map(([assetClass, { says, atMs }]) => ({ assetClass, says, at: isoOf(atMs) }))
      .toSorted((a, b) => (a.assetClass < b.assetClass ? -1 : 1)),
    clockAheadMs: aheadOf(containment, nowMs),
    afterActionMissing: [...containment.actions.values()]
      .filter(({ afterAction }) => afterAction === "missing")
      .map(({ action }) => action.id),
  };
}

/** A call to the product is under way, or nobody knows what it did. */
const underWay: ReadonlySet<ActionStatus> = new Set(["executing", "outcome-unknown", "undoing", "undo-unknown"]);
/** The target is contained, or may be: until read back as free it counts. */
const mayHold: ReadonlySet<ActionStatus> = new Set([...underWay, "confirmed", "undo-failed"]);

function linesOf(state: Containment, statuses: ReadonlySet<ActionStatus>): ActionLine[] {
  return [...state.actions.values()].filter(({ status }) => statuses.has(status)).map((each) => actionLine(each, state));
}

/** An action in one line, as lists show it. */
export function actionLine(held: ActionState, state: Pick<Containment, "orders" | "breakers">): ActionLine {
  const { action, needs, status, approvals, releaseAtMs, readAtMs, undoAsked, intents, says } = held;
  const isHeld = status === "confirmed" || status === "gone";
  const assessed = intents.at(-1)?.assessed ?? action.assessed;
  return {
    id: action.id,
    verb: action.verb,
    target: action.target.name,
    effector: action.effector,
    status,
    stands: standsOf(held),
    tier: assessed.tier,
    approvals: new Set(approvals.map(({ by }) => by)).size,
    approvers: Math.max(needs.approvers, assessed.approvers),
    expiresAt: status === "proposed" ? isoOf(action.expiresAtMs) : null,
    approved: status === "proposed" && isApproved(state, held),
    releaseAt: releaseAtMs === undefined || !isHeld ? null : isoOf(releaseAtMs),
    readAt: readAtMs === undefined || !isHeld ? null : isoOf(readAtMs),
    undoAskedBy: undoAsked === undefined || status === "undone" ? null : undoAsked.by,
    says,
  };
}

/** Whether people are asked, it is under way or in force, or it is over. */
export const standsOf = ({ status }: Pick<ActionState, "status">): ActionLine["stands"] =>
  status === "proposed" ? "waiting" : mayHold.has(status) ? "standing" : "over";

const isoOf = (timeMs: number) => new Date(timeMs).toISOString();
