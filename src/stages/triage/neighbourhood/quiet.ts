import { columns, spans } from "./rows.ts";
import type { AlertStream } from "./stream.ts";

const hourMs = 3_600_000;
/** A rule that fired in so many different hours, the last hour apart, is known here: how often it fires may speak for its being ordinary. */
const steadyHoursMin = 8;
/** So many times as often as it used to fire is still how it usually fires. */
const usualTimes = 2;

const dayApart = Math.log1p(24 * 3_600);

const placeOf = (wanted: string) => columns.findIndex(({ name }) => name === wanted);
const places = (pattern: RegExp) => columns.flatMap(({ name }, at) => (pattern.test(name) ? [at] : []));
/** The columns that count repetitions within a span, with its length. */
const repeats = spans.map(({ says, fromMs, toMs }) => ({
  hours: (toMs - fromMs) / hourMs,
  onHost: placeOf(`same ${says}`),
  anywhere: placeOf(`same rule ${says}`),
}));
const variety = places(/^rules (on host )?(within|in) /);
const gaps = places(/^gap/);
const inDays = places(/^in day/);

/**
 * Opens the rows without a flood: `quieten(at, row)` gives what the row of an alert would be had its rule not fired more often than it used to before
 * the last hour (where it is not known here from hours before: not once), and then had no other rule fired either. Whoever makes alerts can fill
 * every count, so none of them may lower what the alert is worth without them. Asked in ascending order; the rows given are overwritten by the next call.
 */
export function openQuiet(stream: AlertStream): (at: number, row: Float32Array) => readonly Float32Array[] {
  const { rules, hosts, rulesCount } = stream;
  const anywhere = openUsual(stream, (at) => rules[at]!);
  const onHost = openUsual(stream, (at) => hosts[at]! * rulesCount + rules[at]!);
  const [unrepeated, alone] = [new Float32Array(columns.length), new Float32Array(columns.length)];
  return (at, row) => {
    const usual = { anywhere: anywhere(at), onHost: onHost(at) };
    const isSteady = usual.anywhere.hours >= steadyHoursMin;
    unrepeated.set(row);
    for (const span of repeats) {
      for (const where of ["anywhere", "onHost"] as const) {
        const { alerts, hours } = usual[where];
        const most = isSteady ? (usualTimes * span.hours * alerts) / Math.max(1, hours) : 0;
        lower(unrepeated, span[where], Math.max(1, most));
      }
    }
    if (isSteady) return [unrepeated];
    for (const place of gaps) unrepeated[place] = dayApart;
    for (const place of inDays) unrepeated[place] = 0;
    alone.set(unrepeated);
    for (const place of variety) lower(alone, place, 1);
    return [unrepeated, alone];
  };
}

/** Counts are logarithms in a row. */
function lower(row: Float32Array, place: number, count: number): void {
  row[place] = Math.min(row[place]!, Math.log1p(count));
}

/** How an alert's rule fired before the last hour: how often, and in how many different hours. */
type Usual = { readonly alerts: number; readonly hours: number };

function openUsual({ timesMs }: AlertStream, keyOf: (at: number) => number): (at: number) => Usual {
  const seen = new Map<number, { alerts: number; hours: number; lastHour: number }>();
  let next = 0;
  return (at) => {
    for (; timesMs[next]! < timesMs[at]! - hourMs; next++) {
      const hour = Math.floor(timesMs[next]! / hourMs);
      const held = seen.get(keyOf(next)) ?? { alerts: 0, hours: 0, lastHour: Number.NEGATIVE_INFINITY };
      held.alerts++;
      if (hour !== held.lastHour) held.hours++;
      held.lastHour = hour;
      seen.set(keyOf(next), held);
    }
    return seen.get(keyOf(at)) ?? never;
  };
}

const never: Usual = { alerts: 0, hours: 0 };
