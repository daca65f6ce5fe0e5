import { activities, activitiesCount } from "./activity.ts";
import { type ColumnGroup, columns } from "./rows.ts";

/** Why a row scored as it did: one reason a group of columns, in words, with its natural log-odds, the heaviest first. */
export type Reason = { readonly says: string; readonly logOdds: number };

/** Lighter reasons are not worth a reader's time. */
const logOddsMin = 0.05;

/**
 * Turns what each column added to the log-odds into reasons that a person can check; `row` is the row that was scored. `isQuiet`: what a flood could
 * have written was left out of it.
 */
export function reasonsOf(contributions: Float64Array, row: Float32Array, isQuiet = false): Reason[] {
  const sums = new Map<string, { group: ColumnGroup; logOdds: number }>();
  for (const [at, { group }] of columns.entries()) {
    const key = group.about === "activity" ? `activity ${group.activity}` : group.about;
    const held = sums.get(key) ?? { group, logOdds: 0 };
    held.logOdds += contributions[at]!;
    sums.set(key, held);
  }
  return [...sums.values()]
    .filter(({ logOdds }) => Math.abs(logOdds) >= logOddsMin)
    .toSorted((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds))
    .map(({ group, logOdds }) => ({ says: isQuiet && group.about === "pace" ? unflooded : saysOf(group, row), logOdds }));
}

const unflooded = "how often its rule fires now is left aside: repeating it makes no alert harmless";

function saysOf(group: ColumnGroup, row: Float32Array): string {
  switch (group.about) {
    case "rule":
      return ruleSays(row);
    case "pace":
      return paceSays(row);
    case "variety":
      return `${counted(count(row, "rules on host within a minute"), "rule")} fired on its host within a minute, ${count(row, "rules within a minute")} anywhere`;
    case "activity":
      return nearSays(group.activity, row);
  }
}

function ruleSays(row: Float32Array): string {
  let most = 0;
  for (let each = 1; each < activitiesCount; each++)
    if (columnValue(row, ruleColumn(each)) > columnValue(row, ruleColumn(most))) most = each;
  const share = columnValue(row, ruleColumn(most));
  const named = `alerts that read like this one stood for ${activities[most]!.says}`;
  return share > 0.5 ? `most ${named}` : share > 0.05 ? `some ${named}` : "alerts that read like this one hardly ever stood for an attack";
}

const ruleColumn = (activity: number) => `rule ${activities[activity]!.name}`;

function paceSays(row: Float32Array): string {
  const before = count(row, "in day");
  if (before === 0) return "its rule had not fired for a day";
  const onHost = count(row, "in day on host");
  const gap = ago(Math.expm1(columnValue(row, "gap")));
  return `its rule fired ${times(before)} in the day before, ${onHost} of them on its host; last ${gap} before`;
}

/** The nearest alert that speaks for the activity: on the host if there is one, and whichever is nearer of before and after. */
function nearSays(activity: number, row: Float32Array): string {
  const { name, says } = activities[activity]!;
  const places = [
    [`since on host ${name}`, "before, on its host"],
    [`until on host ${name}`, "after, on its host"],
    [`since ${name}`, "before"],
    [`until ${name}`, "after"],
  ] as const;
  const near = places
    .map(([column, where]) => ({ seconds: Math.expm1(columnValue(row, column)), where }))
    .filter(({ seconds }) => seconds < spanSeconds - 1);
  const [nearest] = near.toSorted((a, b) => a.seconds - b.seconds);
  return nearest ? `an alert about ${says} stands ${ago(nearest.seconds)} ${nearest.where}` : `nothing within an hour speaks for ${says}`;
}

const spanSeconds = 3_600;

function ago(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 120) return counted(whole, "second");
  if (whole < 7_200) return `${Math.round(whole / 60)} minutes`;
  return `${Math.round(whole / 3_600)} hours`;
}

const counted = (number: number, noun: string) => `${grouped(number)} ${noun}${number === 1 ? "" : "s"}`;
const times = (number: number) => (number === 1 ? "once" : `${grouped(number)} times`);
const grouped = (number: number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");

const placeOf = new Map(columns.map(({ name }, at) => [name, at]));

function columnValue(row: Float32Array, name: string): number {
  const at = placeOf.get(name);
  if (at === undefined) throw new Error(`no column "${name}"`);
  return row[at]!;
}

const count = (row: Float32Array, name: string) => Math.round(Math.expm1(columnValue(row, name)));
