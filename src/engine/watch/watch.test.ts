import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Database } from "../../storage/database.ts";
import { openDatabase } from "../../storage/open-database.ts";
import { watchScene, worksUntil } from "../../testing/watch-scene.ts";

let server: Database;
before(async () => {
  server = await openDatabase({ ephemeral: true, connectionsMax: 4 });
});
after(() => server.close());

const limits = { settlingMs: 200, lookMs: 50 };
const alert = (parts: Readonly<Record<string, unknown>> = {}) => ({
  time: new Date().toISOString(),
  source: "sensor",
  title: "Credential store read",
  severity: "high",
  host: "ws-1.example.test",
  user: "alice",
  ...parts,
});

describe("the watch", () => {
  test("takes alerts to their verdicts, shows them, and tells of them", async (t) => {
    const scene = await watchScene({ server, tenant: "first", parts: { limits } });
    await scene.hand("edr", [alert(), alert({ title: "New service installed" }), alert({ host: "ws-9.example.test", user: "bob" })]);
    t.after(scene.close);
    const { watch, told, views } = scene;
    await worksUntil([watch], () => told.length >= 2);
    assert.deepEqual(scene.noted, []);
    const { accepted, open } = watch.accounting();
    assert.deepEqual({ accepted, open }, { accepted: 3, open: 0 });
    const shown = await views.alerts({}, { limit: 10 });
    assert.equal(shown.rows.length, 3);
    assert.ok(shown.rows.every(({ state, caseId }) => state !== "open" && caseId));
  });
});
