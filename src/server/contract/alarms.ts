import { z } from "zod";
import { AlarmFinding } from "../../core/alarm/alarm.ts";
import { AlarmSettings, alarmWeeksMax } from "../../core/alarm/settings.ts";
import { count, time, whole } from "./common.ts";
import { operation } from "./operation.ts";

/**
 * An alarm: what is out of the ordinary, in a sentence and in numbers, and what to do. `toldBelow` is the bound: a chance (`finding.chance`) below it is told.
 * `ended` is null while it goes on.
 */
export const AlarmLine = z.strictObject({
  id: z.string(),
  says: z.string(),
  remedy: z.string(),
  since: time,
  finding: AlarmFinding,
  toldBelow: z.number().min(0).max(1),
  changes: z.array(z.string()),
  ended: z.strictObject({ at: time, because: z.string() }).nullable(),
});

/** How a source is watched: what it usually hands over at this time of the week, and after how many hours a silence is told. Null while too little is known. */
export const WatchedSource = z.strictObject({
  source: z.string(),
  knownHours: count,
  usualPerHour: z.number().min(0).nullable(),
  noticedWithinHours: count.nullable(),
});

/** What would be told under other settings, of the last decisions on sources. */
export const AlarmSimulation = z.strictObject({
  settings: z.strictObject({ now: AlarmSettings, other: AlarmSettings }),
  decisions: count,
  toldNow: count,
  toldThen: count,
  changed: z.array(z.strictObject({ at: time, told: z.boolean(), would: z.boolean(), finding: AlarmFinding })),
});

/** What is asked about rates that are out of the ordinary. */
export const alarmOperations = {
  listAlarms: operation({
    method: "GET",
    path: "/api/v1/alarms",
    operation: "listAlarms",
    summary:
      "sources that are silent or hand over more or less than usual, and shares of verdicts that moved: what goes on, and the latest that ended",
    tag: "measures",
    right: "read",
    answer: z.strictObject({
      settings: AlarmSettings,
      definition: z.strictObject({ formula: z.string(), clock: z.string() }),
      standing: z.array(AlarmLine),
      ended: z.array(AlarmLine),
      sources: z.array(WatchedSource),
    }),
  }),
  simulateAlarms: operation({
    method: "GET",
    path: "/api/v1/alarms/simulation",
    operation: "simulateAlarms",
    summary: "what other settings would have told, over the last 500 decisions on sources",
    tag: "measures",
    right: "read",
    query: z.strictObject({
      "false-alarms-per-month": z.coerce.number<number>().min(0.001).max(10).optional(),
      "history-weeks-min": whole(2, alarmWeeksMax).optional(),
      "history-days-min": whole(7, 56).optional(),
    }),
    answer: AlarmSimulation,
  }),
} as const;
