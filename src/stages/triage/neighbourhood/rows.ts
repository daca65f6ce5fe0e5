import { activities, activitiesCount, classesCount } from "./activity.ts";
import { openNearest } from "./nearest.ts";
import { openPace } from "./pace.ts";
import { type AlertStream, shareOf } from "./stream.ts";
import { openWindow, type Span } from "./window.ts";

const secondMs = 1_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;
/** How far ahead of an alert its neighbourhood reaches, where what follows is known already. */
export const lookAheadMs = hourMs;

/** The spans that are looked at, with the words that name them. */
export const spans: readonly (Span & { readonly says: string })[] = [
  { fromMs: -5 * secondMs, toMs: 5 * secondMs, says: "within 5 seconds" },
  { fromMs: -minuteMs, toMs: minuteMs, says: "within a minute" },
  { fromMs: -10 * minuteMs, toMs: 0, says: "in the 10 minutes before" },
  { fromMs: 0, toMs: 10 * minuteMs, says: "in the 10 minutes after" },
  { fromMs: -hourMs, toMs: 0, says: "in the hour before" },
  { fromMs: 0, toMs: lookAheadMs, says: "in the hour after" },
];

/** What a column is about; columns of one group are explained together. */
export type ColumnGroup =
  | { readonly about: "rule" }
  | { readonly about: "pace" }
  | { readonly about: "variety" }
  | { readonly about: "activity"; readonly activity: number };
/** One column of a row: a name that stays the same between versions, and its group. */
export type Column = { readonly name: string; readonly group: ColumnGroup };

/** The columns of a row, in their order. */
export const columns: readonly Column[] = [
  { name: "rule none", group: { about: "rule" } },
  ...activities.map(({ name }): Column => ({ name: `rule ${name}`, group: { about: "rule" } })),
  ...spans.flatMap(({ says }): Column[] => [
    { name: `same ${says}`, group: { about: "pace" } },
    { name: `same rule ${says}`, group: { about: "pace" } },
    { name: `rules on host ${says}`, group: { about: "variety" } },
    { name: `rules ${says}`, group: { about: "variety" } },
    ...activities.flatMap(({ name }, activity): Column[] => [
      { name: `${name} on host ${says}`, group: { about: "activity", activity } },
      { name: `${name} ${says}`, group: { about: "activity", activity } },
    ]),
  ]),
  ...activities.flatMap(({ name }, activity): Column[] =>
    ["since", "until", "since on host", "until on host"].map((what) => ({
      name: `${what} ${name}`,
      group: { about: "activity", activity },
    })),
  ),
  ...["gap", "in day", "gap on host", "in day on host"].map((name): Column => ({ name, group: { about: "pace" } })),
];

/**
 * Opens the rows of a stream: `fill(at, row)` writes the columns of one alert. Alerts are asked for in ascending order (leaving some out is
 * allowed). The cost of a row does not depend on how much history there is. Counts and times are logarithms: ln(1 + count), ln(1 + seconds).
 */
export function openRows(stream: AlertStream): (at: number, row: Float32Array) => void {
  const windows = spans.map((span) => openWindow(stream, span));
  const anywhere = openNearest(stream, "anywhere", hourMs);
  const ownHost = openNearest(stream, "own-host", hourMs);
  const paces = [openPace(stream, "anywhere"), openPace(stream, "own-host")];
  const seconds = (ms: number) => Math.log1p(ms / secondMs);
  return (at, row) => {
    const { shares } = stream.readings[stream.rules[at]!]!;
    let column = 0;
    for (let each = 0; each < classesCount; each++) row[column++] = shares[each]!;
    for (const window of windows) {
      const around = window(at);
      row[column++] = Math.log1p(around.same);
      row[column++] = Math.log1p(around.sameRule);
      row[column++] = Math.log1p(around.rulesOnHost);
      row[column++] = Math.log1p(around.rules);
      for (let each = 0; each < activitiesCount; each++) {
        row[column++] = shareOf(around.heatOfHosts[around.heatAt + each]!);
        row[column++] = shareOf(around.heat[each]!);
      }
    }
    for (let each = 0; each < activitiesCount; each++) {
      row[column++] = seconds(anywhere.since(at, each));
      row[column++] = seconds(anywhere.until(at, each));
      row[column++] = seconds(ownHost.since(at, each));
      row[column++] = seconds(ownHost.until(at, each));
    }
    for (const pace of paces) {
      const { gapMs, inDay } = pace(at);
      row[column++] = seconds(gapMs);
      row[column++] = Math.log1p(inDay);
    }
  };
}
