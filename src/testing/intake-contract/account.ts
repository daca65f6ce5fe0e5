import assert from "node:assert/strict";
import { test } from "node:test";
import { allKept, exampleRecord, type IntakeScene, start } from "./scene.ts";

export function testBackpressure(open: () => Promise<IntakeScene>): void {
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

export function testForgetting(open: () => Promise<IntakeScene>): void {
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

export function testHealth(open: () => Promise<IntakeScene>): void {
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
