import type { z } from "zod";
import { stretchesOf } from "../../core/measure/zone.ts";
import { definitions } from "../../stages/measure/definitions.ts";
import { countOf } from "../../stages/measure/figures.ts";
import { type PersonLine, peopleMax, type Workload } from "../contract/measures.ts";
import { isoOrNull } from "../http/iso.ts";
import { dayRow, type MeasureReading } from "./figures.ts";
import { type FigurePeriod, saysPeriod } from "./period.ts";

type Person = { -readonly [Field in keyof z.input<typeof PersonLine>]: z.input<typeof PersonLine>[Field] };
const counted = ["assigned", "settled", "overruled", "notes", "approvals"] as const;
/** Being given a case, and having overruled the agent with a decision that is counted already, are no acts of their own. */
const notActs: ReadonlySet<string> = new Set(["assigned", "overruled"]);

/** Who did how much, and at which hours. */
export async function workloadOf(measures: MeasureReading, period: FigurePeriod): Promise<z.input<typeof Workload>> {
  const { fromSlot, toSlot, zone } = period;
  const hours = stretchesOf(zone, "hour", fromSlot, toSlot);
  const [acts, open, alertsByHour, actsByHour, countedUpToMs] = await Promise.all([
    measures.totals("person", fromSlot, toSlot),
    measures.totals("now", 0, 1),
    measures.series("day", hours.bounds),
    measures.series("person", hours.bounds),
    measures.countedUpToMs(),
  ]);
  const people = new Map<string, Person>();
  const lineOf = (person: string) => {
    const line = people.get(person) ?? { person, assigned: 0, settled: 0, overruled: 0, notes: 0, approvals: 0, open: 0 };
    people.set(person, line);
    return line;
  };
  for (const { key, n } of acts) {
    const act = counted.find((each) => each === key[1]);
    if (act) lineOf(String(key[0]))[act] += n;
  }
  for (const { key, n } of open) lineOf(String(key[0])).open += n;
  const at = <Row extends { readonly stretch: number }>(rows: readonly Row[], hour: number) =>
    rows.filter(({ stretch }) => Number(hours.names[stretch]) === hour);
  return {
    period: saysPeriod(period),
    countedUpTo: isoOrNull(countedUpToMs),
    definition: definitions.workload,
    people: [...people.values()].toSorted((a, b) => b.settled - a.settled || (a.person < b.person ? -1 : 1)).slice(0, peopleMax),
    hours: Array.from({ length: 24 }, (_, hour) => {
      const rows = at(alertsByHour, hour);
      return {
        hour,
        alerts: countOf(rows, () => true),
        handedToPeople: countOf(rows, (row) => dayRow(row).handed),
        acts: countOf(at(actsByHour, hour), ({ key }) => !notActs.has(String(key[1]))),
      };
    }),
  };
}
