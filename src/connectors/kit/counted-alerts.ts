import { createHash } from "node:crypto";
import type { Clock } from "../../ports/clock.ts";
import { type IntakeRecord, recordBytesMax } from "../../ports/intake.ts";
import type { PolledSource } from "../../ports/source.ts";
import { unexpectedAnswer } from "./http-refusals.ts";
import {
  type At,
  type Counted,
  changedStretches,
  type IndexCursor,
  readCursor,
  type Stretch,
  slotsMax,
  writtenCursor,
} from "./index-cursor.ts";

/** What is still to be read: stretches of time, in order, and up to where they were. */
export type Reading = NonNullable<IndexCursor["reading"]>;
/** A slot's width and the first and last moment of all slots, milliseconds. */
export type Window = { readonly from: number; readonly to: number; readonly widthMs: number };
/** An alert with its place; without a record where it cannot be handed over. */
export type Read = { readonly at: At; readonly record: IntakeRecord | undefined };
export type Refused = { readonly id: string; readonly reason: string; readonly says: string };
/** Alerts in their order; `total` is how many there were to read, so that a page that holds fewer is not the last. */
export type AlertPage = { readonly hits: readonly Read[]; readonly refused: readonly Refused[]; readonly total: number };

/** A product whose alerts can be counted by time, and how it is asked. */
export type CountedAlerts = {
  readonly name: string;
  readonly clock: Clock;
  /** When the newest alert was made, milliseconds; undefined where there is none. */
  readonly newest: (signal: AbortSignal) => Promise<number | undefined>;
  /** How many there are in each slot of a window, by where the slot begins, and after it. */
  readonly count: (window: Window, signal: AbortSignal) => Promise<Pick<Counted, "slots" | "beyond">>;
  readonly read: (reading: Reading, signal: AbortSignal) => Promise<AlertPage>;
  /** How late an alert may come and still be found, milliseconds. */
  readonly lookBackMs: number;
  readonly everyMs: number;
};

/** One id is one record: longer ones are told by their digest. */
const idLengthMax = 200;

/**
 * Alerts are counted by slots of time, and read where a count is another than before: so whatever comes late is found, within the time that is looked back, without
 * reading everything again. What was counted before the last reading began stands in the cursor.
 */
export function countedAlerts(alerts: CountedAlerts): PolledSource {
  return {
    kind: "polled",
    guarantee: "never lost",
    everyMs: alerts.everyMs,
    async page({ cursor, sinceMs, signal }) {
      const before = readCursor(cursor);
      const state = before?.reading ? before : await begin(alerts, before, sinceMs, signal);
      const kept = (next: IndexCursor) => writtenCursor(next, widthOf(alerts));
      const { reading, ...counted } = state;
      if (!reading) return { records: [], cursor: kept(counted), more: false };
      const { hits, refused, total } = await alerts.read(reading, signal);
      const at = hits.at(-1)?.at;
      const isLast = total <= hits.length || at === undefined;
      if (!isLast && reading.at && !isAfter(at, reading.at)) throw unexpectedAnswer(alerts.name, "a page leads back to an earlier one");
      const next = isLast ? counted : { ...counted, reading: { stretches: reading.stretches, at } };
      return { records: hits.flatMap(({ record }) => record ?? []), refused, cursor: kept(next), more: !isLast };
    },
  };
}

/** A record of one alert; undefined where it is larger than any may be. */
export function alertRecord(id: string, alert: unknown, sentAtMs: number): IntakeRecord | undefined {
  const bytes = Buffer.from(JSON.stringify(alert));
  return bytes.length > recordBytesMax ? undefined : { id: alertId(id), bytes, sentAtMs };
}
/** The product's own id of an alert, as a record may have it. */
export const alertId = (id: string) => (id.length <= idLengthMax ? id : `sha256:${createHash("sha256").update(id).digest("hex")}`);
export const tooLargeAlert = (id: string): Refused => ({
  id: alertId(id),
  reason: "too-large",
  says: "the alert is larger than a record may be",
});

const widthOf = ({ lookBackMs }: CountedAlerts) => Math.max(1_000, Math.ceil((2 * lookBackMs) / slotsMax / 1_000) * 1_000);
const aligned = (timeMs: number, widthMs: number) => Math.max(0, Math.floor(timeMs / widthMs) * widthMs);

/** Counts anew, and says what is to be read: everything at first, and after a pause longer than the time that is looked back. */
async function begin(alerts: CountedAlerts, before: Counted | undefined, sinceMs: number, signal: AbortSignal): Promise<IndexCursor> {
  const widthMs = widthOf(alerts);
  // The window ends with the newest alert: the product's clock decides, wherever it stands.
  const newestMs = (await alerts.newest(signal)) ?? Number.POSITIVE_INFINITY;
  const from = aligned(Math.min(newestMs, alerts.clock.nowMs()) - alerts.lookBackMs, widthMs);
  const to = from + slotsMax * widthMs;
  const { slots, beyond } = await alerts.count({ from, to, widthMs }, signal);
  const within = [...slots].filter(([slot]) => slot >= from && slot < to).map(([slot, count]) => [aligned(slot, widthMs), count] as const);
  const now: Counted = { from, slots: new Map(within), beyond };
  const isFar = before !== undefined && now.from - before.from > alerts.lookBackMs / 2;
  const stretches: readonly Stretch[] =
    before === undefined ? [[Math.max(0, sinceMs), null]] : isFar ? [[before.from, null]] : changedStretches(before, now, widthMs);
  return stretches.length === 0 ? now : { ...now, reading: { stretches, at: undefined } };
}

function isAfter([aMs, a]: At, [bMs, b]: At): boolean {
  if (aMs !== bMs) return aMs > bMs;
  return a !== b && (a === null || (b !== null && a > b));
}
