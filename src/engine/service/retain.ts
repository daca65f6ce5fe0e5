import type { Retention } from "../../core/configuration/sections.ts";
import { type HeldSpan, type KeptWorld, nextPassMs, planRetention } from "../../core/service/retention.ts";
import type { RetentionPassed } from "../../core/service/service-record.ts";
import { SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Intake, IntakeHold, IntakeHolds } from "../../ports/intake.ts";
import type { ServiceRecord } from "./service-record.ts";

/** Records of the intake that one step lets go of, and the most steps of one pass. */
const rawPerStep = 5_000;
const stepsMax = 10_000;
/** A pass that another process did within this time is not done again. */
const passedMs = 12 * 3_600_000;

/** What a pass needs of the stores of one tenant. */
export type RetainParts = {
  readonly retention: Retention;
  readonly clock: Clock;
  readonly intake: Pick<Intake, "forget">;
  readonly holds: IntakeHolds;
  /** Lets go of events of the watch before a time, but those of these spans. */
  readonly forgetEvents: (beforeMs: number, kept: readonly HeldSpan[]) => Promise<{ readonly events: number; readonly months: number }>;
  /** The records of the watch, with when they begin and end. */
  readonly watchWorlds: () => Promise<readonly KeptWorld[]>;
  /** Destroys the keys of a world, on its record. Refuses (`journal/on-hold`) one that somebody put under a hold there. */
  readonly erase: (world: string) => Promise<void>;
  readonly record: ServiceRecord;
};

/** Lets go, night for night, until told to stop. `told` hears of each pass. */
export async function retainNightly(parts: RetainParts, signal: AbortSignal, told: (passed: RetentionPassed) => void): Promise<void> {
  while (!signal.aborted) {
    const nowMs = parts.clock.nowMs();
    await parts.clock.sleep(nextPassMs(nowMs) - nowMs, signal).catch(() => undefined);
    if (signal.aborted) return;
    await parts.record.refresh();
    const last = parts.record.state.lastRetention;
    if (last && parts.clock.nowMs() - last.atMs < passedMs) continue;
    told(await retain(parts, signal));
  }
}

/** One pass: what is older than it is kept goes, what is under a hold stays, and both are on the record. */
export async function retain(parts: RetainParts, signal: AbortSignal): Promise<RetentionPassed> {
  const { clock, retention, record } = parts;
  const plan = planRetention(retention, await parts.watchWorlds(), clock.nowMs());
  await agreeOnHolds(parts.holds, plan.holds);
  const raw = await forgetRaw(parts.intake, plan.rawBeforeMs, signal);
  const { events, months } = await parts.forgetEvents(plan.eventsBeforeMs, plan.holds);
  const held = [...plan.held];
  const worlds: string[] = [];
  for (const world of plan.erase) {
    if (signal.aborted) break;
    if (await isErased(parts, world)) worlds.push(world);
    else held.push(world);
  }
  const { rawBeforeMs, eventsBeforeMs, watchBeforeMs } = plan;
  const atMs = clock.nowMs();
  const passed: RetentionPassed = {
    type: "RetentionPassed",
    rawBeforeMs,
    eventsBeforeMs,
    watchBeforeMs,
    raw,
    events,
    months,
    worlds,
    held,
    atMs,
  };
  await record.note(passed);
  return passed;
}

async function forgetRaw(intake: RetainParts["intake"], beforeMs: number, signal: AbortSignal): Promise<number> {
  let raw = 0;
  for (let steps = 0; steps < stepsMax && !signal.aborted; steps++) {
    const gone = await intake.forget(beforeMs, rawPerStep);
    raw += gone;
    if (gone < rawPerStep) break;
  }
  return raw;
}

async function isErased({ erase }: RetainParts, world: string): Promise<boolean> {
  try {
    await erase(world);
    return true;
  } catch (cause) {
    if (cause instanceof SocError && cause.code === "journal/on-hold") return false;
    throw cause;
  }
}

const ours = "watchkeeper.yaml ";

/** The intake keeps by itself what the configuration puts under a hold; one that was taken out of it is released. Holds of others stay. */
async function agreeOnHolds(holds: IntakeHolds, wanted: readonly HeldSpan[]): Promise<void> {
  const named = new Map<string, IntakeHold>();
  for (const [index, { source, fromMs, toMs }] of wanted.entries()) {
    const hold = `${ours}${index + 1}`;
    named.set(hold, { hold, ...(source !== undefined && { source }), fromMs, toMs });
  }
  const standing = await holds.all();
  for (const hold of named.values()) await holds.place(hold);
  for (const { hold } of standing) if (hold.startsWith(ours) && !named.has(hold)) await holds.release(hold);
}
