import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { recordBytesMax } from "../../ports/intake.ts";
import { exampleRecord, testIntake } from "../../testing/intake-contract.ts";
import { tenantsOfTests } from "../../testing/tenant-doors.ts";
import { openIntake } from "./postgres-intake.ts";
import { readMax } from "./read.ts";

const start = Date.UTC(2026, 0, 5);
const waiting = { recordsMax: 500, bytesMax: 100 * 1_048_576, afterMs: 1_000 };

const tenants = tenantsOfTests(start);

testIntake("PostgreSQL", async () => {
  const { door, set } = await tenants.next();
  const [one, other] = [await openIntake({ ...door(), waiting }), await openIntake({ ...door(), waiting })];
  return { ...one, other: other.intake, set, waitingMax: waiting.recordsMax };
});

describe("intake: PostgreSQL, beyond the port", () => {
  test("what is under a legal hold stays, records and letters, until it is released", async () => {
    const { door, set } = await tenants.next();
    const { intake, intakeHolds } = await openIntake(door());
    const letter = [{ id: "refused", reason: "too-large", says: "too large" }];
    for (const source of ["mail", "siem"]) await intake.handOver({ source, records: [exampleRecord("1")], refused: letter });
    set(start + 50);
    await intake.handOver({ source: "mail", records: [exampleRecord("2")] });
    await intake.processed(3);
    await intakeHolds.place({ hold: "matter 7", source: "mail", fromMs: start, toMs: start + 50 });
    await intakeHolds.place({ hold: "matter 8", fromMs: start + 50, toMs: start + 51 });
    assert.equal(await intake.forget(start + 1_000, 100), 2);
    assert.deepEqual(
      (await intake.read(0, 10)).map(({ source, id }) => [source, id]),
      [
        ["mail", "1"],
        ["mail", "2"],
      ],
    );
    assert.deepEqual(
      (await intake.deadLetters({ limit: 9 })).map(({ source }) => source),
      ["mail"],
    );
    await intakeHolds.place({ hold: "matter 7", source: "siem", fromMs: start, toMs: start + 50 });
    assert.equal((await intakeHolds.all()).length, 2);
    assert.equal(await intake.forget(start + 1_000, 100), 2);
    await intakeHolds.release("matter 8");
    assert.equal(await intake.forget(start + 1_000, 100), 1);
    assert.deepEqual(await intake.read(0, 10), []);
  });

  test("a reader is never handed more bytes at once than it can hold", async () => {
    const { door } = await tenants.next();
    const { intake } = await openIntake(door());
    const large = (from: number) =>
      Array.from({ length: 15 }, (_, index) => exampleRecord(`${from + index}`, { bytes: new Uint8Array(recordBytesMax) }));
    await intake.handOver({ source: "mail", records: large(0) });
    await intake.handOver({ source: "mail", records: large(15) });
    const first = await intake.read(0, 1_000);
    assert.equal(first.length, readMax.bytes / recordBytesMax);
    assert.equal(first.length + (await intake.read(first.at(-1)!.position, 1_000)).length, 30);
  });

  test("dead letters wait outside as records do while too much waits; a place alone does not", async () => {
    const { door } = await tenants.next();
    const { intake } = await openIntake({ ...door(), waiting: { ...waiting, recordsMax: 2 } });
    await intake.handOver({ source: "mail", records: [exampleRecord("1"), exampleRecord("2")] });
    const refused = [{ id: "3", reason: "odd", says: "odd", bytes: Buffer.from("odd") }];
    await assert.rejects(intake.handOver({ source: "mail", records: [], refused }), { code: "intake/full" });
    assert.deepEqual(await intake.deadLetters({ limit: 10 }), []);
    await intake.handOver({ source: "mail", records: [], cursor: "2" });
    await intake.processed(2);
    await intake.handOver({ source: "mail", records: [], refused });
    assert.equal((await intake.deadLetters({ limit: 10 })).length, 1);
  });

  test("many small deliveries at once are each kept whole or refused for themselves, and share commits", async () => {
    const { door } = await tenants.next();
    const parts = door();
    const { intake } = await openIntake({ ...parts, waiting: { ...waiting, recordsMax: 150 } });
    const commits = async () => (await parts.database.pool.query("SELECT pg_current_xact_id()::text::bigint AS id")).rows[0].id as number;
    const before = await commits();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 200 }, (_, index) => intake.handOver({ source: `s-${index % 7}`, records: [exampleRecord(`${index}`)] })),
    );
    assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 150);
    assert.ok(outcomes.every((each) => each.status === "fulfilled" || each.reason.code === "intake/full"));
    assert.equal((await intake.read(0, 1_000)).length, 150);
    assert.ok((await commits()) - before < 20);
  });

  test("what the database cannot take of one delivery keeps out no other that came with it", async () => {
    const { door } = await tenants.next();
    const { intake } = await openIntake(door());
    const hand = (id: string, says: string) =>
      intake.handOver({ source: "mail", records: [exampleRecord(id)], refused: [{ id, reason: "odd", says }] });
    // The first goes alone; what comes meanwhile is one group.
    const outcomes = await Promise.allSettled([hand("1", "odd"), hand("2", "odd"), hand("3", undefined as never), hand("4", "odd")]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ["fulfilled", "fulfilled", "rejected", "fulfilled"],
    );
    assert.deepEqual(
      (await intake.read(0, 10)).map(({ id }) => id),
      ["1", "2", "4"],
    );
  });
});
