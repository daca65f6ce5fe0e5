import { standingAlarms } from "../../core/alarm/alarm.ts";
import { exerciseWorld } from "../../core/exercise/exercise.ts";
import { exerciseNotice } from "../../core/exercise/schedule.ts";
import { openExercises } from "../../engine/exercise/exercise-record.ts";
import type { HandoverSources } from "../../engine/handover/parts.ts";
import type { Clock } from "../../ports/clock.ts";
import { tenantsOf } from "../../ports/configuration.ts";
import type { TenantDesk } from "../../server/desk.ts";
import { type FigureDesk, figuresIn } from "../../server/measures/routes.ts";
import { grantsWaiting, runningClocks, shiftFiguresOf, shiftPeriod } from "../../server/measures/shift.ts";
import { alarmSays } from "../../stages/alarm/decide.ts";

/** What a handover tells beside cases. */
export type BesideCases = Pick<HandoverSources, "figures" | "clocks" | "samples" | "exercises" | "alarms" | "proposedGrants">;

type Desks = FigureDesk & Pick<TenantDesk, "alarms" | "autonomy" | "regulation" | "journal">;

/** What falls due beside cases, and the shift in figures: clocks where the configuration says what the operator is, exercises where it says when. */
export function besideCases(desk: Desks, clock: Clock): BesideCases {
  const { alarms, autonomy, regulation, samples, settings, tenant } = desk;
  const order = tenantsOf(settings.configuration).find(({ name }) => name === tenant);
  return {
    figures: async (period) => shiftFiguresOf(await figuresIn(desk, shiftPeriod(period), clock.nowMs())),
    async samples() {
      const { waiting, samples: all } = await samples.state();
      return {
        waiting: waiting.size,
        overdue: [...waiting].filter((id) => (all.get(id)?.dueAtMs ?? clock.nowMs()) < clock.nowMs()).length,
      };
    },
    async alarms() {
      return standingAlarms(await alarms.state()).map((alarm) => ({ id: alarm.id, says: alarmSays(alarm), sinceMs: alarm.sinceMs }));
    },
    proposedGrants: async () => grantsWaiting(await autonomy.list(), clock.nowMs()),
    ...((order?.regulation.entity.length ?? 0) > 0 && { clocks: async () => runningClocks(await regulation.board()) }),
    ...(order?.redteam && { exercises: () => exercisesOf(desk, clock) }),
  };
}

async function exercisesOf({ journal }: Pick<TenantDesk, "journal">, clock: Clock): Promise<{ readonly notice: string | undefined }> {
  if (!(await journal.hasWorld(exerciseWorld))) return { notice: "no exercise was played yet" };
  const { state, failure } = await openExercises((await journal.world(exerciseWorld)).journal, clock);
  return { notice: exerciseNotice(state.played.at(-1), failure()) };
}
