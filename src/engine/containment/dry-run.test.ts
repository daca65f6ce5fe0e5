import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { memoryJournalStore } from "../../storage/memory/memory-journal.ts";
import { openScene } from "../../testing/containment-scene.ts";
import { deskParts, people, testStopFile, type WorldChoice } from "../../testing/containment-world.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { memoryEffector } from "../../testing/memory-effector.ts";
import { memoryProduct } from "../../testing/memory-product.ts";

async function office(choice: Partial<WorldChoice> = {}) {
  const clock = fakeClock(Date.UTC(2026, 4, 5, 9));
  const product = memoryProduct({ targets: { "d-1": ["account:user-1"] } });
  const journal = memoryJournalStore();
  const stopFile = testStopFile();
  const scene = await openScene(deskParts({ effectors: [memoryEffector({ product })], clock, journal, stopFile, ...choice }));
  await scene.adopt();
  const id = await scene.propose({ user: 1 });
  return { product, journal, stopFile, scene, id };
}

describe("a dry run", () => {
  test("finds out everything that beginning would, and changes neither product nor record", async () => {
    const { product, journal, scene, id } = await office();
    await scene.approve(id, people.omar);
    const head = await journal.head();
    const run = await scene.desk.dryRun(id);
    assert.deepEqual([run.would, run.because, run.located, run.observed?.inForce], ["begin", [], "d-1", "no"]);
    assert.equal(run.undo, '"enable-account" puts back what stands there now');
    assert.equal(run.assessed?.tier, 2);
    assert.deepEqual(await journal.head(), head);
    assert.deepEqual(
      product.ledger.map(({ call }) => call),
      ["locate", "observe"],
    );
    await scene.pass();
    assert.deepEqual(product.contained(), ["d-1"]);
  });

  const cases: [string, (at: Awaited<ReturnType<typeof office>>) => Promise<unknown>, RegExp][] = [
    ["approvals are missing", async () => {}, /0 of 1 people have approved/],
    ["it is stopped by the file", async ({ stopFile }) => Object.assign(stopFile, { stopped: "touched" }), /touched/],
    [
      "it is stopped by the record",
      ({ scene }) => scene.desk.obey({ type: "Stop", scope: "all", by: people.omar.name, because: "wait" }),
      /stopped by person:omar: wait/,
    ],
    [
      "the product does not answer",
      async ({ product }) => {
        product.fault = () => ({ fault: "drop-request" });
      },
      /what must be known could not be found out: where it is at the product: /,
    ],
  ];
  for (const [title, arrange, says] of cases)
    test(`says that nothing would begin where ${title}`, async () => {
      const at = await office();
      await arrange(at);
      const run = await at.scene.desk.dryRun(at.id);
      assert.equal(run.would, "not begin");
      assert.match(run.because.join("; "), says);
    });

  test("says that it is so already, and that nothing would be put back then", async () => {
    const { product, scene, id } = await office();
    await scene.approve(id, people.omar);
    product.setByAnother("d-1", "disable-account", true);
    const run = await scene.desk.dryRun(id);
    assert.deepEqual([run.would, run.undo], ["find it so already", "it is so already, so nothing is put back"]);
  });

  test("says what nobody knows", async () => {
    const { scene, id } = await office({ effectors: [memoryEffector({ product: memoryProduct({ targets: {} }) })] });
    const run = await scene.desk.dryRun(id);
    assert.deepEqual(run.unknown, ['where it is at the product: the product knows no "user-1"']);
  });
});
