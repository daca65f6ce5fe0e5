import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { handTo, watchByHand, watchGround } from "../../testing/watch-by-hand.ts";
import { act } from "./act.ts";
import { readCaseRecord } from "./case-record.ts";

// Guarantee: what is read of a case's record says how much of it that is.

async function noted(notes: number) {
  const ground = watchGround();
  const watch = await watchByHand(ground, { lookMs: 0, settlingMs: 60_000 });
  handTo(ground, "edr", { title: "Credential store read", host: "ws-1.example.test", user: "alice", severity: "high" });
  handTo(ground, "edr", { title: "Large upload to file sharing", host: "ws-7.example.test", user: "bob", severity: "high" });
  await watch.round();
  for (let note = 0; note < notes; note++) await act({ act: "note", text: `note ${note}`, caseId: "case-1" }, "person:mara", watch.context);
  const { worlds } = ground.parts;
  const read = (most?: { read: number; counted: number }) =>
    readCaseRecord({ names: () => worlds.names(""), journal: (name) => worlds.journal(name) }, "case-1", most);
  return { read, whole: await read() };
}

describe("the record of a case", () => {
  test("whole where it is read whole", async () => {
    const { whole } = await noted(3);
    assert.deepEqual([whole.recorded, whole.counted, whole.erased], [whole.facts.length, true, 0]);
    assert.equal(whole.facts.filter(({ fact }) => fact.type === "CaseNoted").length, 3);
  });

  test("the oldest are read of one that is longer, and the rest are counted: its own alone, and at most so many", async () => {
    const { read, whole } = await noted(12);
    const some = await read({ read: 5, counted: 1_000 });
    assert.deepEqual(some.facts, whole.facts.slice(0, 5));
    assert.deepEqual([some.recorded, some.counted], [whole.recorded, true]);
    const few = await read({ read: 5, counted: 4 });
    assert.deepEqual([few.recorded, few.counted], [9, false]);
    const exact = await read({ read: whole.recorded, counted: 4 });
    assert.deepEqual([exact.facts.length, exact.recorded, exact.counted], [whole.recorded, whole.recorded, true]);
  });
});
