import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { automatonOf, classesOf, scan } from "./automaton.ts";
import { fold } from "./text.ts";

function places(patterns: readonly string[], text: string): Set<string> {
  const found: number[] = [];
  const written = scan(automatonOf(patterns, classesOf(patterns)), text, found);
  const seen = new Set<string>();
  for (let at = 0; at < written; at += 2) seen.add(`${found[at]}@${found[at + 1]}`);
  return seen;
}

function oracle(patterns: readonly string[], text: string): Set<string> {
  const seen = new Set<string>();
  for (const [id, pattern] of patterns.entries())
    for (let at = fold(text).indexOf(pattern); at >= 0; at = fold(text).indexOf(pattern, at + 1)) seen.add(`${id}@${at + pattern.length}`);
  return seen;
}

// Guarantees that one pass finds every pattern at every place, as looking for each alone would.
test("the automaton finds what indexOf finds", () => {
  const letters = (units: string) => fc.constantFrom(...units);
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ unit: letters("abc\\"), minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 12 }),
      fc.string({ unit: letters("abcABC\\xé"), maxLength: 40 }),
      (patterns, text) => {
        assert.deepEqual(places(patterns, text), oracle(patterns, text));
      },
    ),
    { numRuns: 2_000 },
  );
});

// Guarantees that beyond ASCII, where characters share classes, nothing that is there is ever missed.
test("the automaton misses no pattern in any script", () => {
  const unit = fc.constantFrom("a", "é", "É", "Ж", "ж", "語", "\u202e", "\u{1F600}", "\u212A");
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ unit, minLength: 1, maxLength: 3 }).map(fold), { minLength: 1, maxLength: 6 }),
      fc.string({ unit, maxLength: 20 }),
      (patterns, text) => {
        const found = places(patterns, text);
        for (const place of oracle(patterns, text)) assert.ok(found.has(place), place);
      },
    ),
  );
});
