import assert from "node:assert/strict";
import { appendFileSync, chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type pg from "pg";
import { exampleEvent } from "../../testing/event-store-contract.ts";
import { chain } from "../../testing/journal-store-contract.ts";
import type { Database } from "../database.ts";
import { openEventStore } from "../event/postgres-events.ts";
import { memoryKeeper } from "../journal/journal-keeper.ts";
import { openJournalStore } from "../journal/postgres-journal.ts";
import { openDatabase } from "../open-database.ts";
import { backUpTables } from "./back-up.ts";
import { copyIn, openBackup, sealBackup } from "./files.ts";
import type { Manifest } from "./manifest.ts";
import { putBackTables } from "./put-back.ts";

// Guarantees: what was in the database at one moment is in the backup, all of it; what comes back is the same, or nothing comes back.

let scratch: string;
let database: Database;
before(async () => {
  scratch = mkdtempSync(join(tmpdir(), "wk-backup-"));
  // The account of the database must be able to pass through.
  chmodSync(scratch, 0o711);
  database = await openDatabase({ dataDir: join(scratch, "data") });
  await fill(database);
});
after(async () => {
  await database.close();
  rmSync(scratch, { recursive: true, force: true });
});

const texts = ["plain", "with\ttab, \\backslash and\nline", "ünïcode 🙂", "\\N", ""];

async function fill(into: Database): Promise<void> {
  const events = await openEventStore(into, "watch-000001");
  for (let batch = 0; batch < 3; batch++) {
    const made = texts.map((text, index) =>
      exampleEvent(batch * 10 + index, { fields: { text }, timeMs: Date.UTC(2026, batch, 3, index) }),
    );
    await events.append({ inputIndex: 0, batch, events: made, letters: [] });
  }
  const journal = await openJournalStore(into, "watch-000001", memoryKeeper());
  await journal.append(chain(25));
  await openJournalStore(into, "empty", memoryKeeper());
}

async function back(folder: string, during?: (moment: pg.Pool, tenant: string) => Promise<void>, tenants = ["default"]): Promise<Manifest> {
  mkdirSync(folder, { recursive: true });
  const tables = await backUpTables({ database, folder, tenants, ...(during && { during }) });
  const manifest: Manifest = {
    schema: "watchkeeper/backup@1",
    program: "0.0.0",
    madeAt: "2026-11-23T09:00:00.000Z",
    withKeys: false,
    ...tables,
  };
  await sealBackup(folder, manifest);
  return manifest;
}

/** Every row of every table as text, but what is true of one moment only. */
async function rowsOf(of: Database): Promise<Map<string, string[]>> {
  const rows = new Map<string, string[]>();
  await of.asOwner(async (owner) => {
    const { rows: tables } = await owner.query<{ name: string }>(
      `SELECT relname::text AS name FROM pg_class WHERE relnamespace = 'watchkeeper'::regnamespace AND relkind IN ('r','p') AND NOT relispartition AND relname NOT LIKE 'kysely%'`,
    );
    for (const { name } of tables) {
      const { rows: found } = await owner.query<{ row: string }>(`SELECT t::text AS row FROM watchkeeper."${name}" t ORDER BY 1`);
      rows.set(
        name,
        found.map(({ row }) => row),
      );
    }
  });
  return rows;
}

async function restored(folder: string, name: string): Promise<{ rows: Map<string, string[]>; months: number }> {
  const { manifest } = await openBackup(folder);
  const place = join(scratch, name);
  const empty = await openDatabase({ dataDir: place, tablesOf: manifest.tablesOf });
  await putBackTables(empty, folder, manifest).finally(() => empty.close());
  const opened = await openDatabase({ dataDir: place });
  try {
    const { rows } = await opened.pool.query("SELECT 1 FROM pg_inherits WHERE inhparent = 'watchkeeper.events'::regclass");
    // What is new gets numbers of its own: none is given out twice.
    await openJournalStore(opened, "after", memoryKeeper());
    const events = await openEventStore(opened, "watch-000001");
    assert.equal((await events.search({ time: { fromMs: 0, toMs: 4e12 }, sort: "oldest", limit: 1 })).total, 15);
    assert.equal((await (await openJournalStore(opened, "watch-000001", memoryKeeper())).head())?.sequence, 24);
    await opened.asOwner(async (owner) => {
      const { rows: unbound } = await owner.query(
        "SELECT relname FROM pg_class WHERE relnamespace = 'watchkeeper'::regnamespace AND relkind IN ('r','p') AND relname NOT LIKE 'kysely%' AND NOT relforcerowsecurity",
      );
      assert.deepEqual(unbound, [], "row-level security binds again");
    });
    return { rows: await rowsOf(opened), months: rows.length };
  } finally {
    await opened.close();
  }
}

describe("a backup", () => {
  test("comes back row for row, with months and numbers as they were", async () => {
    const folder = join(scratch, "first");
    const manifest = await back(folder);
    assert.deepEqual(
      manifest.records.map(({ world, entries }) => [world, entries]),
      [
        ["empty", 0],
        ["watch-000001", 25],
      ],
    );
    const { rows, months } = await restored(folder, "restored");
    rows.set(
      "worlds",
      rows.get("worlds")!.filter((row) => !row.includes("after")),
    );
    const kept = await rowsOf(database);
    for (const name of ["queue_workers", "leases", "sessions"]) for (const each of [rows, kept]) each.delete(name);
    assert.deepEqual(rows, kept);
    assert.ok((kept.get("events")?.length ?? 0) === 15 && (kept.get("journal")?.length ?? 0) === 25);
    assert.equal(months, manifest.months.length + 1);
  });

  test("is of one moment: what is written meanwhile is not half in it", async () => {
    const folder = join(scratch, "moment");
    const journal = await openJournalStore(database, "busy", memoryKeeper());
    await journal.append(chain(5));
    const manifest = await back(folder, async (moment) => {
      await (await openJournalStore(database, "later", memoryKeeper())).append(chain(3));
      const seen = await (await openJournalStore({ pool: moment, tenant: "default" }, "busy", memoryKeeper())).read(0, 100);
      assert.equal(seen.length, 5);
    });
    assert.deepEqual(
      manifest.records.find(({ world }) => world === "busy"),
      { tenant: "default", world: "busy", entries: 5, head: (await journal.head())!.hash },
    );
    assert.equal(
      manifest.records.some(({ world }) => world === "later"),
      false,
    );
  });

  test("keeps tenants apart, and finds those that nobody named", async () => {
    await database.asOwner(async (owner) => {
      await owner.query("SELECT set_config('watchkeeper.tenant', 'branch', false)");
      await owner.query("INSERT INTO watchkeeper.worlds (tenant, name) VALUES ('branch', 'theirs')");
    });
    const manifest = await back(join(scratch, "tenants"));
    assert.deepEqual(manifest.tenants, ["branch", "default"]);
    const rows = manifest.tables.filter(({ table }) => table === "worlds").map(({ tenant, rows: count }) => [tenant, count > 0]);
    assert.deepEqual(rows, [
      ["branch", true],
      ["default", true],
    ]);
    assert.deepEqual(
      manifest.tables.filter(({ tenant, rows: count }) => tenant === "branch" && count > 0).map(({ table }) => table),
      ["worlds"],
    );
  });

  test("that was changed, cut off or never finished is refused before anything is touched", async () => {
    const folder = join(scratch, "broken");
    const manifest = await back(folder);
    const file = join(folder, manifest.tables.find(({ table }) => table === "journal")!.file);
    const bytes = readFileSync(file);
    appendFileSync(file, "x");
    await assert.rejects(openBackup(folder), /journal\.copy\.gz was changed/);
    rmSync(file);
    await assert.rejects(openBackup(folder), /journal\.copy\.gz is missing/);
    writeFileSync(file, bytes);
    await openBackup(folder);
    const text = readFileSync(join(folder, "manifest.json"), "utf8");
    for (const path of ["../../etc/passwd", "/etc/passwd", "tables/../../x", "a/./b", ".."]) {
      writeFileSync(join(folder, "manifest.json"), text.replace(manifest.files[0]!.path, path));
      await assert.rejects(openBackup(folder), /backup\/damaged/, path);
    }
    rmSync(join(folder, "manifest.json"));
    await assert.rejects(openBackup(folder), /not finished/);
  });

  test("is put back whole or not at all", async () => {
    const folder = join(scratch, "whole");
    const manifest = await back(folder);
    const last = manifest.tables.findLast(({ rows }) => rows > 0)!;
    const place = join(scratch, "half");
    const empty = await openDatabase({ dataDir: place });
    try {
      const wrong = manifest.tables.map((each) => (each === last ? { ...each, rows: each.rows + 1 } : each));
      await assert.rejects(putBackTables(empty, folder, { ...manifest, tables: wrong }), /backup\/damaged/);
      const rows = await rowsOf(empty);
      assert.deepEqual(
        [...rows].filter(([, each]) => each.length > 0),
        [],
      );
      await putBackTables(empty, folder, manifest);
      await assert.rejects(putBackTables(empty, folder, manifest), /backup\/not-empty/);
    } finally {
      await empty.close();
    }
  });
});

describe("files beside the database", () => {
  test("are copied with their digests, drafts and links left out, what refers to others first", async () => {
    const from = join(scratch, "published");
    mkdirSync(join(from, "watch-000001", "tile", "0"), { recursive: true });
    writeFileSync(join(from, "watch-000001", "checkpoint"), "signed");
    writeFileSync(join(from, "watch-000001", "tile", "0", "000"), "tile");
    writeFileSync(join(from, "watch-000001", ".checkpoint.12.ab"), "draft");
    const folder = join(scratch, "copied");
    const files = await copyIn(from, folder, "transparency", (path) => path.endsWith("/checkpoint"));
    assert.deepEqual(
      files.map(({ path, bytes }) => [path, bytes]),
      [
        ["transparency/watch-000001/checkpoint", 6],
        ["transparency/watch-000001/tile/0/000", 4],
      ],
    );
    assert.equal(existsSync(join(folder, "transparency/watch-000001/checkpoint")), true);
    assert.deepEqual(await copyIn(join(scratch, "nowhere"), folder, "x"), []);
    assert.deepEqual(readdirSync(folder), ["transparency"]);
  });
});

describe("an upgrade", () => {
  test("of tables of an earlier release keeps every row, and one that came from a later release is refused", async () => {
    const place = join(scratch, "upgraded");
    const old = await openDatabase({ dataDir: place, tablesOf: "0003-sealed-journal" });
    const tables = async (of: Database) => {
      let names: string[] = [];
      await of.asOwner(async (owner) => {
        const { rows } = await owner.query<{ name: string }>(
          "SELECT relname::text AS name FROM pg_class WHERE relnamespace = 'watchkeeper'::regnamespace AND relkind IN ('r','p') ORDER BY 1",
        );
        names = rows.map(({ name }) => name);
      });
      return names;
    };
    const before = await tables(old);
    assert.ok(before.includes("journal") && !before.includes("intake"));
    await old.asOwner(async (owner) => {
      await fill({ ...old, pool: owner });
    });
    const rows = await rowsOf(old);
    await old.close();
    const now = await openDatabase({ dataDir: place });
    try {
      assert.ok((await tables(now)).includes("intake"));
      const upgraded = await rowsOf(now);
      // What a later step adds to a row stands at its end.
      const whole = (row: string) => row.slice(0, -1);
      for (const [name, each] of rows) {
        const rowsNow = upgraded.get(name) ?? [];
        const kept = rowsNow.map((row, at) => whole(row).slice(0, whole(each[at] ?? "").length));
        if (each.length > 0) assert.deepEqual(kept, each.map(whole), name);
      }
      assert.ok((rows.get("events")?.length ?? 0) > 0 && (rows.get("journal")?.length ?? 0) > 0);
      await now.asOwner(async (owner) => {
        await owner.query("INSERT INTO watchkeeper.kysely_migration (name, timestamp) VALUES ('9999-of-tomorrow', 'x')");
      });
    } finally {
      await now.close();
    }
    await assert.rejects(openDatabase({ dataDir: place }), /storage\/newer-tables: .*9999-of-tomorrow/);
  });
});
