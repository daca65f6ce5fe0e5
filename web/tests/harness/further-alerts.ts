import { openMix } from "../../../bench/watch-mix.ts";
import { eventually } from "../../../scenarios/soc-day/service.ts";
import { chanceOf } from "../../../tools/trials/chance.ts";
import type { Office } from "./office.ts";

const [perHand, seed] = [1_000, 20_260_105] as const;
const countDefault = 3_000;
/** Longest that reading them is waited for: a part that is always there, and a part for each. Milliseconds. */
const readMs = { least: 600_000, each: 40 } as const;

/** How many alerts come beside those of the day; `WATCHKEEPER_CONSOLE_ALERTS` says another number. */
export const furtherCount = Number(process.env.WATCHKEEPER_CONSOLE_ALERTS ?? countDefault);
export const furtherMsMax = readMs.least + readMs.each * furtherCount;

type Source = { readonly source: string; readonly waiting: number; readonly deadLettered: number };
type Total = { readonly total: { readonly count: number; readonly exact: boolean } };

/** Hands in, at once, what the products of a company of 400 machines tell: storms, noise, and a few attacks. */
export async function handInFurther(held: Office, count = furtherCount): Promise<void> {
  const mix = openMix(chanceOf(seed));
  let at = 0;
  for (let from = 0; from < count; from += perHand)
    for (const [source, lines] of mix.next(Math.min(perHand, count - from)))
      await held.handIn(
        source,
        lines.map((line) => ({ ...(JSON.parse(line) as object), id: `further-${at++}` })),
      );
}

/** Waits until all that came in is read, and as many alerts as that are in the queue, as far as it counts them. */
export async function allRead(held: Office, count = furtherCount): Promise<void> {
  const { ask } = held.who("ada");
  await eventually("every record to be read", furtherMsMax, async () => {
    const { sources } = await ask<{ sources: Source[] }>("GET", "/api/v1/sources");
    if (sources.some(({ waiting }) => waiting > 0)) return false;
    const { total } = await ask<Total>("GET", "/api/v1/queue?of=alerts&limit=1&state=open&state=escalated&state=closed");
    return !total.exact || total.count >= count;
  });
}
