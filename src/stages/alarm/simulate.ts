import { type AlarmFinding, type Alarms, alarmKey, alarmLimits } from "../../core/alarm/alarm.ts";
import type { AlarmSettings } from "../../core/alarm/settings.ts";
import { limitOf } from "./decide.ts";
import { rateFindings, rateWindows } from "./usual.ts";

/** A decision on one source in one direction at one hour: what was told, and what would have been. */
export type AlarmDecision = { readonly hour: number; readonly finding: AlarmFinding; readonly told: boolean; readonly would: boolean };

/**
 * The last decisions on sources, newest first, under the settings that are in force and under others: whether a window was below its limit. An alarm that goes
 * on is a decision of every hour.
 */
export function simulateAlarms({ counts, last }: Alarms, now: AlarmSettings, other: AlarmSettings): AlarmDecision[] {
  const decisions: AlarmDecision[] = [];
  if (!last) return decisions;
  const sources = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const hoursMax = Math.max(0, ...sources.map(([, hours]) => hours.size));
  for (let back = 0; back < hoursMax && decisions.length < alarmLimits.decisionsHeldMax; back++) {
    const hour = last.hour - back;
    for (const [source, hours] of sources) {
      // The fewest weeks of both: whichever asks for more tells nothing of the rest.
      const least = now["history-weeks-min"] < other["history-weeks-min"] ? now : other;
      const windows = rateWindows(hours, hour, least);
      const below = (finding: AlarmFinding, settings: AlarmSettings) => {
        const known = windows.some(
          ({ windowHours, windows: weeks }) => windowHours === finding.windowHours && weeks >= settings["history-weeks-min"],
        );
        return known && finding.chance < limitOf(finding, settings);
      };
      for (const its of Map.groupBy(rateFindings(source, windows), alarmKey).values()) {
        const finding = its.reduce((least, each) => (each.chance < least.chance ? each : least));
        const [told, would] = [its.some((each) => below(each, now)), its.some((each) => below(each, other))];
        if (decisions.length < alarmLimits.decisionsHeldMax) decisions.push({ hour, finding, told, would });
      }
    }
  }
  return decisions;
}
