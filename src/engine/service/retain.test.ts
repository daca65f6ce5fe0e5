import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Retention } from "../../core/configuration/sections.ts";
import { type KeptWorld, nextPassMs, planRetention } from "../../core/service/retention.ts";
import { SocError } from "../../core/soc-error.ts";
import type { IntakeHold } from "../../ports/intake.ts";
import { memoryJournalStore } from "../../storage/memory/memory-journal.ts";
import { type RetainParts, retain } from "./retain.ts";
import { openServiceRecord } from "./service-record.ts";

// Guarantees: what is older than it is kept goes once a night and on the record, and nothing that is under a hold ever does.

const nowMs = Date.UTC(2026, 10, 23);
const dayMs = 86_400_000;
const clock = { nowMs: () => nowMs, sleep: async () => {} };
const retention = (given: object) => Retention.parse(given);
const world = (name: string, firstDay: number, lastDay: number, finished = true): KeptWorld => ({
  name,
  firstMs: nowMs - firstDay * dayMs,
  lastMs: nowMs - lastDay * dayMs,
  finished,
});
const dayOf = (daysAgo: number) => new Date(nowMs - daysAgo * dayMs).toISOString();

describe("what is let go of", () => {
  test("are records that ended too long ago; the newest never", () => {
    const worlds = [
      world("watch-000002", 900, 800),
      world("watch-000001", 1_000, 900),
      world("watch-000003", 800, 10),
      world("watch-000004", 900, 800, false),
    ];
    assert.deepEqual(planRetention(retention({ "watch-days": 730 }), worlds, nowMs).erase, ["watch-000001", "watch-000002"]);
  });

  test("nothing that tells of a time under a hold is, whatever the hold and the age", () => {
    const worlds = fc.array(fc.tuple(fc.nat(3_000), fc.nat(3_000)), { maxLength: 8 });
    const hold = fc.tuple(fc.option(fc.nat(3_000)), fc.option(fc.nat(3_000)), fc.boolean());
    fc.assert(
      fc.property(worlds, hold, (spans, [from, to, ofSource]) => {
        const given = spans.map(([a, b], index) => world(`w${index}`, Math.max(a, b), Math.min(a, b)));
        const held = { because: "matter 12", ...(from === null ? {} : { from: dayOf(from) }), ...(to === null ? {} : { to: dayOf(to) }) };
        const { erase, held: stays } = planRetention(
          retention({ "watch-days": 184, "legal-hold": [ofSource ? { ...held, source: "mailbox" } : held] }),
          given,
          nowMs,
        );
        for (const each of given) {
          const within = (from === null || each.lastMs >= nowMs - from * dayMs) && (to === null || each.firstMs < nowMs - to * dayMs);
          if (within) assert.ok(!erase.includes(each.name));
          assert.ok(!(erase.includes(each.name) && stays.includes(each.name)));
        }
      }),
    );
  });

  test("the next pass is tonight, or tomorrow night", () => {
    assert.equal(nextPassMs(Date.UTC(2026, 0, 1, 2, 59)), Date.UTC(2026, 0, 1, 3));
    assert.equal(nextPassMs(Date.UTC(2026, 0, 1, 3)), Date.UTC(2026, 0, 2, 3));
  });
});

describe("a pass", () => {
  async function scene(given: object, worlds: readonly KeptWorld[], onHold: readonly string[] = []) {
    const holds = new Map<string, IntakeHold>();
    const [forgotten, erased, spans]: [number[], string[], unknown[]] = [[], [], []];
    let left = 12_000;
    const record = await openServiceRecord(memoryJournalStore(), clock);
    const parts: RetainParts = {
      retention: retention(given),
      clock,
      record,
      intake: {
        async forget(beforeMs, limit) {
          forgotten.push(beforeMs);
          const gone = Math.min(limit, left);
          left -= gone;
          return gone;
        },
      },
      holds: {
        place: async (hold) => void holds.set(hold.hold, hold),
        release: async (hold) => void holds.delete(hold),
        all: async () => [...holds.values()],
      },
      async forgetEvents(_beforeMs, kept) {
        spans.push(...kept);
        return { events: 7, months: 1 };
      },
      watchWorlds: async () => worlds,
      async erase(name) {
        if (onHold.includes(name))
          throw new SocError({ code: "journal/on-hold", problem: "on hold", remedy: "release it", retry: "never" });
        erased.push(name);
      },
    };
    return { parts, holds, forgotten, erased, spans, record };
  }

  test("takes all that is old, leaves what its own record holds, and says both on the record", async () => {
    const worlds = [world("watch-000001", 900, 800), world("watch-000002", 800, 790)];
    const { parts, forgotten, erased, record } = await scene({ "raw-days": 7 }, worlds, ["watch-000002"]);
    const passed = await retain(parts, new AbortController().signal);
    assert.deepEqual([passed.raw, passed.events, passed.months], [12_000, 7, 1]);
    assert.deepEqual([passed.worlds, passed.held, erased], [["watch-000001"], ["watch-000002"], ["watch-000001"]]);
    assert.equal(new Set(forgotten).size, 1);
    assert.equal(forgotten[0], nowMs - 7 * dayMs);
    await record.refresh();
    assert.deepEqual(record.state.lastRetention, passed);
  });

  test("gives the intake the holds of the configuration first, and takes back those that it no longer names", async () => {
    const { parts, holds, spans } = await scene({ "legal-hold": [{ because: "matter 12", source: "mailbox" }] }, []);
    holds.set("watchkeeper.yaml 2", { hold: "watchkeeper.yaml 2", fromMs: 0, toMs: 1 });
    holds.set("of a person", { hold: "of a person", fromMs: 0, toMs: 1 });
    await retain(parts, new AbortController().signal);
    assert.deepEqual([...holds.keys()].toSorted(), ["of a person", "watchkeeper.yaml 1"]);
    assert.equal(holds.get("watchkeeper.yaml 1")?.source, "mailbox");
    assert.equal(spans.length, 1);
  });

  test("that is told to stop ends between two steps", async () => {
    const stop = new AbortController();
    stop.abort();
    const { parts, erased } = await scene({}, [world("watch-000001", 900, 800)]);
    const passed = await retain(parts, stop.signal);
    assert.deepEqual([passed.raw, erased], [0, []]);
  });
});
