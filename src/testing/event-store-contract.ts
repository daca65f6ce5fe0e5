import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { DeadLetter, TelemetryEvent } from "../core/event/event.ts";
import { type datasets, emptyFields } from "../core/event/event.ts";
import { entitiesOf } from "../core/observable/entities.ts";
import { observableKey } from "../core/observable/observable.ts";
import { matches } from "../core/query/matches.ts";
import type { EventQuery, Where } from "../core/query/query.ts";
import type { EventStore } from "../ports/event-store.ts";
import { memoryEventStore } from "../storage/memory/memory-events.ts";
import { anyEvent, anyWhere } from "./generated-events.ts";

const always = { fromMs: -8.64e15, toMs: 8.64e15 + 1 };
const query = (parts: Partial<EventQuery>): EventQuery => ({ time: always, sort: "oldest", limit: 1_000, ...parts });

/** An ordinary event, for examples. */
export function exampleEvent(
  record: number,
  parts: Partial<TelemetryEvent> = {},
  fields: Record<string, string | number> = {},
): TelemetryEvent {
  return {
    timeMs: Date.UTC(2020, 0, 1) + record * 1_000,
    dataset: "windows",
    channel: "Microsoft-Windows-Sysmon/Operational",
    action: "1",
    host: "ws01.example.test",
    fields: Object.assign(emptyFields(), fields),
    source: { path: "sysmon.evtx", record, digest: `sha256:${record.toString(16).padStart(64, "0")}` },
    logSource: { product: "windows", category: "process_creation" },
    ...parts,
  };
}

/** The promises of every event store. `open` gives a new, empty world. */
export function testEventStore(name: string, open: () => Promise<EventStore>, { runs = 60 }: { readonly runs?: number } = {}): void {
  describe(`event store: ${name}`, () => {
    testStoring(open);
    testSearching(open, runs);
    testPrevalence(open, runs);
  });
}

function testStoring(open: () => Promise<EventStore>): void {
  // Guarantees: what was stored comes back exactly, whatever a stranger wrote into it.
  test("events come back as they were stored", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent, { maxLength: 30 }), async (events) => {
        const store = await open();
        await store.append({ inputIndex: 0, batch: 0, events, letters: [] });
        const { rows, total } = await store.search(query({}));
        assert.equal(total, events.length);
        assert.deepEqual(
          rows.map(plain),
          events
            .map((event, place) => ({ event, place }))
            .sort(byTime)
            .map(({ event }) => plain(event)),
        );
      }),
      { numRuns: 30 },
    );
  });

  test("a batch that comes again after a crash is stored once", async () => {
    const store = await open();
    const batch = { inputIndex: 3, batch: 7, events: [exampleEvent(1)], letters: [letter(2)] };
    await store.append(batch);
    await Promise.all([store.append(batch), store.append(batch)]);
    assert.equal((await store.totals()).events, 1);
    assert.equal((await store.deadLetters(10)).length, 1);
  });

  test("the order of equal times is that of the inputs, however they were loaded", async () => {
    const store = await open();
    const at = (record: number) => exampleEvent(record, { timeMs: 5 });
    await store.append({ inputIndex: 1, batch: 0, events: [at(3)], letters: [] });
    await store.append({ inputIndex: 0, batch: 1, events: [at(2)], letters: [] });
    await store.append({ inputIndex: 0, batch: 0, events: [at(1)], letters: [] });
    const order = async (sort: "oldest" | "newest") => (await store.search(query({ sort }))).rows.map(({ source }) => source.record);
    assert.deepEqual(await order("oldest"), [1, 2, 3]);
    assert.deepEqual(await order("newest"), [3, 2, 1]);
  });

  test("dead letters come back in order, with texts that a database could trip over", async () => {
    const store = await open();
    const letters = [letter(1), { ...letter(2), detail: 'a "\0" \ud800', path: "\\'", digest: undefined }];
    await store.append({ inputIndex: 0, batch: 0, events: [], letters });
    assert.deepEqual(await store.deadLetters(10), letters);
    assert.deepEqual(await store.deadLetters(1), letters.slice(0, 1));
  });

  test("totals count events, hosts and the span of time; an empty world has none", async () => {
    const store = await open();
    assert.deepEqual(await store.totals(), { events: 0, hosts: 0, firstMs: undefined, lastMs: undefined });
    await store.append({ inputIndex: 0, batch: 0, events: [exampleEvent(1), exampleEvent(2, { host: "ws02" })], letters: [] });
    await store.append({ inputIndex: 0, batch: 1, events: [exampleEvent(3), exampleEvent(4, { host: undefined })], letters: [] });
    await store.finishLoading();
    await store.finishLoading();
    const { timeMs } = exampleEvent(1);
    assert.deepEqual(await store.totals(), { events: 4, hosts: 2, firstMs: timeMs, lastMs: timeMs + 3_000 });
  });
}

function testSearching(open: () => Promise<EventStore>, runs: number): void {
  // Guarantees: a store finds what `matches` says, no more and no less.
  test("a search finds exactly what its conditions mean", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyEvent, { minLength: 1, maxLength: 12 }),
        fc.array(anyWhere, { minLength: 1, maxLength: 8 }),
        async (events, wheres) => {
          const store = await open();
          await store.append({ inputIndex: 0, batch: 0, events, letters: [] });
          for (const where of wheres) for (const dataset of [undefined, events[0]!.dataset]) await finds(store, events, where, dataset);
        },
      ),
      { numRuns: runs },
    );
  });

  // Guarantees: an entity is found through the index exactly where an event mentions it, within the window.
  test("a search for an entity finds every event that mentions it", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(anyEvent, { maxLength: 8 }), { maxLength: 4 }),
        fc.nat(),
        fc.nat(),
        async (batches, from, length) => {
          const store = await open();
          for (const [batch, events] of batches.entries()) await store.append({ inputIndex: 0, batch, events, letters: [] });
          const all = batches.flat();
          const fromMs = Date.UTC(2020, 0) + (from % 8e9);
          for (const time of [always, { fromMs, toMs: fromMs + length }])
            for (const entity of askableKeys(all).slice(0, 6)) {
              const { rows, total } = await store.search(query({ entity, time }));
              const wanted = all.filter(
                (event) => event.timeMs >= time.fromMs && event.timeMs < time.toMs && keysOf(event).includes(entity),
              );
              assert.equal(total, wanted.length);
              assert.deepEqual(rows.map(plain), [...wanted].sort((a, b) => a.timeMs - b.timeMs).map(plain));
            }
        },
      ),
      { numRuns: Math.ceil(runs / 2) },
    );
  });

  // Guarantees: what an index knows of datasets and actions leaves out nothing that the conditions would find.
  test("a search for a kind of event of an entity finds every such event", async () => {
    const capital = exampleEvent(1, { action: "LogOn" }, { User: "alice" });
    const long = exampleEvent(2, { action: "a".repeat(5_000) }, { User: "alice" });
    const odd = exampleEvent(3, { action: "lo\0on" }, { User: "alice" });
    const other = exampleEvent(4, { action: "1", dataset: "syslog" }, { user: "alice" });
    const events = [capital, long, odd, other, exampleEvent(5, {}, { User: "bob" })];
    const store = await open();
    await store.append({ inputIndex: 0, batch: 0, events, letters: [] });
    const found = async (where: Where, dataset?: EventQuery["dataset"]) =>
      (await store.search(query({ entity: "user:alice", where, ...(dataset ? { dataset } : {}) }))).rows.map(({ source }) => source.record);
    const isAny = (value: string | string[]): Where => ({ field: "action", op: Array.isArray(value) ? "in" : "eq", value });
    assert.deepEqual(await found(isAny("logon")), [1]);
    assert.deepEqual(await found({ all: [{ field: "user", op: "exists", value: true }, isAny(["LOGON", "1"])] }, "windows"), [1]);
    assert.deepEqual(await found(isAny("a".repeat(4_096))), []);
    assert.deepEqual(await found({ any: [isAny("logon"), { field: "action", op: "startsWith", value: "AAA" }] }), [1, 2]);
    assert.deepEqual(await found({ not: isAny("logon") }, "windows"), [2, 3]);
    assert.deepEqual(await found(isAny("1"), "syslog"), keysOf(other).includes("user:alice") ? [4] : []);
  });

  test("groups count all that matches, most events first", async () => {
    await agrees(open, runs, async (store) => [
      await store.search(query({ aggregate: { by: ["user"], distinct: "host" }, limit: 1 })),
      await store.search(query({ aggregate: { by: ["dataset", "action"] }, limit: 1, sort: "newest" })),
      await store.search(query({ aggregate: { by: [], distinct: "process.path" }, dataset: "windows" })),
    ]);
  });

  test("a query that no store can answer is refused and says why", async () => {
    const store = await open();
    const deep = Array.from({ length: 40 }).reduce<Where>((not) => ({ not }), { field: "user", op: "eq", value: "a" });
    const refused: Partial<EventQuery>[] = [
      { where: deep },
      { where: { field: "user", op: "regex", value: "(" } },
      { where: { field: "user", op: "regex", value: "(?=a)" } },
      { where: { field: "src.ip", op: "cidr", value: "not an address" } },
      { where: { field: "bytes.in", op: "gt", value: "many" } },
      { where: { field: "user", op: "eq", value: "a\0b" } },
      { where: { all: Array.from({ length: 65 }, () => ({ field: "user", op: "eq", value: "a" }) as const) } },
      { time: { fromMs: 2, toMs: 1 } },
      { limit: 1_001 },
    ];
    for (const parts of refused) await assert.rejects(store.search(query(parts)), { code: "query/malformed" });
  });

  test("a text from a query is a value, never part of a statement", async () => {
    const store = await open();
    const user = "'; DROP TABLE watchkeeper.events; --";
    await store.append({ inputIndex: 0, batch: 0, events: [exampleEvent(1, {}, { User: user })], letters: [] });
    for (const op of ["eq", "contains", "startsWith", "endsWith"] as const)
      assert.equal((await store.search(query({ where: { field: "user", op, value: user.toUpperCase() } }))).total, 1);
    assert.equal((await store.search(query({ entity: `user:${user.toLowerCase()}` }))).total, 1);
  });
}

function testPrevalence(open: () => Promise<EventStore>, runs: number): void {
  test("prevalence counts events, hosts and users over all batches", async () => {
    await agrees(open, runs, (store, keys) => store.prevalence([...keys, "user:nobody.at.all"]));
  });

  test("an observable with a name of a thousand characters is found like any other", async () => {
    const store = await open();
    const name = (last: string) => `C:\\${"é".repeat(900)}${last}`;
    await store.append({
      inputIndex: 0,
      batch: 0,
      events: [exampleEvent(1, {}, { Image: name("a") }), exampleEvent(2, {}, { Image: name("b") })],
      letters: [],
    });
    const key = observableKey({ type: "process", value: name("b") });
    assert.deepEqual(
      (await store.search(query({ entity: key }))).rows.map(({ source }) => source.record),
      [2],
    );
    assert.equal((await store.prevalence([key]))[0]?.events, 1);
  });
}

/** The store under test answers as the plain one in memory, whose answers are a few lines of arithmetic. */
async function agrees(
  open: () => Promise<EventStore>,
  runs: number,
  ask: (store: EventStore, keys: string[]) => Promise<unknown>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(anyEvent, { maxLength: 10 }), { maxLength: 3 }), async (batches) => {
      const store = await open();
      const plainStore = memoryEventStore();
      for (const [batch, events] of batches.entries())
        for (const each of [store, plainStore]) await each.append({ inputIndex: 0, batch, events, letters: [] });
      const keys = askableKeys(batches.flat());
      assert.deepEqual(rounded(await ask(store, keys)), rounded(await ask(plainStore, keys)));
    }),
    { numRuns: Math.ceil(runs / 3) },
  );
}

async function finds(store: EventStore, events: readonly TelemetryEvent[], where: Where, dataset: (typeof datasets)[number] | undefined) {
  const { rows, total } = await store.search(query({ where, ...(dataset ? { dataset } : {}) }));
  const wanted = events.filter((event) => (!dataset || event.dataset === dataset) && matches(where, event));
  assert.equal(total, wanted.length, JSON.stringify(where));
  assert.deepEqual(rows.map(plain), [...wanted].sort((a, b) => a.timeMs - b.timeMs).map(plain));
}

const keysOf = (event: TelemetryEvent) => entitiesOf(event).map(observableKey);
const askableKeys = (events: readonly TelemetryEvent[]) =>
  [...new Set(events.flatMap(keysOf))].filter((key) => key.isWellFormed() && !/\p{Cc}/u.test(key));

const byTime = (a: { event: TelemetryEvent; place: number }, b: { event: TelemetryEvent; place: number }) =>
  a.event.timeMs - b.event.timeMs || a.place - b.place;

// As JSON pairs: what a prototype-less map holds, in its order, and nothing that JSON would not keep.
const plain = (event: TelemetryEvent) => ({ ...event, host: event.host, fields: JSON.stringify(Object.entries(event.fields)) });
const rounded = (answer: unknown) => JSON.stringify(answer);

const letter = (record: number): DeadLetter => ({
  path: "broken.evtx",
  record,
  reason: "malformed",
  detail: "the record ends too soon",
  digest: `sha256:${"0".repeat(64)}`,
});
