import { eventually } from "../../../scenarios/soc-day/service.ts";
import type { Office } from "./office.ts";

const perHand = 1_000;
const countDefault = 3_000;
/** Longest that they are waited for: a part that is always there, and a part for each. Milliseconds. */
const takenMs = { least: 600_000, each: 40 } as const;

/** How many alerts come beside those of the day; `WATCHKEEPER_CONSOLE_ALERTS` says another number. */
export const furtherCount = Number(process.env.WATCHKEEPER_CONSOLE_ALERTS ?? countDefault);
export const furtherMsMax = takenMs.least + takenMs.each * furtherCount;

const noise = [
  ["sensor-noise", "Lookup of an outside address", "low"],
  ["sensor-noise", "Query for a rare domain", "informational"],
  ["host-noise", "Authentication failed", "low"],
  ["host-noise", "Several logon failures", "medium"],
  ["proxy-noise", "Download of an archive from a new domain", "low"],
] as const;
/** Machines on each of which one rule says the same again and again: a case each. */
const machines = 40;
const betweenMs = 500;

/** One of many alerts as a company's products tell them while nothing is wrong: no two machines have anything in common. */
function furtherAlert(at: number, nowMs: number) {
  const machine = at % machines;
  const [source, title, severity] = noise[machine % noise.length]!;
  const time = new Date(nowMs - at * betweenMs).toISOString();
  return {
    source,
    id: `further-${at}`,
    time,
    title: `${title}, office ${machine}`,
    severity,
    host: `pc-${machine}`,
    user: `clerk-${machine}`,
  };
}

/** Hands them in at once, each by its source. */
export async function handInFurther(held: Office, count = furtherCount): Promise<void> {
  const nowMs = Date.now();
  for (let from = 0; from < count; from += perHand) {
    const alerts = Array.from({ length: Math.min(perHand, count - from) }, (_, step) => furtherAlert(from + step, nowMs));
    for (const [source, each] of Map.groupBy(alerts, (alert) => alert.source)) await held.handIn(source, each);
  }
}

type Source = { readonly source: string; readonly waiting: number };

/** Waits until all that came in is read. */
export async function allRead({ who }: Office): Promise<void> {
  await eventually("every record to be read", furtherMsMax, async () => {
    const { sources } = await who("ada").ask<{ sources: Source[] }>("GET", "/api/v1/sources");
    return sources.every(({ waiting }) => waiting === 0);
  });
}

/** Waits until the ledger has as many alerts as that, and none is without a verdict. */
export async function allJudged({ who }: Office, count = furtherCount): Promise<void> {
  const { ask } = who("ada");
  await eventually("every verdict", furtherMsMax, async () => {
    const iso = (atMs: number) => encodeURIComponent(new Date(atMs).toISOString());
    const toMs = Math.ceil(Date.now() / 60_000) * 60_000;
    const period = `from=${iso(toMs - 2 * 86_400_000)}&to=${iso(toMs)}&zone=UTC`;
    const { flow } = await ask<{ flow: { accepted: number; open: number } }>("GET", `/api/v1/measures?${period}`);
    return flow.accepted >= count && flow.open === 0;
  });
}
