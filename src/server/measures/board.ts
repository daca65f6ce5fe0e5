import type { z } from "zod";
import type { Alarms } from "../../core/alarm/alarm.ts";
import { slotMs } from "../../core/measure/tally.ts";
import { isZone, stretchesOf, zoneOffsetMs } from "../../core/measure/zone.ts";
import { alarmSays } from "../../stages/alarm/decide.ts";
import type { BoardReport } from "../../stages/measure/board-report.ts";
import { unmeasured } from "../../stages/measure/say.ts";
import type { Figures } from "../contract/measures.ts";
import { badRequest } from "../http/refusals.ts";
import type { FigurePeriod } from "./period.ts";

/** A month of a zone as a period: from its midnight to that of the next, whatever clocks do in between. The month before this one where none is named. Refuses (`server/bad-request`). */
export function monthOf(
  { month, zone }: { readonly month?: string | undefined; readonly zone: string },
  nowMs: number,
): FigurePeriod & { readonly month: string } {
  if (!isZone(zone)) throw badRequest("zone is no time zone that is known here; name one as Europe/Vienna");
  const named = month ?? monthBefore(new Date(nowMs + zoneOffsetMs(zone, nowMs)));
  const [year = 0, number = 1] = named.split("-").map(Number);
  const [fromSlot, toSlot] = [midnight(zone, year, number - 1), midnight(zone, year, number)];
  return { month: named, fromSlot, toSlot, zone, days: stretchesOf(zone, "day", fromSlot, toSlot) };
}

const monthBefore = (local: Date) => new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() - 1, 1)).toISOString().slice(0, 7);

/** The slot in which the first day of a month begins. */
function midnight(zone: string, year: number, month: number): number {
  const utcMs = Date.UTC(year, month, 1);
  const onceMs = utcMs - zoneOffsetMs(zone, utcMs);
  return Math.floor((utcMs - zoneOffsetMs(zone, onceMs)) / slotMs);
}

const timeNames = {
  mttd: "detection (occurred to accepted)",
  mtta: "first look (accepted to triaged)",
  mtti: "verdict (accepted to verdict)",
  mttr: "containment (accepted to read back)",
} as const;

/** What a board reads of a month. */
export function boardReportOf(
  figures: z.input<typeof Figures>,
  alarms: Alarms,
  {
    tenant,
    month,
    fromSlot,
    toSlot,
  }: { readonly tenant: string; readonly month: string; readonly fromSlot: number; readonly toSlot: number },
): BoardReport {
  const { flow, escalation, times, approval, verdicts, hours, models } = figures;
  const within = ({ sinceMs }: { readonly sinceMs: number }) => sinceMs >= fromSlot * slotMs && sinceMs < toSlot * slotMs;
  return {
    tenant,
    month,
    zone: figures.period.zone,
    countedUpTo: figures.countedUpTo,
    flow,
    escalation: escalation.all,
    escalationBySeverity: escalation.bySeverity,
    times: [
      ...Object.entries(timeNames).map(([name, says]) => ({ name: says, durations: times[name as keyof typeof timeNames].all })),
      { name: "approval (proposed to decided)", durations: approval.all },
    ],
    shares: sharesOf(figures),
    drift: verdicts.drift,
    hoursSaved: hours.saved.measured ? `${hours.saved.hours} h` : unmeasured,
    models: modelsSay(models),
    days: verdicts.days,
    alarms: [...alarms.alarms.values()].filter(within).map((alarm) => `${alarmSays(alarm)}${alarm.ended ? "; it is as usual again" : ""}.`),
  };
}

const sharesOf = ({ autoClose, override, coverage, falseContainment, hostileText, volume }: z.input<typeof Figures>) => [
  { name: "closed without a person", share: autoClose.all },
  { name: "overruled by people", share: override.rate },
  { name: "whole plan of evidence ran", share: coverage.all },
  { name: "wrong containment", share: falseContainment.all },
  { name: "bore hostile text", share: hostileText.all },
  { name: "reduction from alerts to cases", share: volume.reduction },
];

function modelsSay({ calls, tokens, cost, currency, perAlert, says }: z.input<typeof Figures>["models"]): string {
  if (calls === 0) return says;
  const each = perAlert.measured ? `; ${perAlert.tokens.toFixed(1)} tokens an alert` : "";
  return `${calls} calls, ${tokens} tokens${currency === null ? "" : `, ${cost.toFixed(2)} ${currency}`}${each}`;
}
