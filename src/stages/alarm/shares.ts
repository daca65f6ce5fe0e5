import type { AlarmFinding, WatchedShare } from "../../core/alarm/alarm.ts";
import { watchedShares } from "../../core/alarm/alarm.ts";
import type { AlarmSettings } from "../../core/alarm/settings.ts";
import { chancesOfShare, shareDispersion } from "../../learning/alarm/counts.ts";

/** Days that are looked back. */
export const shareDaysBefore = 28;
/** The window that is compared with them, hours. */
export const shareWindowHours = 24;
/** Settled cases that the days before must have. */
export const shareCasesMin = 100;

/** What settled cases came to on one day: rows of the family "end". */
export type DayOfCases = readonly { readonly key: readonly (string | number)[]; readonly n: number }[];

const fits: Readonly<Record<WatchedShare, (key: readonly (string | number)[]) => boolean>> = {
  escalated: ([, , handed]) => handed === 1,
  "closed-by-agent": ([outcome]) => outcome === "agent",
  "insufficient-data": ([, verdict]) => verdict === "insufficient-data",
  "true-positive": ([, verdict]) => verdict === "true-positive",
};

const countOf = (day: DayOfCases, share: WatchedShare) => {
  const settled = day.filter(({ key: [outcome] }) => outcome !== "open");
  const sum = (rows: DayOfCases) => rows.reduce((all, { n }) => all + n, 0);
  return { right: sum(settled.filter(({ key }) => fits[share](key))), of: sum(settled) };
};

/**
 * Both chances of every share of settled cases of the last day beside the days before it. Cases, because the alerts of one case share its verdict. Empty while
 * too few days or cases are known.
 */
export function shareFindings(today: DayOfCases, before: readonly DayOfCases[], settings: AlarmSettings): AlarmFinding[] {
  return watchedShares.flatMap((share) => {
    const days = before.map((day) => countOf(day, share)).filter(({ of }) => of > 0);
    const { right, of } = countOf(today, share);
    const ofBefore = days.reduce((sum, day) => sum + day.of, 0);
    if (days.length < settings["history-days-min"] || ofBefore < shareCasesMin || of === 0) return [];
    const rightBefore = days.reduce((sum, day) => sum + day.right, 0);
    const { low, high } = chancesOfShare({ right, of, rightBefore, ofBefore }, shareDispersion(days));
    const its = {
      about: { kind: "share" as const, share },
      windowHours: shareWindowHours,
      observed: right / of,
      expected: rightBefore / ofBefore,
    };
    return [
      { ...its, direction: "falls" as const, chance: low },
      { ...its, direction: "rises" as const, chance: high },
    ];
  });
}
