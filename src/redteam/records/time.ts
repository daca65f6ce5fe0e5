/** A day as the records see it: `at("09:31:12")` is that moment, in milliseconds since the epoch UTC. */
export type Day = { readonly date: string; readonly startMs: number; readonly endMs: number; readonly at: (clock: string) => number };

export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;

export function dayOf(date: string): Day {
  const startMs = Date.parse(`${date}T00:00:00.000Z`);
  return {
    date,
    startMs,
    endMs: startMs + 24 * hourMs,
    at(clock) {
      const [hours = 0, minutes = 0, seconds = 0] = clock.split(":").map(Number);
      return startMs + Math.round(((hours * 60 + minutes) * 60 + seconds) * 1_000);
    },
  };
}

export const isoOf = (timeMs: number): string => new Date(timeMs).toISOString();

/** `2026-03-17 09:31:12.345`, as Sysmon writes UtcTime. */
export const spacedOf = (timeMs: number): string => isoOf(timeMs).replace("T", " ").replace("Z", "");

/** `Mar 17 09:31:12`, as RFC 3164 writes it. */
export function bsdTimeOf(timeMs: number): string {
  const [, month, day, , clock] = new Date(timeMs)
    .toUTCString()
    .replace(/^(\w+), (\d+) (\w+) /, "$1 $3 $2 ")
    .split(" ") as string[];
  return `${month} ${day!.replace(/^0/, " ")} ${clock}`;
}
