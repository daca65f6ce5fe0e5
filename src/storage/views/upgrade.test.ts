import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { QueueAsked } from "../../ports/queue-view.ts";
import type { AlertRow, Views } from "../../ports/views.ts";
import { tenantDoors } from "../../testing/tenant-doors.ts";
import { exampleAlertRow } from "../../testing/views-contract.ts";
import type { Database } from "../database.ts";
import { openDatabase } from "../open-database.ts";
import { openViews } from "./postgres-views.ts";

const scratch = mkdtempSync(join(tmpdir(), "watchkeeper-upgrade-"));
const world = "watch-000001";
let database: Database;
const tenants = tenantDoors(() => database, Date.UTC(2026, 0, 5));

/** As the release before storms wrote them. */
const old: readonly AlertRow[] = [
  exampleAlertRow("a-1", { timeMs: 1_000 }),
  exampleAlertRow("a-2", { timeMs: 2_000, state: "closed", priority: 4, verdict: "benign", title: 'A title with ,"priority":1 in it' }),
  exampleAlertRow("a-3", { timeMs: 3_000, state: "escalated", priority: 2, verdict: "true-positive" }),
  exampleAlertRow("a-4", { timeMs: 4_000, detail: { priority: 1, text: "NUL \0 and half a character \ud800" } }),
];

async function fill(owner: Database["pool"], tenant: string): Promise<void> {
  for (const row of old)
    await owner.query(
      `INSERT INTO watchkeeper.view_alerts (tenant, id, time_ms, state, severity, category, source, case_id, words, world, sequence, shown)
      VALUES ($1, $2, $3, $4, $5, NULL, $6, NULL, 'alert'::tsvector, $7, 1, $8)`,
      [tenant, row.id, row.timeMs, row.state, row.severity, row.source, world, JSON.stringify(row)],
    );
}

before(async () => {
  const before = await openDatabase({ dataDir: scratch, tablesOf: "0009-answers" });
  await before.asOwner(async (owner) => {
    for (const tenant of ["tenant-0", "tenant-1"]) await fill(owner, tenant);
  });
  await before.close();
  database = await openDatabase({ dataDir: scratch });
});
after(async () => {
  await tenants.close();
  await database.close();
  rmSync(scratch, { recursive: true, force: true });
});

const asked: QueueAsked = { filter: { of: "alerts" }, sort: "oldest", storms: true };
const stormsOf = async (views: Views) =>
  (await views.queue.page(asked, { limit: 50 })).rows.map((each) => {
    assert.ok(each.of === "alerts" && each.storm);
    const { key, alerts, open, closed, escalated, lastMs } = each.storm;
    return [key, { alerts, open, closed, escalated }, lastMs];
  });
const one = (state: "open" | "closed" | "escalated") => ({ alerts: 1, open: 0, closed: 0, escalated: 0, [state]: 1 });

// Guarantees: after an upgrade of filled lists, and whatever is put then, a storm has the counts of its alerts.
describe("lists of a release without storms, upgraded", () => {
  test("show every alert alone with its priority and verdict; what is put later is counted with its storm, and nothing falls below none", async () => {
    const { door } = await tenants.next();
    const views = await openViews(door());
    assert.deepEqual(await stormsOf(views), [
      ["alert:a-1", one("open"), 1_000],
      ["alert:a-2", one("closed"), 2_000],
      ["alert:a-3", one("escalated"), 3_000],
      ["alert:a-4", one("open"), 4_000],
    ]);
    const urgent = await views.queue.page({ filter: { of: "alerts" }, sort: "priority" }, { limit: 50 });
    assert.deepEqual(
      urgent.rows.map(({ row }) => row.id),
      ["a-3", "a-2", "a-4", "a-1"],
    );
    const put = async (...alerts: AlertRow[]) => views.put({ alerts, cases: [], world, sequence: 2 });
    await put({ ...old[0]!, state: "closed" }, { ...old[3]!, state: "closed", storm: "s" });
    await put({ ...old[1]!, storm: "s" });
    assert.deepEqual(await stormsOf(views), [
      ["alert:a-1", one("closed"), 1_000],
      ["alert:a-3", one("escalated"), 3_000],
      ["s", { alerts: 2, open: 0, closed: 2, escalated: 0 }, 4_000],
    ]);
  });

  test("made anew they are in their storms, also when they are put in parts, and one that leaves a storm is counted where it is", async () => {
    const { door } = await tenants.next();
    const views = await openViews(door());
    for (const row of old.toReversed()) await views.put({ alerts: [{ ...row, storm: "s" }], cases: [], world, sequence: 2 });
    assert.deepEqual(await stormsOf(views), [["s", { alerts: 4, open: 2, closed: 1, escalated: 1 }, 4_000]]);
    await views.put({ alerts: [{ ...old[3]!, storm: "t", state: "closed" }], cases: [], world, sequence: 3 });
    assert.deepEqual(await stormsOf(views), [
      ["s", { alerts: 3, open: 1, closed: 1, escalated: 1 }, 3_000],
      ["t", one("closed"), 4_000],
    ]);
  });
});
