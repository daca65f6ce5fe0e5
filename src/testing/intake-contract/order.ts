import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { KeptRecord } from "../../ports/intake.ts";
import { allKept, exampleRecord, type IntakeScene } from "./scene.ts";

export function testOrder(open: () => Promise<IntakeScene>, runs: number): void {
  // Guarantees: a reader that goes on after the last position it saw misses nothing, while several processes write at once.
  test("nothing ever appears before a position that was read", async () => {
    const writers = fc.array(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 }), { minLength: 2, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(writers, async (deliveries) => {
        const { intake, other } = await open();
        const seen: KeptRecord[] = [];
        let isWriting = true;
        const reader = async () => {
          for (let last = false; ; ) {
            const page = await intake.read(seen.at(-1)?.position ?? 0, 4);
            seen.push(...page);
            if (page.length === 0 && last) return;
            last = !isWriting;
          }
        };
        const reading = reader();
        await Promise.all(
          deliveries.map(async (sizes, writer) => {
            for (const [turn, size] of sizes.entries()) {
              const records = Array.from({ length: size }, (_, place) => exampleRecord(`${turn}/${place}`));
              await [intake, other][writer % 2]!.handOver({ source: `writer-${writer}`, records });
            }
          }),
        );
        isWriting = false;
        await reading;
        const total = deliveries.flat().reduce((sum, size) => sum + size, 0);
        assert.deepEqual(
          seen.map(({ position }) => position),
          Array.from({ length: total }, (_, index) => index + 1),
        );
        for (const [writer, sizes] of deliveries.entries())
          assert.deepEqual(
            seen.filter(({ source }) => source === `writer-${writer}`).map(({ id }) => id),
            sizes.flatMap((size, turn) => Array.from({ length: size }, (_, place) => `${turn}/${place}`)),
          );
      }),
      { numRuns: runs },
    );
  });

  // Guarantees: of one record that two processes hand over at the same moment, one is kept.
  test("the same records from two processes at once are kept once", async () => {
    const { intake, other } = await open();
    const records = Array.from({ length: 50 }, (_, index) => exampleRecord(`${index}`));
    const received = await Promise.all([intake, other, intake, other].map((each) => each.handOver({ source: "both", records })));
    assert.equal(
      received.reduce((sum, { accepted }) => sum + accepted, 0),
      50,
    );
    assert.equal((await allKept(intake)).length, 50);
  });

  test("whoever waits for a record is woken by another process, and not before there is one", async () => {
    const { intake, other } = await open();
    let isWoken = false;
    const waiting = intake.arrival(0, 20_000, new AbortController().signal).then(() => {
      isWoken = true;
    });
    await new Promise((settle) => setTimeout(settle, 50));
    assert.equal(isWoken, false);
    await other.handOver({ source: "one", records: [exampleRecord("1")] });
    await waiting;
    assert.equal((await intake.read(0, 1)).length, 1);
  });
}
