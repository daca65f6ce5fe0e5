import assert from "node:assert/strict";
import { test } from "node:test";
import type { ReadAgain } from "../../ports/intake.ts";
import { allKept, exampleRecord, type IntakeScene, start } from "./scene.ts";

export function testLetters(open: () => Promise<IntakeScene>): void {
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
