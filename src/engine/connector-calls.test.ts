import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Call } from "../ports/connector-call.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import { memoryJournalStore } from "../storage/memory/memory-journal.ts";
import { type CallsCounted, digestOfLines, minutesWaitingMax, openConnectorCalls, worldOfCalls } from "./connector-calls.ts";
import { openSealedLog } from "./sealed-log.ts";

const call = (connector: string, status: Call["status"] = 200, path = "/x"): Call => ({
  connector,
  method: "GET",
  path,
  status,
  durationMs: 3,
  sentDigest: "sha256:00",
  answerDigest: undefined,
});
const startMs = Date.UTC(2026, 10, 30, 23, 58);

function scene() {
  const stores = new Map<string, JournalStore>();
  let nowMs = startMs;
  let isDown = false;
  const lines: string[] = [];
  const clock = { nowMs: () => nowMs, sleep: async () => {} };
  const journalOf = async (world: string) => {
    if (isDown) throw new Error("the database is down");
    const store = stores.get(world) ?? memoryJournalStore();
    stores.set(world, store);
    return store;
  };
  const open = () => openConnectorCalls({ journalOf, clock, keep: (line) => void lines.push(line) });
  const facts = async () => {
    const found: CallsCounted[] = [];
    for (const world of [...stores.keys()].toSorted())
      await openSealedLog<CallsCounted>(stores.get(world)!, clock, {
        fold: (fact) => void found.push(fact),
        factOf: (text) => JSON.parse(text) as CallsCounted,
        streamOf: () => "calls",
      });
    return found;
  };
  return {
    open,
    lines,
    stores,
    facts,
    pass: (delayMs: number) => {
      nowMs += delayMs;
    },
    down: (is: boolean) => {
      isDown = is;
    },
  };
}

describe("the record of calls", () => {
  test("every request is in one entry's count and under its digest, by minute and connector", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom("a", "b"), fc.constantFrom<Call["status"]>(200, 404, 503, "not-sent", "lost"), fc.nat(50_000)), {
          maxLength: 60,
        }),
        async (calls) => {
          const { open, lines, facts, pass } = scene();
          const record = open();
          const kept = new Map<string, string[]>();
          let nowMs = startMs;
          for (const [connector, status, delayMs] of calls) {
            record.told(call(connector, status));
            const key = `${Math.floor(nowMs / 60_000) * 60_000} ${connector}`;
            kept.set(key, [...(kept.get(key) ?? []), lines.at(-1)!]);
            pass(delayMs);
            nowMs += delayMs;
          }
          await record.close();
          const found = await facts();
          assert.deepEqual(
            new Map(found.map(({ minuteMs, connector, digest }) => [`${minuteMs} ${connector}`, digest])),
            new Map([...kept].map(([key, each]) => [key, digestOfLines(each)])),
          );
          const sum = (of: (fact: CallsCounted) => number) => found.reduce((total, fact) => total + of(fact), 0);
          assert.equal(
            sum(({ requests }) => requests),
            calls.length,
          );
          assert.equal(
            sum(({ failed }) => failed),
            calls.filter(([, status]) => typeof status === "number" && status >= 400).length,
          );
          assert.equal(
            sum(({ lost, notSent }) => lost + notSent),
            calls.filter(([, status]) => typeof status === "string").length,
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  test("a minute that is not over waits; the next month has a world of its own; totals come back after a restart", async () => {
    const { open, stores, pass, facts } = scene();
    const record = open();
    record.told(call("a"));
    await record.record();
    assert.equal(stores.size, 0);
    pass(60_000);
    record.told(call("a", 500));
    await record.record();
    assert.deepEqual([...stores.keys()], ["connectors-2026-11"]);
    pass(60_000);
    await record.record();
    assert.deepEqual([...stores.keys()], ["connectors-2026-11", "connectors-2026-12"]);
    assert.equal((await facts()).length, 2);
    assert.equal(worldOfCalls(startMs), "connectors-2026-11");
    const again = open();
    again.told(call("a"));
    await again.close();
    assert.deepEqual(again.totals().get("a"), { requests: 2, failed: 1, notSent: 0, lost: 0, lastMs: startMs + 120_000 });
  });

  test("what cannot be recorded now is recorded later, once", async () => {
    const { open, facts, pass, down } = scene();
    const record = open();
    record.told(call("a"));
    pass(60_000);
    down(true);
    await assert.rejects(record.record());
    record.told(call("a"));
    pass(60_000);
    await assert.rejects(record.record());
    down(false);
    await record.record();
    await record.close();
    assert.deepEqual(
      (await facts()).map(({ requests }) => requests),
      [1, 1],
    );
  });

  test("two processes write one record", async () => {
    const { open, facts } = scene();
    const [one, other] = [open(), open()];
    for (let turn = 0; turn < 20; turn++) {
      one.told(call("a"));
      other.told(call("b"));
    }
    await Promise.all([one.close(), other.close()]);
    assert.deepEqual((await facts()).map(({ connector, requests }) => `${connector} ${requests}`).toSorted(), ["a 20", "b 20"]);
  });

  test("memory is bounded while nothing can be recorded, and what is not covered is counted", async () => {
    const { open, pass, down, facts } = scene();
    const record = open();
    down(true);
    for (let minute = 0; minute < minutesWaitingMax + 5; minute++) {
      record.told(call(`c-${minute}`));
    }
    pass(60_000);
    await assert.rejects(record.record());
    down(false);
    await record.close();
    const found = await facts();
    assert.equal(found.length, minutesWaitingMax);
    assert.equal(
      found.reduce((sum, { unrecorded = 0 }) => sum + unrecorded, 0),
      5,
    );
  });
});
