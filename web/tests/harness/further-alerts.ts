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

type Source = { readonly source: string; readonly accepted: number; readonly waiting: number; readonly deadLettered: number };

/** Hands in, at once, what the products of a company of 400 machines tell: storms, noise, and a few attacks. Gives how many there were of each source. */
export async function handInFurther(held: Office, count = furtherCount): Promise<ReadonlyMap<string, number>> {
  const mix = openMix(chanceOf(seed));
  const bySource = new Map<string, number>();
  for (let from = 0; from < count; from += perHand)
    for (const [source, lines] of mix.next(Math.min(perHand, count - from))) {
      const first = bySource.get(source) ?? 0;
      bySource.set(source, first + lines.length);
      await held.handIn(
        source,
        lines.map((line, at) => ({ ...(JSON.parse(line) as object), id: `further-${first + at}` })),
      );
    }
  return bySource;
}

/** Waits until every record that came in is read, whichever product sent it. */
export async function allRead(held: Office, bySource: ReadonlyMap<string, number>): Promise<void> {
  await eventually("every record to be read", furtherMsMax, async () => {
    const { sources } = await held.who("ada").ask<{ sources: Source[] }>("GET", "/api/v1/sources");
    const held_ = new Map(sources.map((each) => [each.source, each]));
    return [...bySource].every(([name, count]) => {
      const each = held_.get(name);
      return each !== undefined && each.waiting === 0 && each.accepted >= count;
    });
  });
}
