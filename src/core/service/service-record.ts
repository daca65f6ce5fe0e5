import { type OwnOutage, outagesBetween } from "../regulation/availability.ts";

/** The world of what the service itself did: starts, settings, what it let go. One for each tenant. */
export const serviceWorld = "service";

/** A process of the service began; `configuration` is the digest of `watchkeeper.yaml` with what the environment says instead, `orders` that of the standing orders. */
export type ServiceStarted = {
  readonly type: "ServiceStarted";
  readonly worker: string;
  readonly version: string;
  readonly roles: readonly string[];
  readonly configuration: string;
  readonly atMs: number;
};

/** A process of the service ended by itself; one that was killed leaves none. */
export type ServiceStopped = { readonly type: "ServiceStopped"; readonly worker: string; readonly atMs: number };

/**
 * A sign of life, given by one process while the service works, every `signOfLifeMs`, where papers for regulators are kept
 * (`regulation.entity` of the configuration; `core/regulation/availability.ts`).
 */
export type ServiceAlive = { readonly type: "ServiceAlive"; readonly worker: string; readonly atMs: number };

/** What was let go because of its age. `raw` counts records of the intake, `events` events, `months` month tables, `worlds` names the records that were erased by their keys. */
export type RetentionPassed = {
  readonly type: "RetentionPassed";
  readonly rawBeforeMs: number;
  readonly eventsBeforeMs: number;
  readonly watchBeforeMs: number;
  readonly raw: number;
  readonly events: number;
  readonly months: number;
  readonly worlds: readonly string[];
  /** What was old enough and stays, because of a hold. */
  readonly held: readonly string[];
  readonly atMs: number;
};

/** What is recorded in `serviceWorld`. */
export type ServiceEvent = ServiceStarted | ServiceStopped | ServiceAlive | RetentionPassed;

/** What the record comes to: who runs with which settings, and when was last cleared out. */
export type ServiceState = {
  readonly running: Map<string, ServiceStarted>;
  lastRetention: RetentionPassed | undefined;
  /** The last sign of life, once signs of life are given at all. */
  lastSignMs: number | undefined;
  /** Times without one, the oldest first. */
  readonly outages: OwnOutage[];
};

/** Before anything was recorded. */
export const emptyService = (): ServiceState => ({ running: new Map(), lastRetention: undefined, lastSignMs: undefined, outages: [] });

/** The most outages that are remembered; older ones stay in the record. */
const outagesMax = 1_000;

/** Starts and ends count as signs of life once there are others. */
function signed(state: ServiceState, { type, atMs }: Exclude<ServiceEvent, RetentionPassed>): void {
  if (state.lastSignMs === undefined && type !== "ServiceAlive") return;
  state.outages.push(...outagesBetween([state.lastSignMs ?? atMs, atMs]));
  if (state.outages.length > outagesMax) state.outages.shift();
  state.lastSignMs = Math.max(atMs, state.lastSignMs ?? atMs);
}

/** The most processes that are remembered as running: those that were killed are among them, and the oldest are forgotten. */
const runningMax = 64;

/** Folds one fact into the state, in place. */
export function evolveService(state: ServiceState, fact: ServiceEvent): void {
  if (fact.type === "RetentionPassed") state.lastRetention = fact;
  else signed(state, fact);
  if (fact.type === "ServiceStopped") state.running.delete(fact.worker);
  if (fact.type !== "ServiceStarted") return;
  state.running.set(fact.worker, fact);
  const [oldest] = state.running.keys();
  if (state.running.size > runningMax && oldest !== undefined) state.running.delete(oldest);
}
