import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  type Delivery,
  deliveryRecordsMax,
  type Intake,
  type IntakeRecord,
  type KeptRecord,
  type ReadAgain,
  recordBytesMax,
} from "../ports/intake.ts";

/** A record whose bytes say its name. */
export const exampleRecord = (id: string, parts: Partial<IntakeRecord> = {}): IntakeRecord => ({
  id,
  bytes: Buffer.from(`record ${id}`),
  ...parts,
});

/** Every record that is kept, in order, read in steps of `limit`. */
export async function allKept(intake: Intake, limit = 7): Promise<KeptRecord[]> {
  const kept: KeptRecord[] = [];
  for (;;) {
    const page = await intake.read(kept.at(-1)?.position ?? 0, limit);
    if (page.length === 0) return kept;
    kept.push(...page);
  }
}

/** A new, empty intake with a second door to it, as another process has one, and a clock that the test moves. */
export type IntakeScene = {
  readonly intake: Intake;
  readonly other: Intake;
  readonly set: (nowMs: number) => void;
  /** How many records may wait in this one. */
  readonly waitingMax: number;
};

const start = Date.UTC(2026, 0, 5);
const plain = ({ source, id, bytes, sentAtMs }: KeptRecord) => ({ source, id, text: Buffer.from(bytes).toString("hex"), sentAtMs });

/** The promises of every intake. */
export function testIntake(name: string, open: () => Promise<IntakeScene>, { runs = 25 }: { readonly runs?: number } = {}): void {
  describe(`intake: ${name}`, () => {
    testKeeping(open, runs);
    testOrder(open, runs);
    testBackpressure(open);
    testLetters(open);
    testForgetting(open);
    testHealth(open);
  });
}

const anyText = (maxLength: number) =>
  fc.string({
    minLength: 1,
    maxLength,
    unit: fc.oneof(fc.constantFrom("\0", "\ud800", "'", '"', "\\", "é"), fc.string({ minLength: 1, maxLength: 1 })),
  });

function testKeeping(open: () => Promise<IntakeScene>, runs: number): void {
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

function testOrder(open: () => Promise<IntakeScene>, runs: number): void {
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

function testBackpressure(open: () => Promise<IntakeScene>): void {
  test("refuses more than may wait, says when to ask again, and goes on once it was read", async () => {
    const { intake, waitingMax } = await open();
    const hand = (from: number, count: number) =>
      intake.handOver({
        source: "loud",
        records: Array.from({ length: count }, (_, index) => exampleRecord(`${from + index}`)),
        cursor: `${from + count}`,
      });
    await hand(0, waitingMax);
    await assert.rejects(hand(waitingMax, 1), ({ code, retry }) => code === "intake/full" && retry.afterMs > 0);
    assert.equal(await intake.cursorOf("loud"), `${waitingMax}`);
    await intake.processed(1);
    await intake.processed(3);
    await intake.processed(2);
    assert.deepEqual(await hand(waitingMax, 3), { accepted: 3, repeated: 0 });
    await assert.rejects(hand(waitingMax + 3, 1), { code: "intake/full" });
    await intake.processed(1_000_000);
    await hand(waitingMax + 3, waitingMax);
  });
}

function testLetters(open: () => Promise<IntakeScene>): void {
  test("what a source refused and what nobody could read are dead letters once, newest first", async () => {
    const { intake } = await open();
    const refused = [{ id: "big\0", reason: "too-large", says: "the record has 2,000,000 bytes" }];
    await intake.handOver({ source: "one", records: [exampleRecord("1"), exampleRecord("2")], refused });
    await intake.handOver({ source: "one", records: [exampleRecord("1"), exampleRecord("2")], refused });
    await intake.handOver({ source: "two", records: [exampleRecord("1")] });
    const letters = [3, 1].map((position) => ({ position, reason: "unknown-format", says: "no format recognises it" }));
    await intake.bury(letters);
    await intake.bury([...letters, { position: 99, reason: "unknown-format", says: "never was" }]);
    const all = await intake.deadLetters({ limit: 10 });
    assert.deepEqual(
      all.map(({ source, recordId, position, reason }) => [source, recordId, position, reason]),
      [
        ["two", "1", 3, "unknown-format"],
        ["one", "1", 1, "unknown-format"],
        ["one", "big\0", undefined, "too-large"],
      ],
    );
    assert.deepEqual(await intake.deadLetters({ limit: 1, before: all[0]!.letter }), [all[1]]);
    assert.deepEqual(
      (await intake.deadLetters({ limit: 10, source: "two" })).map(({ letter }) => letter),
      [all[0]!.letter],
    );
    assert.deepEqual(
      (await intake.health()).map(({ source, deadLettered }) => [source, deadLettered]),
      [
        ["one", 2],
        ["two", 1],
      ],
    );
  });

  test("a letter put back is a new record with the same bytes, once", async () => {
    const { intake, set } = await open();
    await intake.handOver({ source: "one", records: [exampleRecord("r".repeat(200), { sentAtMs: 5 })] });
    await intake.handOver({
      source: "one",
      records: [],
      refused: [
        { id: "gone", reason: "too-large", says: "too large" },
        { id: "odd", reason: "odd", says: "odd", bytes: Buffer.from("odd") },
      ],
    });
    await intake.bury([{ position: 1, reason: "unknown-format", says: "no format recognises it" }]);
    const letters = await intake.deadLetters({ limit: 3 });
    const letterOf = (id: string) => letters.find(({ recordId }) => recordId === id)!.letter;
    set(start + 9);
    assert.deepEqual(await intake.replay(letterOf("r".repeat(200))), { accepted: 1, repeated: 0 });
    assert.deepEqual(await intake.replay(letterOf("r".repeat(200))), { accepted: 0, repeated: 1 });
    assert.deepEqual(await intake.replay(letterOf("odd")), { accepted: 1, repeated: 0 });
    const [first, again, odd] = await allKept(intake);
    assert.deepEqual(again!.bytes, first!.bytes);
    assert.equal(again!.sentAtMs, 5);
    assert.equal(Buffer.from(odd!.bytes).toString(), "odd");
    assert.equal((await intake.deadLetters({ limit: 3 })).find(({ recordId }) => recordId === "odd")?.replayedAtMs, start + 9);
    await assert.rejects(intake.replay(letterOf("gone")), { code: "intake/nothing-to-replay" });
    await assert.rejects(intake.replay(12_345_678), { code: "intake/unknown-letter" });
  });

  test("what its source refused goes through the source again: parts that came are repeats, and the letter stands until nothing is refused", async () => {
    const { intake, set } = await open();
    const whole = { id: "m", reason: "unmapped", says: "element 1: no title", bytes: Buffer.from("a,b") };
    await intake.handOver({ source: "one", records: [exampleRecord("m/0")], refused: [whole] });
    await intake.handOver({ source: "one", records: [exampleRecord("read")] });
    await intake.bury([{ position: 2, reason: "unknown-format", says: "no format recognises it" }]);
    const letters = await intake.deadLetters({ limit: 3 });
    const [buried, refused] = ["read", "m"].map((id) => letters.find(({ recordId }) => recordId === id)!.letter);
    const replayedOf = async (letter: number) =>
      (await intake.deadLetters({ limit: 3 })).find((each) => each.letter === letter)?.replayedAtMs;
    const asked: unknown[] = [];
    const half: ReadAgain = async ({ source, id, bytes }) => {
      asked.push([source, id, Buffer.from(bytes).toString()]);
      return [
        {
          source,
          records: [exampleRecord("m/0"), exampleRecord("m/1")],
          refused: [{ id, reason: "unmapped", says: "element 2: no title" }],
        },
      ];
    };
    await assert.rejects(intake.replay(refused!, half), { code: "intake/still-refused" });
    assert.deepEqual(asked, [["one", "m", "a,b"]]);
    assert.equal(await replayedOf(refused!), undefined);
    set(start + 9);
    const mended: ReadAgain = async ({ source }) => [{ source, records: ["m/0", "m/1", "m/2"].map((id) => exampleRecord(id)) }];
    assert.deepEqual(await intake.replay(refused!, mended), { accepted: 1, repeated: 2 });
    assert.equal(await replayedOf(refused!), start + 9);
    set(start + 20);
    assert.deepEqual(await intake.replay(refused!, mended), { accepted: 0, repeated: 3 });
    assert.equal(await replayedOf(refused!), start + 9, "the first time counts");
    assert.deepEqual(
      (await allKept(intake)).map(({ id }) => id),
      ["m/0", "read", "m/1", "m/2"],
    );
    // What was read as a record is one; and a source that is no webhook any more hands the message over as it came.
    assert.deepEqual(await intake.replay(buried!, half), { accepted: 1, repeated: 0 });
    assert.deepEqual(await intake.replay(refused!, async () => undefined), { accepted: 1, repeated: 0 });
    assert.equal(asked.length, 1);
    assert.equal((await intake.health())[0]?.deadLettered, 2);
  });
}

function testForgetting(open: () => Promise<IntakeScene>): void {
  test("lets go of what was read and is old, of nothing else, and never gives a position out again", async () => {
    const { intake, set } = await open();
    for (const [index, nowMs] of [start, start + 10, start + 20].entries()) {
      set(nowMs);
      await intake.handOver({ source: "one", records: [exampleRecord(`${index}`)] });
    }
    assert.equal(await intake.forget(start + 15, 10), 0);
    await intake.processed(2);
    assert.equal(await intake.forget(start + 15, 1), 1);
    assert.equal(await intake.forget(start + 99, 10), 1);
    assert.deepEqual(
      (await allKept(intake)).map(({ position }) => position),
      [3],
    );
    assert.equal(await intake.one(1), undefined);
    assert.equal((await intake.one(3))?.id, "2");
    await intake.processed(3);
    assert.equal(await intake.forget(start + 99, 10), 1);
    await intake.handOver({ source: "one", records: [exampleRecord("new")] });
    assert.deepEqual(
      (await allKept(intake)).map(({ position }) => position),
      [4],
    );
  });
}

function testHealth(open: () => Promise<IntakeScene>): void {
  test("counts agree with what happened, at every moment", async () => {
    const { intake, set } = await open();
    await intake.heard("one", { state: "running" });
    await intake.handOver({ source: "one", records: [exampleRecord("1"), exampleRecord("2"), exampleRecord("1")] });
    set(start + 5_000);
    await intake.handOver({ source: "two", records: [exampleRecord("1")] });
    await intake.heard("two", { state: "failing", problem: "the password is wrong", remedy: "mend it" });
    await intake.processed(1);
    const rest = { deadLettered: 0, skewMs: undefined };
    assert.deepEqual(await intake.health(), [
      {
        source: "one",
        accepted: 2,
        repeated: 1,
        waiting: 1,
        lastReceivedMs: start,
        behindMs: 5_000,
        state: "running",
        problem: undefined,
        remedy: undefined,
        ...rest,
      },
      {
        source: "two",
        accepted: 1,
        repeated: 0,
        waiting: 1,
        lastReceivedMs: start + 5_000,
        behindMs: 0,
        state: "failing",
        problem: "the password is wrong",
        remedy: "mend it",
        ...rest,
      },
    ]);
    await intake.processed(3);
    assert.deepEqual(
      (await intake.health()).map(({ waiting, behindMs }) => [waiting, behindMs]),
      [
        [0, 0],
        [0, 0],
      ],
    );
  });

  test("a clock that is ahead, and a source silent against its habit, are told", async () => {
    const { intake, set } = await open();
    await intake.heard("one", { state: "running" });
    for (let hour = 0; hour < 8; hour++) {
      const nowMs = start + hour * 3_600_000;
      set(nowMs);
      await intake.handOver({ source: "one", records: [exampleRecord(`${hour}`, { sentAtMs: nowMs + 180_000 })] });
    }
    const [ahead] = await intake.health();
    assert.equal(ahead?.state, "running");
    assert.equal(ahead?.skewMs, 180_000);
    assert.match(ahead?.problem ?? "", /180 seconds ahead/);
    set(start + 12 * 3_600_000);
    assert.equal((await intake.health())[0]?.state, "silent");
  });
}
