import type { DeadLetter, TelemetryEvent } from "../../core/event/event.ts";
import { emptyFields } from "../../core/event/event.ts";
import { entitiesOf } from "../../core/observable/entities.ts";
import { observableKey } from "../../core/observable/observable.ts";
import { checkQuery } from "../../core/query/check.ts";
import { fold } from "../../core/query/fold.ts";
import { matches } from "../../core/query/matches.ts";
import type { Meaning } from "../../core/query/meaning/vocabulary.ts";
import { valuesOf } from "../../core/query/meaning.ts";
import { type EventQuery, queryLimits } from "../../core/query/query.ts";
import type { EventStore, Prevalence, SearchAnswer } from "../../ports/event-store.ts";
import { storable } from "../event/storable.ts";

type Kept = { readonly event: TelemetryEvent; readonly keys: readonly string[] };
type KeptBatch = {
  readonly place: readonly [input: number, batch: number];
  readonly kept: readonly Kept[];
  readonly letters: readonly DeadLetter[];
};

/** An event store that forgets everything when it is dropped; keeps the promises of `event-store-contract.ts`. */
export function memoryEventStore(): EventStore {
  const batches = new Map<string, KeptBatch>();
  const inOrder = () => [...batches.values()].sort((a, b) => a.place[0] - b.place[0] || a.place[1] - b.place[1]);
  const all = () => inOrder().flatMap(({ kept }) => kept);
  return {
    async append({ inputIndex, batch, events, letters }) {
      const name = `${inputIndex}/${batch}`;
      if (batches.has(name)) return;
      const kept = events.map((event) => ({ event: copyOf(event), keys: entitiesOf(event).map(observableKey) }));
      batches.set(name, { place: [inputIndex, batch], kept, letters: [...letters] });
    },
    async finishLoading() {},
    search: async (query) => searchIn(all(), checkQuery(query)),
    prevalence: async (keys) => keys.map((key) => prevalenceOf(key, all())),
    async totals() {
      const events = all().map(({ event }) => event);
      return { events: events.length, hosts: distinct(events.flatMap(({ host }) => (host ? [host] : []))), ...span(events) };
    },
    deadLetters: async (limit) =>
      inOrder()
        .flatMap(({ letters }) => letters)
        .slice(0, limit),
  };
}

// What a store gives back has gone through JSON.
const copyOf = (event: TelemetryEvent): TelemetryEvent => ({
  ...structuredClone({ ...event, fields: undefined }),
  fields: Object.assign(emptyFields(), JSON.parse(JSON.stringify(event.fields))),
});

function searchIn(all: readonly Kept[], query: EventQuery): SearchAnswer {
  const { fromMs, toMs } = query.time;
  const found = all
    .filter(({ event, keys }) => {
      const inside = event.timeMs >= fromMs && event.timeMs < toMs && (!query.dataset || event.dataset === query.dataset);
      return inside && (query.entity === undefined || keys.includes(query.entity)) && (!query.where || matches(query.where, event));
    })
    .map(({ event }) => event);
  // The sort is stable, so equal times keep the order of input, batch and place.
  found.sort((a, b) => a.timeMs - b.timeMs);
  if (query.sort === "newest") found.reverse();
  const groups = query.aggregate ? groupsOf(found, query.aggregate.by, query.aggregate.distinct) : [];
  return { rows: found.slice(0, query.limit), total: Math.min(found.length, 10_000), groups };
}

function groupsOf(events: readonly TelemetryEvent[], by: readonly Meaning[], counted: Meaning | undefined): SearchAnswer["groups"] {
  const groups = new Map<string, { by: string[]; values: string[]; count: number }>();
  for (const event of events) {
    const keys = by.map((meaning) => firstValue(event, meaning));
    const name = JSON.stringify(keys);
    const group = groups.get(name) ?? { by: keys, values: [], count: 0 };
    groups.set(name, group);
    group.count++;
    const value = counted ? firstValue(event, counted) : "";
    if (value !== "") group.values.push(value);
  }
  return [...groups.values()]
    .sort((a, b) => b.count - a.count || compareLists(a.by, b.by))
    .slice(0, queryLimits.groupsMax)
    .map(({ by: keys, values, count }) => ({ by: keys, count, distinct: distinct(values) }));
}

const firstValue = (event: TelemetryEvent, meaning: Meaning) => storable(fold(valuesOf(event, meaning)[0] ?? ""));

function compareLists(a: readonly string[], b: readonly string[]): number {
  for (const [index, item] of a.entries()) {
    const order = Buffer.compare(Buffer.from(item), Buffer.from(b[index] ?? ""));
    if (order !== 0) return order;
  }
  return 0;
}

function prevalenceOf(key: string, all: readonly Kept[]): Prevalence {
  const mentioning = all.filter(({ keys }) => keys.includes(key));
  const events = mentioning.map(({ event }) => event);
  const hosts = distinct(events.flatMap(({ host }) => (host ? [host] : [])));
  const users = distinct(mentioning.flatMap(({ keys }) => keys.filter((one) => one.startsWith("user:"))));
  return { key, events: events.length, hosts, users, ...span(events) };
}

const distinct = (values: readonly string[]) => new Set(values).size;

function span(events: readonly TelemetryEvent[]): { firstMs: number | undefined; lastMs: number | undefined } {
  const times = events.map(({ timeMs }) => timeMs).sort((a, b) => a - b);
  return { firstMs: times[0], lastMs: times.at(-1) };
}
