import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { MeasureLine } from "../core/measure/line.ts";
import { slotFamilies, slotsPerDay, type Tally, tallyFamilies } from "../core/measure/tally.ts";
import type { CountedPlace, Measures, TallyRow } from "../ports/measures.ts";
import { memoryMeasures } from "./memory-measures.ts";

const place = (world: string, sequence: number): CountedPlace => ({
  world,
  sequence,
  previous: `sha256:${"0".repeat(64)}`,
  latestMs: sequence * 1_000,
  plainBelow: 0,
});
const line = (id: string, nowMs = 1): MeasureLine => ({ kind: "start", id, receivedAtMs: nowMs, severity: "low", category: "other" });
const nasty = ['"};DROP', "'; --", "\\", "\u202e", "line\nbreak", "\ufffd", "$1"] as const;

const firstSlot = 20_000 * slotsPerDay;
const tally = fc.record({
  family: fc.constantFrom(...tallyFamilies),
  slot: fc.integer({ min: firstSlot, max: firstSlot + 5 * slotsPerDay }),
  key: fc.tuple(fc.constantFrom("low", "high", ...nasty), fc.integer({ min: 0, max: 3 })),
  n: fc.integer({ min: -3, max: 3 }),
  sum: fc.integer({ min: -1e9, max: 1e9 }),
});
const step = fc.array(tally, { maxLength: 60 });

/** What every keeper of counts promises; `open` gives a new one of a tenant of its own. */
export function testMeasures(name: string, open: () => Promise<{ readonly measures: Measures; readonly other: Measures }>): void {
  const counted = (before: number, tallies: readonly Tally[] = [], more: Partial<Parameters<Measures["put"]>[0]> = {}) => ({
    before,
    place: place("watch-000001", before + 1),
    lines: [],
    gone: [],
    tallies,
    ...more,
  });

  describe(`measures: ${name}`, () => {
    test("lines and places are there again as they were put; what went is gone", async () => {
      const { measures, other } = await open();
      assert.deepEqual(await measures.open(1), { places: [], lines: [] });
      assert.equal(await measures.countedUpToMs(), undefined);
      const lines = nasty.map((id) => line(id));
      assert.equal(await measures.put(counted(0, [], { lines })), true);
      assert.equal(await measures.put(counted(1, [], { lines: [line("'; --", 7)], gone: [{ kind: "start", id: "$1" }] })), true);
      const held = await other.open(1);
      assert.deepEqual(held.places, [place("watch-000001", 2)]);
      const byId = (a: MeasureLine, b: MeasureLine) => (a.id < b.id ? -1 : 1);
      const expected = [...nasty].filter((id) => id !== "$1").map((id) => line(id, id === "'; --" ? 7 : 1));
      assert.deepEqual([...held.lines].toSorted(byId), expected.toSorted(byId));
      assert.equal(await other.countedUpToMs(), 2_000);
    });

    test("a step that does not go on from what is kept keeps nothing", async () => {
      const { measures, other } = await open();
      await measures.open(1);
      const one: Tally = { family: "lost", slot: firstSlot, key: [], n: 1, sum: 0 };
      assert.equal(await measures.put(counted(0, [one])), true);
      assert.equal(await other.put(counted(0, [one], { lines: [line("x")] })), false);
      assert.deepEqual(await measures.totals("lost", 0, 2 ** 31 - 1), [{ key: [], n: 1, sum: 0 }]);
      assert.deepEqual((await other.open(1)).lines, []);
    });

    test("another version, or dropping, begins anew", async () => {
      const { measures } = await open();
      await measures.open(1);
      for (const [again, version] of [
        [() => measures.open(2), 2],
        [() => measures.drop(), 2],
      ] as const) {
        await measures.open(version - 1 || 1);
        await again();
        await measures.open(version);
        assert.equal(
          await measures.put(counted(0, [{ family: "flow", slot: firstSlot, key: ["x"], n: 1, sum: 5 }], { lines: [line("y")] })),
          true,
        );
      }
      await measures.drop();
      assert.deepEqual(await measures.totals("flow", 0, 2 ** 31 - 1), []);
      assert.deepEqual(await measures.open(2), { places: [], lines: [] });
    });

    test("totals and series are the sums of what was put, over any period", async () => {
      const { measures } = await open();
      await measures.open(1);
      const model = memoryMeasures();
      await model.open(1);
      let before = 0;
      const period = fc.tuple(fc.integer({ min: -10, max: 490 }), fc.integer({ min: 1, max: 490 }));
      await fc.assert(
        fc.asyncProperty(step, period, fc.constantFrom(...tallyFamilies), async (tallies, [start, length], family) => {
          assert.equal(await measures.put(counted(before, tallies)), true);
          await model.put(counted(before, tallies));
          before++;
          const from = firstSlot + start;
          assert.deepEqual(
            inOrder(await measures.totals(family, from, from + length)),
            inOrder(await model.totals(family, from, from + length)),
          );
          if (!slotFamilies.has(family)) return;
          const bounds = [from, from + 1, from + Math.ceil(length / 2) + 1, from + length + 2];
          assert.deepEqual(inOrder(await measures.series(family, bounds)), inOrder(await model.series(family, bounds)));
        }),
        { numRuns: 40 },
      );
    });
  });
}

const inOrder = (rows: readonly (TallyRow & { readonly stretch?: number })[]) =>
  rows.map(({ stretch, key, n, sum }) => JSON.stringify([stretch, key, n, sum])).toSorted();
