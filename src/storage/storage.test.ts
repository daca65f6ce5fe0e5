import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fold } from "../core/query/fold.ts";
import { exampleEvent } from "../testing/event-store-contract.ts";
import { chain } from "../testing/journal-store-contract.ts";
import { exampleAlertRow, exampleCaseRow } from "../testing/views-contract.ts";
import type { Database } from "./database.ts";
import type { Credentials } from "./embedded/cluster.ts";
import { monthsMax } from "./event/months.ts";
import { openEventStore } from "./event/postgres-events.ts";
import { holdsTables } from "./external.ts";
import { openIntake } from "./intake/postgres-intake.ts";
import { memoryKeeper } from "./journal/journal-keeper.ts";
import { openJournalStore } from "./journal/postgres-journal.ts";
import { openNotices } from "./notices.ts";
import { openDatabase } from "./open-database.ts";
import { openPool } from "./pool.ts";
import { openViews } from "./views/postgres-views.ts";

let folder: string;
let database: Database;
let credentials: Credentials;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "wk-test-"));
  database = await openDatabase({ dataDir: folder });
  credentials = JSON.parse(readFileSync(join(folder, "database", "credentials.json"), "utf8"));
});
after(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const urlOf = (login: { user: string; password: string }) =>
  `postgresql://${login.user}:${login.password}@/postgres?host=${encodeURIComponent(database.pool.options.host ?? "")}`;
const as = (login: { user: string; password: string }, tenant: string) =>
  openPool({ connection: { connectionString: urlOf(login) }, tenant, durable: true, connectionsMax: 2 });

const everyTable = [
  ...["worlds", "journal", "journal_keys", "batches", "events", "events_other", "entity_postings", "dead_letters"],
  ...["intake", "intake_sources", "intake_dead_letters", "intake_holds", "intake_heads", "intake_progress"],
  ...["view_alerts", "view_words", "view_cases", "view_changes", "view_places", "view_heads"],
];

describe("tenants", () => {
  test("every table but the list of migrations carries the tenant and forces row-level security, also each month's", async () => {
    const store = await openEventStore(database, "months");
    await store.append({
      inputIndex: 0,
      batch: 0,
      events: [exampleEvent(1), exampleEvent(2, { timeMs: Date.UTC(1999, 11, 31) })],
      letters: [],
    });
    const { rows } = await database.pool.query<{ name: string; forced: boolean; tenant: boolean }>(`
      SELECT relname::text AS name, relrowsecurity AND relforcerowsecurity AS forced,
        EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = c.oid AND attname = 'tenant') AS tenant
      FROM pg_class c WHERE relnamespace = 'watchkeeper'::regnamespace AND relkind IN ('r', 'p') AND relname NOT LIKE 'kysely%'`);
    assert.ok(rows.some(({ name }) => name === "events_199912"));
    assert.deepEqual(
      rows.filter(({ forced, tenant }) => !forced || !tenant),
      [],
    );
  });

  test("one tenant sees, counts and changes nothing of another, whatever it asks", async () => {
    await (await openEventStore(database, "mine")).append({ inputIndex: 0, batch: 0, events: [exampleEvent(1)], letters: [] });
    await (await openJournalStore(database, "mine", memoryKeeper())).append(chain(2));
    const clock = { nowMs: () => 1, sleep: async () => {} };
    const notices = openNotices(database, clock);
    const { intake, intakeHolds } = await openIntake({ database, clock, notices });
    const refused = [{ id: "2", reason: "too-large", says: "too large" }];
    await intake.handOver({ source: "mine", records: [{ id: "1", bytes: new Uint8Array(1) }], refused });
    await intakeHolds.place({ hold: "mine", fromMs: 0, toMs: 9 });
    const views = await openViews({ database, clock, notices });
    await views.put({ alerts: [exampleAlertRow("mine")], cases: [exampleCaseRow("mine")], world: "mine", sequence: 0 });
    await notices.close();
    const other = as(credentials.application, "other");
    for (const table of everyTable) {
      const seen = await other.query(`SELECT count(*)::int AS count FROM watchkeeper.${table}`).catch((cause) => ({ rows: [cause.code] }));
      assert.ok(seen.rows[0] === "42501" || seen.rows[0].count === 0, table);
    }
    await assert.rejects(other.query("INSERT INTO watchkeeper.worlds (tenant, name) VALUES ('default', 'forged')"), { code: "42501" });
    assert.equal((await (await openEventStore({ pool: other, tenant: "other" }, "mine")).totals()).events, 0);
    await other.end();
  });

  test("a connection without a tenant sees nothing", async () => {
    const nobody = as(credentials.application, "");
    assert.equal((await nobody.query("SELECT count(*)::int AS count FROM watchkeeper.journal")).rows[0].count, 0);
    await nobody.end();
  });
});

describe("the journal's table", () => {
  test("refuses changes by the application, and by the owner", async () => {
    await (await openJournalStore(database, "kept", memoryKeeper())).append(chain(1));
    const owner = as(credentials.owner, "default");
    for (const statement of [
      "UPDATE watchkeeper.journal SET payload = ''",
      "DELETE FROM watchkeeper.journal",
      "TRUNCATE watchkeeper.journal",
    ]) {
      await assert.rejects(database.pool.query(statement), { code: "42501" });
      await assert.rejects(owner.query(statement), /append-only/);
    }
    await owner.end();
  });
});

describe("months", () => {
  test("of evidence that claims every year share one table beyond the maximum, and all are found", async () => {
    const ephemeral = await openDatabase({ ephemeral: true });
    const store = await openEventStore(ephemeral, "years");
    const times = Array.from({ length: monthsMax + 60 }, (_, index) => Date.UTC(1971, index));
    const events = times.map((timeMs, index) => exampleEvent(index, { timeMs }));
    await store.append({ inputIndex: 0, batch: 0, events: events.slice(0, 100), letters: [] });
    await store.append({ inputIndex: 0, batch: 1, events: events.slice(100), letters: [] });
    const { rows } = await ephemeral.pool.query(
      "SELECT count(*)::int AS count FROM pg_inherits WHERE inhparent = 'watchkeeper.events'::regclass",
    );
    assert.equal(rows[0].count, monthsMax + 1);
    const found = await store.search({ time: { fromMs: 0, toMs: Date.UTC(2100, 0) }, sort: "newest", limit: 1_000 });
    assert.deepEqual(
      found.rows.map(({ timeMs }) => timeMs),
      times.toReversed(),
    );
    await ephemeral.close();
  });
});

describe("text without case", () => {
  // Guarantees: what the database calls lower case is what `fold` says, for every character there is.
  test("means the same in the database as in memory", async () => {
    const { rows } = await database.pool.query<{ code: number; lower: string }>(`
      SELECT c AS code, lower(chr(c) COLLATE "pg_c_utf8") AS lower FROM generate_series(1, 1114111) c WHERE c NOT BETWEEN 55296 AND 57343
      AND lower(chr(c) COLLATE "pg_c_utf8") <> chr(c)`);
    const database_ = new Map(rows.map(({ code, lower }) => [code, lower]));
    const differing: string[] = [];
    for (let code = 1; code <= 0x10ffff; code++) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const text = String.fromCodePoint(code);
      if (fold(text) !== (database_.get(code) ?? text)) differing.push(code.toString(16));
    }
    // The two may be of different Unicode versions: only characters assigned since may differ.
    assert.ok(differing.every(isRecent), differing.join(" "));
  });
});

describe("a server of the user's own", () => {
  test("is used as it is, and what it cannot promise is said", async () => {
    const external = await openDatabase({ databaseUrl: urlOf(credentials.owner), tenant: "guest" });
    assert.equal(external.notes.length, 2);
    const journal = await openJournalStore(external, "run", memoryKeeper());
    await journal.append(chain(1));
    assert.equal((await journal.head())?.sequence, 0);
    await external.close();
    assert.equal((await database.pool.query("SELECT 1 AS one")).rows[0].one, 1);
  });

  test("that holds none of our tables is told from one that does, and looking makes none", async () => {
    const postgres = urlOf(credentials.owner);
    const owner = openPool({ connection: { connectionString: postgres }, tenant: "default", durable: true, connectionsMax: 1 });
    await owner.query("CREATE DATABASE untouched");
    const untouched = postgres.replace("/postgres?", "/untouched?");
    assert.deepEqual([await holdsTables(postgres), await holdsTables(untouched)], [true, false]);
    const looking = openPool({ connection: { connectionString: untouched }, tenant: "default", durable: true, connectionsMax: 1 });
    const { rows } = await looking.query("SELECT nspname FROM pg_namespace WHERE nspname = 'watchkeeper'");
    assert.deepEqual(rows, []);
    await Promise.all([owner.end(), looking.end()]);
    await assert.rejects(holdsTables("postgresql://someone:secret-word@127.0.0.1:1/none"), { code: "storage/server-not-reached" });
  });

  test("that does not answer or refuses us is named without its password", async () => {
    for (const url of [
      "postgresql://someone:secret-word@127.0.0.1:1/none",
      urlOf({ user: credentials.owner.user, password: "secret-word" }),
    ])
      await assert.rejects(
        openDatabase({ databaseUrl: url }),
        (cause: { code?: string; message?: string; remedy?: string; detail?: string }) => {
          assert.equal(cause.code, "storage/server-not-reached");
          assert.ok(!`${cause.message} ${cause.remedy} ${cause.detail}`.includes("secret-word"));
          return true;
        },
      );
  });
});

/** Capital letters that came with Unicode 16 or later: Garay, and single letters of Latin Extended-D. */
function isRecent(code: string): boolean {
  const number = Number.parseInt(code, 16);
  return (
    (number >= 0x10d50 && number <= 0x10d65) ||
    (number >= 0xa7c0 && number <= 0xa7dc) ||
    (number >= 0x16ea0 && number <= 0x16eb8) ||
    number === 0x1c89
  );
}
