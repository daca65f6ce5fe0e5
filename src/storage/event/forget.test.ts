import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { exampleEvent } from "../../testing/event-store-contract.ts";
import type { Database } from "../database.ts";
import { openDatabase } from "../open-database.ts";
import { forgetEvents } from "./forget.ts";
import { openEventStore } from "./postgres-events.ts";

// Guarantees: what is too old goes, and nothing of anybody else's, and nothing that a hold keeps.

let scratch: string;
let database: Database;
before(async () => {
  scratch = mkdtempSync(join(tmpdir(), "wk-forget-"));
  chmodSync(scratch, 0o711);
  database = await openDatabase({ dataDir: scratch });
});
after(async () => {
  await database.close();
  rmSync(scratch, { recursive: true, force: true });
});

let batches = 0;
const day = (month: number, date: number) => Date.UTC(2026, month - 1, date);

async function filled(world: string, timesMs: readonly number[], path = "mailbox") {
  const store = await openEventStore(database, world);
  const events = timesMs.map((timeMs, index) => {
    const event = exampleEvent(index, { timeMs });
    return { ...event, source: { ...event.source, path } };
  });
  await store.append({ inputIndex: 0, batch: batches++, events, letters: [] });
  return store;
}
const totalOf = async (store: Awaited<ReturnType<typeof openEventStore>>) =>
  (await store.search({ time: { fromMs: 0, toMs: 4e12 }, sort: "oldest", limit: 100 })).total;
const months = async () =>
  (
    await database.pool.query<{ name: string }>(
      "SELECT c.relname::text AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'watchkeeper.events'::regclass ORDER BY 1",
    )
  ).rows.map(({ name }) => name);

describe("letting go of old events", () => {
  test("a month that is over goes with its table, the days before the time row by row, and the rest stays", async () => {
    const store = await filled("watch", [day(1, 5), day(1, 20), day(2, 3), day(2, 20)]);
    const later = await filled("watch", [day(3, 1)]);
    const forgotten = await forgetEvents(database, "watch", day(2, 10), []);
    assert.deepEqual(forgotten, { events: 3, months: 1 });
    assert.equal(await totalOf(store), 2);
    assert.equal((await months()).includes("events_202601"), false);
    // The batch reaches beyond the time: what finds its events stays.
    assert.equal((await later.totals()).firstMs, day(1, 5));
    assert.deepEqual(await forgetEvents(database, "watch", day(2, 10), []), { events: 0, months: 0 });
    await forgetEvents(database, "watch", day(2, 28), []);
    assert.equal((await later.totals()).firstMs, day(3, 1));
  });

  test("an investigation's events of the same month stay, and their table with them", async () => {
    const watch = await filled("watch", [day(5, 5), day(5, 6)]);
    const kept = await filled("investigation", [day(5, 5)]);
    const before = await totalOf(watch);
    assert.equal((await forgetEvents(database, "watch", day(6, 10), [])).events, before);
    assert.equal(await totalOf(kept), 1);
    assert.ok((await months()).includes("events_202605"));
  });

  test("what a hold keeps stays: of one source, or of a time", async () => {
    const store = await filled("held", [day(7, 1), day(7, 10)], "mailbox");
    await filled("held", [day(7, 2), day(7, 11)], "siem");
    const spans = [
      { source: "mailbox", fromMs: 0, toMs: day(7, 5) },
      { source: undefined, fromMs: day(7, 11), toMs: day(7, 12) },
    ];
    assert.deepEqual(await forgetEvents(database, "held", day(9, 1), spans), { events: 2, months: 0 });
    const { rows } = await store.search({ time: { fromMs: 0, toMs: 4e12 }, sort: "oldest", limit: 100 });
    assert.deepEqual(
      rows.map(({ timeMs, source }) => [timeMs, source.path]),
      [
        [day(7, 1), "mailbox"],
        [day(7, 11), "siem"],
      ],
    );
    assert.equal((await forgetEvents(database, "held", day(9, 1), [])).events, 2);
  });

  test("a late event of a month that is gone is taken all the same", async () => {
    const store = await openEventStore(database, "late");
    const append = (batch: number) => store.append({ inputIndex: 0, batch, events: [exampleEvent(1, { timeMs: day(8, 1) })], letters: [] });
    await append(0);
    assert.equal((await forgetEvents(database, "late", day(10, 1), [])).months, 1);
    await append(1);
    assert.equal(await totalOf(store), 1);
  });
});
