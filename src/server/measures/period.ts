import { slotMs } from "../../core/measure/tally.ts";
import { isZone, type Stretches, stretchesOf } from "../../core/measure/zone.ts";
import { periodDays, periodDaysMax } from "../contract/measures.ts";
import { iso, msOf } from "../http/iso.ts";
import { badRequest } from "../http/refusals.ts";

/** A period as figures are made for it: slots, from the first to before the last. */
export type FigurePeriod = { readonly fromSlot: number; readonly toSlot: number; readonly zone: string; readonly days: Stretches };

const dayMs = 86_400_000;

/** The period that is asked for; the last 30 days where nothing is said. Refuses (`server/bad-request`) one that cannot be, and a zone that is none. */
export function periodOf(
  asked: { readonly from?: string | undefined; readonly to?: string | undefined; readonly zone: string },
  nowMs: number,
): FigurePeriod {
  const { zone } = asked;
  if (!isZone(zone)) throw badRequest("zone is no time zone that is known here; name one as Europe/Vienna");
  const toMs = msOf(asked.to) ?? nowMs;
  const fromMs = msOf(asked.from) ?? toMs - periodDays * dayMs;
  if (!(fromMs >= 0 && fromMs < toMs)) throw badRequest("the period ends before it begins");
  if (toMs - fromMs > periodDaysMax * dayMs) throw badRequest(`the period is longer than ${periodDaysMax} days`);
  const [fromSlot, toSlot] = [Math.floor(fromMs / slotMs), Math.ceil(toMs / slotMs)];
  return { fromSlot, toSlot, zone, days: stretchesOf(zone, "day", fromSlot, toSlot) };
}

/** The period as it is said in an answer. */
export function saysPeriod({ fromSlot, toSlot, zone, days }: FigurePeriod) {
  return { from: iso(fromSlot * slotMs), to: iso(toSlot * slotMs), zone, days: new Set(days.names).size };
}
