import { type Backlog, isCatchingUp } from "./catch-up.ts";
import { isFenced, type WatchContext } from "./context.ts";
import { namesStep, refreshStep, segmentStep, windowStep } from "./housekeeping.ts";
import { placeStep } from "./place-step.ts";
import { openReading } from "./read-step.ts";
import { openTeller } from "./tell-step.ts";
import { openViewsWriter } from "./views-step.ts";

/** The desk of one process: it reads, triages, places, shows and tells while it holds the claim, and otherwise waits for it. */
export type Desk = {
  /** One round; gives how to wait for the next. */
  readonly step: () => Promise<(signal: AbortSignal) => Promise<unknown>>;
  /** Publishes what was recorded, and waits for what is under way. */
  readonly end: () => Promise<void>;
};

/** Steps in which the views are brought up to the record at the end; what is left then, the next start puts. */
const viewStepsAtEndMax = 20;
/** How often the record is published while there is something new. */
const publishMs = 5 * 60_000;

/** Opens the desk. */
export function openDesk(context: WatchContext, signal: AbortSignal): Desk {
  const { parts, limits, log, alive } = context;
  let held: Held | undefined;
  const mine = () => log.state.desk?.worker === parts.leases.worker;
  const step = async () => {
    if (!(await alive.keep()) || !(await claimed(context))) {
      held = undefined;
      await log.refresh();
      return (signal: AbortSignal) => parts.clock.sleep(limits.lookMs, signal);
    }
    held ??= await begun(context, signal);
    return round(context, held);
  };
  return {
    async step() {
      try {
        return await step();
      } catch (error) {
        if (isFenced(error)) held = undefined;
        throw error;
      }
    },
    async end() {
      await held?.telling.ended;
      if (!held || !mine() || log.isBroken()) return;
      try {
        for (let steps = 0; steps < viewStepsAtEndMax && context.touched.alerts.size + context.touched.left.size > 0; steps++)
          await held.views.step();
        await held.views.step();
        await log.checkpoint();
      } catch (error) {
        parts.note?.("the views could not be brought up to the record, or the record not be published; the next start does it", error);
      }
    },
  };
}

/** What a desk that is held has open, and when it did last what it does now and then. */
type Held = {
  readonly reading: ReturnType<typeof openReading>;
  readonly views: ReturnType<typeof openViewsWriter>;
  readonly telling: { readonly ended: Promise<void> };
  naming: boolean;
  backlog: Backlog | undefined;
  catchesUp: boolean;
  refreshedMs: number;
  windowMs: number;
  publishedMs: number;
};

/** Takes the desk where nobody who lives has it. */
async function claimed({ log, parts, alive }: WatchContext): Promise<boolean> {
  const { worker } = parts.leases;
  const holder = log.state.desk?.worker;
  if (holder === worker) return true;
  const living = await alive.among(holder === undefined ? [] : [holder]);
  if (holder !== undefined && living.has(holder)) return false;
  await log.decide(() => {
    const now = log.state.desk;
    // Another one was quicker.
    if (now?.worker !== holder) return [];
    return [{ type: "DeskClaimed", claim: { worker, epoch: (now?.epoch ?? 0) + 1 }, atMs: parts.clock.nowMs() }];
  });
  return log.state.desk?.worker === worker;
}

/** Where the desk before stopped, this one goes on: reads that were recorded are stored, views that lag are made whole. */
async function begun(context: WatchContext, signal: AbortSignal): Promise<Held> {
  const reading = openReading(context);
  const views = openViewsWriter(context);
  await reading.begin();
  await views.begin();
  const nowMs = context.parts.clock.nowMs();
  const held = { reading, views, naming: false, backlog: undefined, catchesUp: false, refreshedMs: 0, windowMs: nowMs, publishedMs: nowMs };
  return { ...held, telling: { ended: tellOn(context, signal) } };
}

/** Tells while the desk is ours; what a sink takes long for holds up nothing else. */
async function tellOn(context: WatchContext, signal: AbortSignal): Promise<void> {
  const { parts, limits, log } = context;
  const teller = openTeller(context);
  const mine = log.state.desk?.epoch;
  while (!signal.aborted && !log.isBroken() && log.state.desk?.epoch === mine) {
    try {
      await teller.step();
    } catch (error) {
      if (isFenced(error)) return;
      parts.note?.("settled cases cannot be told; it is tried again", error);
    }
    await parts.clock.sleep(limits.lookMs, signal).catch(() => {});
  }
}

async function round(context: WatchContext, held: Held): Promise<(signal: AbortSignal) => Promise<unknown>> {
  const { parts, limits, log } = context;
  const nowMs = parts.clock.nowMs();
  const catchesUp = parts.catchesUp?.() ?? false;
  // A backlog is read with what is known when it begins.
  if (nowMs - held.refreshedMs >= limits.refreshMs || (catchesUp && !held.catchesUp)) {
    held.refreshedMs = nowMs;
    if (await refreshStep(context)) await held.reading.renew();
    nameAside(context, held);
  }
  const { run } = log.state;
  held.catchesUp = catchesUp;
  // Where too much is held already, sources keep their own until something is settled.
  const read = run.alerts.size < limits.alertsHeldMax + limits.alertsPerStepMax ? await held.reading.step() : 0;
  const waits = await isCatchingUp(context, held, read);
  const placed = waits ? 0 : await placeStep(context);
  await held.views.step();
  if (await windowStep(context, held.windowMs)) held.windowMs = nowMs;
  if (nowMs - held.publishedMs >= publishMs) {
    held.publishedMs = nowMs;
    await log.checkpoint();
  }
  await segmentStep(context);
  if (read + placed >= limits.alertsPerStepMax / 2) return async () => {};
  if (read + placed > 0) return (signal) => parts.clock.sleep(limits.gatherMs, signal);
  return (signal) => quiet(context, signal);
}

/** Waits while nothing comes in and nobody acts, at most until the next look. */
async function quiet({ parts, limits, log, touched }: WatchContext, signal: AbortSignal): Promise<void> {
  const woken = new AbortController();
  const either = AbortSignal.any([signal, woken.signal]);
  const forget = touched.whenPressing(() => woken.abort());
  try {
    await Promise.race([
      parts.intake.arrival(log.state.intakeUpTo, limits.lookMs, either),
      parts.clock.sleep(limits.lookMs, either).catch(() => {}),
    ]);
  } finally {
    forget();
  }
}

function nameAside(context: WatchContext, held: Held): void {
  if (held.naming) return;
  held.naming = true;
  void namesStep(context)
    .catch((error) => {
      if (!isFenced(error)) context.parts.note?.("names could not be looked for in the telemetry; it is tried again", error);
    })
    .finally(() => {
      held.naming = false;
    });
}
