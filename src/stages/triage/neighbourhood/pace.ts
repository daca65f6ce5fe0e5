import type { AlertStream } from "./stream.ts";

const dayMs = 24 * 3_600_000;

/** How a rule has been firing before one alert: milliseconds since the last time (at most a day), and how often within the day before. */
export type Pace = { readonly gapMs: number; readonly inDay: number };

/** Walks a stream forwards and says, of each alert, how its rule fired before it: on its host, or anywhere. Alerts of the same instant do not count as before. */
export function openPace(stream: AlertStream, where: "anywhere" | "own-host"): (at: number) => Pace {
  const { timesMs, rules, hosts, rulesCount } = stream;
  const keyOf = (at: number) => (where === "anywhere" ? rules[at]! : hosts[at]! * rulesCount + rules[at]!);
  const lastMs = new Map<number, number>();
  const counts = new Map<number, number>();
  let first = 0;
  let next = 0;
  return (at) => {
    const timeMs = timesMs[at]!;
    for (; timesMs[next]! < timeMs; next++) {
      const key = keyOf(next);
      lastMs.set(key, timesMs[next]!);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    for (; first < next && timesMs[first]! < timeMs - dayMs; first++) {
      const key = keyOf(first);
      const count = counts.get(key)! - 1;
      if (count > 0) counts.set(key, count);
      else {
        counts.delete(key);
        lastMs.delete(key);
      }
    }
    const key = keyOf(at);
    const last = lastMs.get(key);
    return { gapMs: last === undefined ? dayMs : Math.min(dayMs, timeMs - last), inDay: counts.get(key) ?? 0 };
  };
}
