import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { openRandom, shuffled } from "./random.ts";

test("the same seed draws the same numbers, another seed others", () => {
  const draw = (seed: number) => {
    const random = openRandom(seed);
    return Array.from({ length: 20 }, random);
  };
  assert.deepEqual(draw(7), draw(7));
  assert.notDeepEqual(draw(7), draw(8));
});

test("draws fill the range from 0 to 1 evenly", () => {
  const random = openRandom(1);
  const counts = new Array<number>(10).fill(0);
  for (let draw = 0; draw < 100_000; draw++) {
    const value = random();
    assert.ok(value >= 0 && value < 1);
    counts[Math.floor(value * 10)] = (counts[Math.floor(value * 10)] as number) + 1;
  }
  for (const count of counts) assert.ok(Math.abs(count - 10_000) < 500, `${counts}`);
});

// Guarantees that shuffling loses and invents nothing.
test("a shuffle keeps every value", () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer(), (values, seed) => {
      assert.deepEqual(shuffled(values, openRandom(seed)).sort(), [...values].sort());
    }),
  );
});
