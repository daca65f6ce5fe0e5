import type { RegulationOrder } from "../configuration/regulation.ts";
import { dayText } from "./calendar/day.ts";
import type { HolidayCalendar } from "./calendar/holidays.ts";
import { wallAt } from "./calendar/wall.ts";
import type { RuleBook, RulePack } from "./pack.ts";
import type { EntityType } from "./words.ts";

/** The law as it is read here, and what the operator says to be before it. */
export type LegalSituation = { readonly book: RuleBook; readonly order: RegulationOrder };

/** Whether something asks anything of this operator, and why. */
export type Applies = { readonly applies: boolean; readonly because: string };

/** Where no member state is named: no holidays, and the day as UTC has it. */
const nowhere: HolidayCalendar = { title: "no member state named", zone: "UTC", rules: [] };

/** The calendar by which a pack counts: its own, or that of the first member state. */
export function calendarOf(pack: RulePack, { book, order }: LegalSituation): HolidayCalendar {
  return book.calendars.get(pack.calendar ?? order["member-states"][0] ?? "") ?? nowhere;
}

/** Whether any of the words names this operator; a pack or clock that names none is for all. */
export const isFor = (entities: readonly EntityType[] | undefined, { order }: LegalSituation): boolean =>
  entities === undefined || order.entity.some((each) => entities.includes(each));

/** Whether a pack asks anything of this operator about what they became aware of at a time. */
export function packApplies(pack: RulePack, situation: LegalSituation, atMs: number): Applies {
  const { order } = situation;
  const no = (because: string): Applies => ({ applies: false, because });
  if (!isFor(pack.entities, situation)) return no("the configuration names no entity that it is for");
  if (order.regimes && !order.regimes.includes(pack.regime)) return no("the configuration does not look at this regime");
  if (pack.flag !== undefined && !order.flags.includes(pack.flag)) return no(`a text that is not in force; the flag ${pack.flag} shows it`);
  const today = dayText(wallAt(atMs, calendarOf(pack, situation).zone).day);
  if (today < pack.effective.from) return no(`in force from ${pack.effective.from}`);
  if (pack.effective.until !== undefined && today > pack.effective.until) return no(`in force until ${pack.effective.until}`);
  return { applies: true, because: `for ${order.entity.filter((each) => pack.entities.includes(each)).join(", ")}` };
}
