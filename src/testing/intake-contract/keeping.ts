import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Delivery, deliveryRecordsMax, type KeptRecord, recordBytesMax } from "../../ports/intake.ts";
import { allKept, exampleRecord, type IntakeScene, start } from "./scene.ts";

const plain = ({ source, id, bytes, sentAtMs }: KeptRecord) => ({ source, id, text: Buffer.from(bytes).toString("hex"), sentAtMs });

const anyText = (maxLength: number) =>
  fc.string({
    minLength: 1,
    maxLength,
    unit: fc.oneof(fc.constantFrom("\0", "\ud800", "'", '"', "\\", "é"), fc.string({ minLength: 1, maxLength: 1 })),
  });

export function testKeeping(open: () => Promise<IntakeScene>, runs: number): void {
  // Guarantees: whatever a stranger calls a record and writes into it, it comes back exactly, once.
  test("records come back as they came, each once, however often they are handed over", async () => {
    const record = fc.record({ id: anyText(30), bytes: fc.uint8Array({ maxLength: 60 }), sentAtMs: fc.integer({ min: 0, max: start }) });
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 12 }), fc.array(fc.nat(11), { maxLength: 6 }), async (records, again) => {
        const { intake } = await open();
        const first = new Map(records.map((each) => [each.id, each] as const).toReversed());
        const expected = [...new Map(records.map(({ id }) => [id, first.get(id)!])).values()];
        const received = await intake.handOver({ source: "mail", records });
        assert.deepEqual(received, { accepted: expected.length, repeated: records.length - expected.length });
        const repeats = again.flatMap((index) => records[index] ?? []);
        assert.deepEqual(await intake.handOver({ source: "mail", records: repeats }), { accepted: 0, repeated: repeats.length });
        assert.deepEqual(
          (await allKept(intake)).map(plain),
          expected.map((each) => plain({ ...each, position: 0, source: "mail", receivedAtMs: 0 })),
        );
      }),
      { numRuns: runs },
    );
  });

  test("an id belongs to its source: two sources may use the same", async () => {
    const { intake } = await open();
    await intake.handOver({ source: "one", records: [exampleRecord("7")] });
    assert.deepEqual(await intake.handOver({ source: "two", records: [exampleRecord("7")] }), { accepted: 1, repeated: 0 });
  });

  test("the cursor moves with the records it stands after, and stays where a delivery was refused", async () => {
    const { intake, other } = await open();
    assert.equal(await intake.cursorOf("siem"), undefined);
    await intake.handOver({ source: "siem", records: [exampleRecord("1")], cursor: "after \0 1" });
    assert.equal(await other.cursorOf("siem"), "after \0 1");
    await assert.rejects(
      intake.handOver({
        source: "siem",
        records: [exampleRecord("2"), exampleRecord("3", { bytes: new Uint8Array(recordBytesMax + 1) })],
        cursor: "after 3",
      }),
      { code: "intake/too-large" },
    );
    await intake.handOver({ source: "siem", records: [] });
    assert.equal(await intake.cursorOf("siem"), "after \0 1");
    assert.equal((await allKept(intake)).length, 1);
    await intake.handOver({ source: "siem", records: [], cursor: "an empty page" });
    assert.equal(await intake.cursorOf("siem"), "an empty page");
  });

  test("refuses what no delivery may hold, and keeps nothing of it", async () => {
    const { intake } = await open();
    const many = Array.from({ length: deliveryRecordsMax + 1 }, (_, index) => exampleRecord(`${index}`));
    const refused: Delivery[] = [
      { source: "a", records: many },
      { source: "a", records: [exampleRecord("")] },
      { source: "a", records: [exampleRecord("x".repeat(201))] },
      { source: "a", records: [], cursor: "x".repeat(8_193) },
      { source: "no such name", records: [exampleRecord("1")] },
      { source: "a", records: many.slice(0, 20).map(({ id }) => exampleRecord(id, { bytes: new Uint8Array(recordBytesMax) })) },
    ];
    for (const delivery of refused) await assert.rejects(intake.handOver(delivery), { code: "intake/too-large" });
    assert.deepEqual(await intake.read(0, 10), []);
  });
}
