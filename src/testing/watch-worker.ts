import type { Database } from "../storage/database.ts";
import { openFolderKeeper } from "../storage/journal/folder-keeper.ts";
import { openPool } from "../storage/pool.ts";
import { watchScene } from "./watch-scene.ts";

// A process that runs the watch of a tenant, for tests that kill or suspend it. It prints a line when it is ready, when it was told of a case, and of what went wrong.
const [url = "", tenant = "", keys = "", transparency = ""] = process.argv.slice(2);
const tell = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const pool = openPool({ connection: { connectionString: url }, tenant, durable: true, connectionsMax: 2 });
const database: Database = { pool, tenant, durable: true, notes: [], asOwner: async () => {}, close: () => pool.end() };
const scene = await watchScene({
  server: { pool },
  tenant,
  keeper: await openFolderKeeper(database, { keys, transparency }),
  parts: {
    limits: { settlingMs: 300, settlingMaxMs: 1_000, lookMs: 100, segmentEntriesMax: 250 },
    sinks: [{ name: "outside", settled: async ({ caseId, revision, alertsTotal }) => void tell({ told: caseId, revision, alertsTotal }) }],
    note: (says, cause) => tell({ noted: says, cause: String(cause) }),
  },
});
tell({ ready: scene.leases.worker });
await scene.watch.work(new AbortController().signal);
