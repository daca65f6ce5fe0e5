import type { ExerciseOrder } from "../../core/configuration/exercise.ts";
import type { ExercisePlayed } from "../../core/exercise/exercise.ts";
import { nextExerciseMs } from "../../core/exercise/schedule.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Leases } from "../../ports/leases.ts";

/** What keeping a schedule of exercises takes. */
export type ExercisingParts = {
  readonly order: ExerciseOrder;
  readonly clock: Clock;
  readonly leases: Pick<Leases, "take">;
  /** When the last one was played, or could not be. */
  readonly lastMs: () => Promise<number | undefined>;
  /** Plays one, somewhere where it holds nothing up; ends early once the signal is aborted. */
  readonly play: (signal: AbortSignal) => Promise<ExercisePlayed>;
  readonly keep: (played: ExercisePlayed) => Promise<void>;
  /** Records that one could not be played, and why. */
  readonly failed: (cause: unknown) => Promise<void>;
};

/** Of the processes of a tenant one plays. */
const leaseKey = "exercise";
/** A timer is not trusted for longer: clocks are set, and machines sleep. */
const sleepMsMax = 600_000;

/** Plays exercises at their times, until the signal. One that fails is recorded and tried again at its next time. */
export async function keepExercising(parts: ExercisingParts, signal: AbortSignal): Promise<void> {
  const { order, clock } = parts;
  let sinceMs = clock.nowMs();
  while (!signal.aborted) {
    const dueMs = nextExerciseMs(order, { lastMs: await parts.lastMs(), sinceMs });
    if (clock.nowMs() < dueMs) {
      await clock.sleep(Math.min(sleepMsMax, dueMs - clock.nowMs()), signal).catch(() => undefined);
      continue;
    }
    await playDue(parts, { sinceMs, dueMs }, signal);
    sinceMs = Math.max(clock.nowMs(), dueMs + 1);
  }
}

async function playDue(
  { order, leases, lastMs, play, keep, failed }: ExercisingParts,
  { sinceMs, dueMs }: { readonly sinceMs: number; readonly dueMs: number },
  signal: AbortSignal,
): Promise<void> {
  const lease = await leases.take(leaseKey);
  if (!lease) return;
  try {
    // Another process may have played it while this one waited for the lease.
    if (nextExerciseMs(order, { lastMs: await lastMs(), sinceMs }) > dueMs) return;
    const played = await play(AbortSignal.any([signal, lease.lost]));
    await lease.requireHeld();
    await keep(played);
  } catch (cause) {
    if (!signal.aborted && !lease.lost.aborted) await failed(cause);
  } finally {
    await lease.letGo();
  }
}
