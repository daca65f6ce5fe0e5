import { setTimeout as sleep } from "node:timers/promises";
import { openIntake } from "../storage/intake/postgres-intake.ts";
import { openNotices } from "../storage/notices.ts";
import { openPool } from "../storage/pool.ts";

// A process that hands numbered records over under its source's lease, from the kept cursor on, and tells what it was told is kept: for tests that kill or
// suspend it.
const [, , url = "", source = "", records = "5"] = process.argv;
const pool = openPool({ connection: { connectionString: url }, tenant: "default", durable: true, connectionsMax: 3 });
const clock = {
  nowMs: () => Date.now(),
  sleep: (delayMs: number, signal?: AbortSignal) => sleep(delayMs, undefined, signal ? { signal } : {}),
};
const database = { pool, tenant: "default" };
const { intake, sourceLeases } = await openIntake({ database, clock, notices: openNotices(database, clock) });
const tell = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

const triesMax = 10;

let held = await sourceLeases.take(source);
while (!held) {
  await sleep(100);
  held = await sourceLeases.take(source);
}
const lease = held;
tell({ took: source });
setInterval(() => void lease.renew().catch(() => {}), 500);
/** As a source does: what came to nothing because the server ended the transaction of a process that stood still is handed over again. */
async function handOverAgain(delivery: Parameters<typeof lease.handOver>[0]): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await lease.handOver(delivery);
      return;
    } catch (cause) {
      if ((cause as { code?: string }).code === "queue/fenced" || tries >= triesMax) throw cause;
      await sleep(100);
    }
  }
}

try {
  for (let from = Number((await intake.cursorOf(source)) ?? 0); ; from += Number(records)) {
    const page = Array.from({ length: Number(records) }, (_, index) => ({
      id: `${from + index}`,
      bytes: Buffer.from(`record ${from + index}`),
    }));
    await handOverAgain({ source, records: page, cursor: `${from + page.length}` });
    tell({ kept: from + page.length });
  }
} catch (cause) {
  tell({ refused: (cause as { code?: string }).code });
}
