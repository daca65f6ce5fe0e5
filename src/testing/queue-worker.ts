import { openPool } from "../storage/pool.ts";
import { openQueue } from "../storage/queue/graphile-queue.ts";

// A worker in a process of its own, for tests that kill or suspend it: takes jobs, tells so, and asks whether it still owns them every 100 ms.
const pool = openPool({ connection: { connectionString: process.argv[2] ?? "" }, tenant: "default", durable: true });
const queue = await openQueue({ pool, tenant: "default", asOwner: async () => {} });
const tell = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
await queue.work(async ({ key, requireOwned }) => {
  tell({ took: key });
  try {
    for (;;) {
      await requireOwned();
      await new Promise((settle) => setTimeout(settle, 100));
    }
  } catch (cause) {
    tell({ refused: (cause as { code?: string }).code });
  }
});
tell({ ready: true });
