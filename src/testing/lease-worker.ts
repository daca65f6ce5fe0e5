import { setTimeout as sleep } from "node:timers/promises";
import { openLeases } from "../storage/leases/postgres-leases.ts";
import { openPool } from "../storage/pool.ts";

// A worker in a process of its own, for tests that kill or suspend it: takes one lease, tells so, and asks every 100 ms whether it still holds it.
const [url = "", worker = "", key = ""] = process.argv.slice(2);
const pool = openPool({ connection: { connectionString: url }, tenant: "default", durable: true });
const clock = { nowMs: () => Date.now(), sleep: (delayMs: number, signal?: AbortSignal) => sleep(delayMs, undefined, { signal }) };
const tell = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const lease = await openLeases({ pool, tenant: "default" }, { worker, clock }).take(key);
tell({ took: lease?.epoch ?? null });
lease?.lost.addEventListener("abort", () => tell({ lost: true }));
for (;;) {
  try {
    await lease?.requireHeld();
  } catch (cause) {
    tell({ refused: (cause as { code?: string }).code });
    break;
  }
  await sleep(100);
}
await sleep(60_000);
