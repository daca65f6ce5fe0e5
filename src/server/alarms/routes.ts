import type { z } from "zod";
import { type Alarm, type Alarms, standingAlarms } from "../../core/alarm/alarm.ts";
import { AlarmSettings } from "../../core/alarm/settings.ts";
import { alarmRemedy, alarmSays, limitOf } from "../../stages/alarm/decide.ts";
import { simulateAlarms } from "../../stages/alarm/simulate.ts";
import { noticedWithinHours, rateWindows } from "../../stages/alarm/usual.ts";
import { definitions } from "../../stages/measure/definitions.ts";
import { type AlarmLine, alarmOperations, type WatchedSource } from "../contract/alarms.ts";
import { iso } from "../http/iso.ts";
import { defineRoute, type Route } from "../route.ts";

const hourMs = 3_600_000;
const changedShownMax = 100;

/** Rates that are out of the ordinary; reads. */
export const alarmRoutes: readonly Route[] = [
  defineRoute({
    ...alarmOperations.listAlarms,
    handle: async ({ desk }) => {
      const { settings } = desk.alarms;
      const state = await desk.alarms.state();
      const ended = [...state.alarms.values()].filter((alarm) => alarm.ended);
      return {
        settings,
        definition: definitions.alarms,
        standing: standingAlarms(state).map((each) => alarmLine(each, settings)),
        ended: ended.toReversed().map((each) => alarmLine(each, settings)),
        sources: watchedSources(state, settings),
      };
    },
  }),
  defineRoute({
    ...alarmOperations.simulateAlarms,
    handle: async ({ desk, query }) => {
      const now = desk.alarms.settings;
      const asked = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
      const other = AlarmSettings.parse({ ...now, ...asked });
      const decisions = simulateAlarms(await desk.alarms.state(), now, other);
      return {
        settings: { now, other },
        decisions: decisions.length,
        toldNow: decisions.filter(({ told }) => told).length,
        toldThen: decisions.filter(({ would }) => would).length,
        changed: decisions
          .filter(({ told, would }) => told !== would)
          .slice(0, changedShownMax)
          .map(({ hour, ...each }) => ({ at: iso(hour * hourMs), ...each })),
      };
    },
  }),
];

const alarmLine = (alarm: Alarm, settings: AlarmSettings): z.input<typeof AlarmLine> => ({
  id: alarm.id,
  says: `${alarmSays(alarm)}.`,
  remedy: `${alarmRemedy(alarm)}.`,
  since: iso(alarm.sinceMs),
  finding: alarm.finding,
  toldBelow: limitOf(alarm.finding, settings),
  changes: [...alarm.changes],
  ended: alarm.ended ? { at: iso(alarm.ended.atMs), because: alarm.ended.because } : null,
});

function watchedSources({ counts, last }: Alarms, settings: AlarmSettings): z.input<typeof WatchedSource>[] {
  const hour = last?.hour ?? 0;
  return [...counts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([source, hours]) => {
      const windows = rateWindows(hours, hour, settings);
      return {
        source,
        knownHours: hours.size,
        usualPerHour: windows.find(({ windowHours }) => windowHours === 1)?.expected ?? null,
        noticedWithinHours: noticedWithinHours(windows, settings) ?? null,
      };
    });
}
