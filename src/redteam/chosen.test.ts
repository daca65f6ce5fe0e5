import assert from "node:assert/strict";
import { test } from "node:test";
import { baseCases } from "./bases/bases.ts";
import { chosenOf } from "./chosen.ts";
import { corpus } from "./corpus/corpus.ts";
import { trialsOf } from "./trials.ts";

const [bases, texts] = [baseCases(), corpus()];

test("what a report names is played alone; a case, or a field of it, with all that it has", () => {
  for (const [words, played] of [
    ["ssh/tried/user-name/structure/10", 1],
    ["ssh/tried/user-name", texts.length],
    ["logon/spray", texts.length * 2],
  ] as const) {
    const chosen = chosenOf(words, bases, texts);
    assert.ok(chosen, words);
    assert.equal(trialsOf(bases, texts, { seed: 1, most: Number.POSITIVE_INFINITY, only: [chosen] }).length, played, words);
  }
});

test("what is never played is refused, so that nothing is mistaken for an exercise in which all held", () => {
  for (const words of ["", "ssh", "ssh/tried/url", "ssh/tried/user-name/structure/999", "ssh/tried/nothing"])
    assert.equal(chosenOf(words, bases, texts), undefined, words);
});
