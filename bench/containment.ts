/**
 * How long an approved action takes until it is read back as in force, and how many decisions a second the desk makes: `node bench/containment.ts`. The
 * product answers at once; what is left is ours: deciding, the durable intent, the signed checkpoint, reading back. On journals in memory, and on the
 * embedded PostgreSQL with tiles and checkpoints on disk.
 */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { containmentWorld } from "../src/core/containment/containment.ts";
import type { JournalStore } from "../src/ports/journal-store.ts";
import { memoryJournalStore } from "../src/storage/memory/memory-journal.ts";
import { openScene } from "../src/testing/containment-scene.ts";
import { deskParts, inventoryOf, people, type WorldChoice } from "../src/testing/containment-world.ts";
import { memoryEffector } from "../src/testing/memory-effector.ts";
import { memoryProduct } from "../src/testing/memory-product.ts";
import { openStore } from "../src/wiring/store.ts";
import { clock } from "../tools/trials/containment/world.ts";

const actions = 300;
const users = 10_000;

async function measure(name: string, journal: JournalStore, more: Partial<WorldChoice> = {}): Promise<void> {
  const numbers = Array.from({ length: actions }, (_, index) => index + 1);
  const targets = Object.fromEntries(numbers.map((number) => [`d-${number}`, [`account:user-${number}`]]));
  const product = memoryProduct({ targets, nowMs: clock.nowMs });
  const index = inventoryOf(users, clock.nowMs());
  const inventory = async () => ({ index, digest: "sha256:inventory" });
  const scene = await openScene(deskParts({ effectors: [memoryEffector({ product })], clock, journal, inventory, ...more }));
  await scene.adopt();
  const startedMs = performance.now();
  const ids: string[] = [];
  for (const user of numbers) ids.push(await scene.propose({ user, caseId: `case-${user}` }));
  for (const id of ids) await scene.approve(id, people.omar);
  const decidedMs = performance.now() - startedMs;
  const taken: number[] = [];
  for (let left = actions; left > 0; ) {
    const beganMs = performance.now();
    const before = product.contained().length;
    await scene.pass();
    const done = product.contained().length - before;
    if (done === 0) throw new Error("nothing was carried out");
    taken.push((performance.now() - beganMs) / done);
    left -= done;
  }
  const each = taken.reduce((sum, ms) => sum + ms, 0) / taken.length;
  const rate = Math.round((2 * actions * 1_000) / decidedMs);
  console.log(`${name}: ${rate.toLocaleString("en")} decisions/s (propose, approve); approved to confirmed in ${each.toFixed(1)} ms`);
}

await measure("in memory", memoryJournalStore());
const folder = mkdtempSync(join(tmpdir(), "watchkeeper-bench-"));
chmodSync(folder, 0o755);
const store = await openStore({ dataDir: folder }, { environment: {}, clock });
try {
  await measure("embedded PostgreSQL", (await store.world(containmentWorld)).journal, { executorLock: store.executorLock });
} finally {
  await store.close();
  rmSync(folder, { recursive: true });
}
