import { dayOf, partsOf } from "./calendar/day.ts";
import { momentOf, wallAt } from "./calendar/wall.ts";
import type { Dossier, Regulation } from "./dossier.ts";
import { timeValue } from "./known.ts";
import { regulationLimits as limits } from "./limits.ts";

/** Incidents recur within so many months (RTS 2024/1772, Regulation 2024/2690 Art. 4). */
const monthsBack = 6;

/** What a look for recurrences found: how many cases it looked at, how many of them name no root cause, and those that share one. */
export type FoundRecurrences = {
  readonly looked: number;
  readonly without: number;
  readonly groups: { readonly group: string; readonly caseIds: string[] }[];
};

/** Cases of the six months before a moment that share an apparent root cause, as people confirmed it. Whether they are major together is for people. */
export function recurrencesOf({ dossiers }: Pick<Regulation, "dossiers">, endMs: number): FoundRecurrences {
  const { day, ofDayMs } = wallAt(endMs, "UTC");
  const { year, month, day: ofMonth } = partsOf(day);
  const fromMs = momentOf({ day: dayOf(year, month - monthsBack, Math.min(ofMonth, 28)), ofDayMs }, "UTC");
  const looked = [...dossiers.values()].filter((each) => {
    const timeMs = happenedAt(each);
    return timeMs >= fromMs && timeMs < endMs;
  });
  const groups = new Map<string, string[]>();
  for (const each of looked) {
    const group = groupOf(each);
    if (group !== undefined) groups.set(group, [...(groups.get(group) ?? []), each.caseId]);
  }
  const recurring = [...groups].filter(([, caseIds]) => caseIds.length > 1).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    looked: looked.length,
    without: looked.filter((each) => groupOf(each) === undefined).length,
    groups: recurring.slice(0, limits.listMax).map(([group, caseIds]) => ({ group, caseIds: caseIds.toSorted().slice(0, limits.listMax) })),
  };
}

const happenedAt = (dossier: Dossier) =>
  timeValue(dossier, "occurred-at")?.atMs ?? timeValue(dossier, "aware-at")?.atMs ?? dossier.openedAtMs;

function groupOf({ values }: Dossier): string | undefined {
  const value = values.get("recurrence-group")?.confirmed?.value;
  return typeof value === "string" && value.trim() !== "" ? value.trim().toLowerCase() : undefined;
}
