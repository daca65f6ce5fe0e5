import { createHash } from "node:crypto";
import { z } from "zod";
import { Collector, type IndicatorFile } from "../../core/indicator/collector.ts";
import type { IndicatorKind } from "../../core/indicator/indicator.ts";
import { readMisp } from "../../core/indicator/misp.ts";
import type { IndicatorItem, IndicatorReading, IndicatorSource } from "../../ports/connector.ts";
import { unexpectedAnswer } from "../kit/http.ts";
import type { FeedPlace } from "./place.ts";

/** Events of one feed, and those that are read before what was read is kept. */
const eventsMax = 50_000;
const eventsPerReading = 100;
const eventsAtOnce = 4;

const Manifest = z.record(
  z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i),
  z.object({ timestamp: z.coerce.string().regex(/^\d{1,12}$/) }),
);
const EventFile = z.object({ Event: z.object({ uuid: z.string(), info: z.string() }) });
const ListFile = z.object({ name: z.string(), type: z.string(), list: z.array(z.string()) });

export type FeedOrder = {
  readonly name: string;
  readonly place: FeedPlace;
  /** What the events name: by default what is known from attacks. */
  readonly kind: IndicatorKind;
  /** Warning lists, each a path below the feed's own. */
  readonly warningLists: readonly (readonly string[])[];
};

/** How many events the manifest names, for `check`. */
export async function eventsOf({ name, place }: FeedOrder, signal: AbortSignal): Promise<number> {
  return (await manifestOf(name, place, signal)).size;
}

/** Reads the events that the manifest names and that are not held as they are now, so many at a time, and the warning lists. */
export function openFeed(order: FeedOrder): IndicatorSource["read"] {
  const { name, place, kind, warningLists } = order;
  return async ({ ids }, signal): Promise<IndicatorReading> => {
    const manifest = await manifestOf(name, place, signal);
    const missing = [...manifest].filter(([id]) => !ids.has(id)).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const turn = missing.slice(0, eventsPerReading);
    const items: IndicatorItem[] = [];
    for (let at = 0; at < turn.length; at += eventsAtOnce) {
      const few = turn.slice(at, at + eventsAtOnce);
      items.push(...(await Promise.all(few.map(([id, uuid]) => readEvent({ name, place, kind, id, uuid, signal })))));
    }
    const more = missing.length > turn.length;
    // Lists are read when the events are through: they are few, and say nothing of when they changed.
    const lists = more ? [] : await Promise.all(warningLists.map((path) => readList(name, place, path, signal)));
    const current = new Set(lists.map(({ id }) => id));
    const stays = (id: string) => (id.startsWith(listMark) ? more || current.has(id) : manifest.has(id));
    const fresh = lists.filter(({ id }) => !ids.has(id));
    return { cursor: "", items: [...items, ...fresh], gone: [...ids].filter((id) => !stays(id)), more };
  };
}

/** Ids of items as the manifest has them now, each with the event's own: another timestamp makes another item. */
async function manifestOf(name: string, place: FeedPlace, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const read = await place.json(["manifest.json"], signal);
  const manifest = read === "too-large" ? undefined : Manifest.safeParse(read.value).data;
  if (!manifest) throw unexpectedAnswer(name, "a manifest that is none");
  const events = Object.entries(manifest);
  if (events.length === 0 || events.length > eventsMax) throw unexpectedAnswer(name, `a manifest of ${events.length} events`);
  return new Map(events.map(([uuid, { timestamp }]) => [`${uuid.toLowerCase()}@${timestamp}`, uuid]));
}

type EventOrder = {
  readonly name: string;
  readonly place: FeedPlace;
  readonly kind: IndicatorKind;
  readonly id: string;
  readonly uuid: string;
  readonly signal: AbortSignal;
};

/** One event. One that is larger than we take is held as left out, so that it keeps no other away. */
async function readEvent({ name, place, kind, id, uuid, signal }: EventOrder): Promise<IndicatorItem> {
  const read = await place.json([`${uuid}.json`], signal);
  if (read === "too-large") return { id, indicators: [], leftOut: 1 };
  const event = EventFile.safeParse(read.value).data;
  if (event?.Event.uuid.toLowerCase() !== uuid.toLowerCase()) throw unexpectedAnswer(name, "another event than the one that was asked for");
  return itemOf(id, readMisp({ name, content: read.value, kind, collector: new Collector() }));
}

const listMark = "warning-list/";

async function readList(name: string, place: FeedPlace, path: readonly string[], signal: AbortSignal): Promise<IndicatorItem> {
  const read = await place.json(path, signal);
  if (read === "too-large" || !ListFile.safeParse(read.value).success) throw unexpectedAnswer(name, "a warning list that is none");
  const digest = createHash("sha256").update(JSON.stringify(read.value)).digest("hex");
  return itemOf(
    `${listMark}${path.join("/")}@${digest}`,
    readMisp({ name, content: read.value, kind: "known-good", collector: new Collector() }),
  );
}

/** Attributes that are not for detection are left out on purpose, and not counted as trouble. */
function itemOf(id: string, { indicators, skipped }: IndicatorFile): IndicatorItem {
  const trouble = skipped.filter(({ reason }) => reason !== "attribute not meant for detection");
  return { id, indicators, leftOut: trouble.reduce((sum, { count }) => sum + count, 0) };
}
