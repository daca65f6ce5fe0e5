import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { JournalStore } from "../ports/journal-store.ts";
import { accountingOf, isBalanced } from "../stages/report/accounting.ts";
import { memoryJournalStore } from "../storage/memory/memory-journal.ts";
import { inputOf, smallWorld } from "../testing/small-world.ts";
import { eventsIn } from "./journal/read-opened.ts";
import { openRecordLog } from "./journal/record-log.ts";
import { ledgersOf } from "./ledgers.ts";
import { replay } from "./recorder.ts";
import { runToEnd } from "./run.ts";

// Guarantees: accepted = closed + escalated + open + dead-lettered, in every world and in total, after every single fact and so after any crash.

const clock = { nowMs: () => 0, sleep: async () => {} };
const lines = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    JSON.stringify({
      alert: 1,
      time: new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString(),
      source: "sensor",
      title: `odd login ${index % 5}`,
      severity: index % 3 === 0 ? "high" : "low",
      host: `h${index % 7}`,
      user: `u${index % 4}`,
    }),
  ).join("\n");

async function investigated(count: number, alertsMax?: number): Promise<JournalStore> {
  const journal = memoryJournalStore();
  await runToEnd(smallWorld({ journal, inputs: [inputOf("alerts.jsonl", lines(count))], ...(alertsMax !== undefined && { alertsMax }) }));
  return journal;
}

const storeOf = (worlds: ReadonlyMap<string, JournalStore>) => ({
  worldNames: async (limit: number) => [...worlds.keys()].toSorted().slice(0, limit),
  world: async (name: string) => ({ journal: worlds.get(name)! }),
});

describe("the ledger over alerts", () => {
  test("balances after every fact of an investigation, also where alerts were refused for their number", async () => {
    for (const journal of [await investigated(60), await investigated(60, 25)]) {
      const events = await eventsIn(journal);
      let last = { accepted: 0, closed: 0, escalated: 0, open: 0, deadLettered: 0 };
      for (let length = 1; length <= events.length; length++) {
        const accounting = accountingOf(replay(events.slice(0, length)));
        assert.ok(isBalanced(accounting), `after entry ${length - 1} (${events[length - 1]?.slice(0, 40)}): ${JSON.stringify(accounting)}`);
        assert.ok(accounting.accepted >= last.accepted, "what was accepted stays accepted");
        last = accounting;
      }
      assert.equal(last.accepted, 60);
      assert.equal(last.open, 0);
    }
  });

  test("counts a world that is under way, and adds all worlds up; what is not an investigation is not counted", async () => {
    const whole = await investigated(30);
    const begun = await investigated(20);
    const half = memoryJournalStore({ vault: begun.vault });
    const entries = await begun.read(0, 10_000);
    await half.append(entries.slice(0, 3));
    const worlds = new Map([
      ["b", whole],
      ["a", half],
      ...["learning", "containment", "access", "service", "write-back", "watch"].map((name) => [name, memoryJournalStore()] as const),
    ]);
    const ledgers = await ledgersOf(storeOf(worlds), clock);
    assert.deepEqual(
      ledgers.worlds.map(({ world }) => world),
      ["a", "b"],
    );
    assert.ok(ledgers.balanced && !ledgers.more);
    const [a, b] = ledgers.worlds;
    assert.ok(a && "accounting" in a && !a.finished && a.accounting.open === a.accounting.accepted && a.accounting.accepted > 0);
    assert.ok(b && "accounting" in b && b.finished && b.accounting.accepted === 30);
    assert.equal(ledgers.total.accepted, 30 + a.accounting.accepted);
  });

  test("a record that people erased is named, and breaks no balance; others are still told", async () => {
    const gone = await investigated(5);
    const log = await openRecordLog(gone, clock);
    await log.obey({ type: "ErasePersonalData", scope: "all", by: "person:mara", because: "asked for" });
    const ledgers = await ledgersOf(
      storeOf(
        new Map([
          ["gone", gone],
          ["here", await investigated(5)],
        ]),
      ),
      clock,
    );
    assert.ok(ledgers.balanced && ledgers.total.accepted === 5);
    assert.ok("erased" in ledgers.worlds[0]! && /erased/.test(ledgers.worlds[0].erased));
  });

  test("a damaged record is named and breaks the balance; the others are still told", async () => {
    const whole = await investigated(5);
    const damaged: JournalStore = {
      ...whole,
      read: async (from, limit) => (await whole.read(from, limit)).map((each) => ({ ...each, payload: new Uint8Array() })),
    };
    const ledgers = await ledgersOf(
      storeOf(
        new Map([
          ["bad", damaged],
          ["good", await investigated(5)],
        ]),
      ),
      clock,
    );
    assert.equal(ledgers.balanced, false);
    const [bad, good] = ledgers.worlds;
    assert.ok(bad && "damaged" in bad && /damaged at entry 0/.test(bad.damaged));
    assert.ok(good && "accounting" in good && good.balanced);
  });
});
