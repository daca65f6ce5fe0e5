import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { memoryJournalStore } from "../../storage/memory/memory-journal.ts";
import { openScene } from "../../testing/containment-scene.ts";
import { deskParts, people } from "../../testing/containment-world.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { memoryEffector } from "../../testing/memory-effector.ts";
import { memoryProduct } from "../../testing/memory-product.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const startMs = Date.UTC(2026, 4, 5, 9);

/** A company whose clock was a day ahead for one fact, and is right again. Each `open` is another process with nothing in memory. */
async function afterJump(orders: object = {}) {
  const clock = fakeClock(startMs);
  const targets = Object.fromEntries(Array.from({ length: 5 }, (_, at) => [`d-${at + 1}`, [`account:user-${at + 1}`]]));
  const product = memoryProduct({ targets, nowMs: clock.nowMs });
  const journal = memoryJournalStore();
  let opened = 0;
  const open = () =>
    openScene(deskParts({ effectors: [memoryEffector({ product })], clock, journal, executor: `process-${++opened}`, orders }));
  const scene = await open();
  await scene.adopt();
  clock.set(startMs + dayMs);
  await scene.desk.obey({ type: "Stop", scope: "effector:other", by: people.omar.name, because: "any fact at all" });
  clock.set(startMs);
  return { clock, product, open };
}

describe("after one fact under a clock that was a day ahead", () => {
  test("an approval of an hour begins nothing once an hour has passed", async () => {
    const { clock, product, open } = await afterJump({ "approval-minutes": 60 });
    let scene = await open();
    const id = await scene.propose({ user: 1, severity: "low" });
    await scene.approve(id, people.omar);
    clock.set(startMs + hourMs);
    scene = await open();
    await scene.pass();
    assert.equal(scene.statusOf(id), "expired");
    assert.deepEqual(product.contained(), []);
  });

  test("a release comes when its hour is over, and not before", async () => {
    const { clock, product, open } = await afterJump();
    let scene = await open();
    const id = await scene.propose({ user: 2, releaseAfterMs: hourMs });
    await scene.pass();
    assert.equal(scene.statusOf(id), "confirmed");
    clock.set(startMs + hourMs - 60_000);
    scene = await open();
    await scene.pass();
    assert.deepEqual(product.contained(), ["d-2"]);
    clock.set(startMs + hourMs + 60_000);
    scene = await open();
    await scene.pass();
    assert.equal(scene.statusOf(id), "undone");
    assert.deepEqual(product.contained(), []);
  });
});
