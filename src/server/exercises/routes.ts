import { exerciseWorld } from "../../core/exercise/exercise.ts";
import { exerciseNotice, nextExerciseMs } from "../../core/exercise/schedule.ts";
import { openExercises } from "../../engine/exercise/exercise-record.ts";
import type { Clock } from "../../ports/clock.ts";
import { tenantsOf } from "../../ports/configuration.ts";
import { exerciseOperations } from "../contract/exercises.ts";
import type { TenantDesk } from "../desk.ts";
import { iso } from "../http/iso.ts";
import { defineRoute, type Route } from "../route.ts";

/** The history of exercises; reads. */
export const exerciseRoutes = (clock: Clock): readonly Route[] => [
  defineRoute({
    ...exerciseOperations.listExercises,
    handle: async ({ desk, query: { limit } }) => {
      const { played, failure } = await recordOf(desk, clock);
      const last = played.at(-1);
      return {
        schedule: scheduleOf(desk, Math.max(last?.atMs ?? 0, failure?.atMs ?? 0), clock.nowMs()),
        notice: exerciseNotice(last, failure) ?? null,
        notPlayed: failure ? { at: iso(failure.atMs), because: failure.because } : null,
        exercises: played
          .slice(-limit)
          .toReversed()
          .map(({ type: _, atMs, ...figures }) => ({ ...figures, at: iso(atMs) })),
      };
    },
  }),
];

async function recordOf({ journal }: TenantDesk, clock: Clock) {
  if (!(await journal.hasWorld(exerciseWorld))) return { played: [], failure: undefined };
  const { state, failure } = await openExercises((await journal.world(exerciseWorld)).journal, clock);
  return { played: state.played, failure: failure() };
}

function scheduleOf({ tenant, settings }: TenantDesk, lastMs: number, nowMs: number) {
  const order = tenantsOf(settings.configuration).find(({ name }) => name === tenant)?.redteam;
  if (!order) return null;
  return { ...order, nextAt: iso(nextExerciseMs(order, { lastMs: lastMs === 0 ? undefined : lastMs, sinceMs: nowMs })) };
}
