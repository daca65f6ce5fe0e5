import assert from "node:assert/strict";
import { test } from "node:test";
import { readBytes } from "../../../testing/format-contract.ts";
import { movedToOneStart } from "../secrl.ts";
import { makeIncidentWorld } from "./world.ts";

test("a made world is the same for its seed, another for another, and every row is an alert of one incident", async () => {
  const lines = (seed: number) =>
    makeIncidentWorld(seed)
      .rows.map((row) => `${JSON.stringify(row)}\n`)
      .join("");
  assert.equal(lines(3), lines(3));
  assert.notEqual(lines(3), lines(4));
  const { rows, incidentOf } = makeIncidentWorld(3);
  assert.deepEqual(new Set(rows.map(({ SystemAlertId }) => SystemAlertId)), new Set(incidentOf.keys()));
  assert.ok(new Set(incidentOf.values()).size >= 5);
  const { ledgers } = await readBytes(lines(3));
  assert.deepEqual([ledgers[0]?.alerts, ledgers[0]?.rejected], [rows.length, 0]);
});

test("incidents moved to one start keep their own gaps, and nothing that was added later", () => {
  const row = (id: string, at: string) => ({
    SystemAlertId: id,
    StartTime: at,
    TimeGenerated: "2026-09-09 09:09:09+00:00",
    AlertLink: "https://portal.example.test/1",
    Status: "Resolved",
    ExtendedProperties: JSON.stringify({ IncidentId: "7", AssignedTo: "somebody", DetectorId: "d" }),
    Entities: JSON.stringify([{ Type: "host", HostName: "ws-1", Tags: ["exercise 7"], LastSeen: "2026-01-01" }]),
  });
  const rows = [row("a", "2026-01-01 10:00:00+00:00"), row("b", "2026-01-01 10:30:00+00:00"), row("c", "2026-03-05 01:00:00+00:00")];
  const incidentOf = new Map([
    ["a", "1"],
    ["b", "1"],
    ["c", "2"],
  ]);
  const moved = movedToOneStart({ rows, incidentOf });
  const startOf = (id: string) => Date.parse(String(moved.find(({ SystemAlertId }) => SystemAlertId === id)?.StartTime));
  assert.equal(startOf("a"), startOf("c"));
  assert.equal(startOf("b") - startOf("a"), 30 * 60_000);
  for (const each of moved) {
    assert.equal(each.TimeGenerated, each.StartTime);
    assert.doesNotMatch(JSON.stringify(each), /portal|IncidentId|somebody|exercise|LastSeen|Resolved/);
    assert.match(JSON.stringify(each), /DetectorId/);
  }
});
