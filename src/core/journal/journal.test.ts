import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type JournalEntry, noPrevious, seal, verify } from "./journal.ts";

const written = (texts: readonly string[]): JournalEntry[] => {
  const entries: JournalEntry[] = [];
  for (const [sequence, event] of texts.entries())
    entries.push(seal({ sequence, stream: "run", type: "T", recordedAtMs: sequence, event, previous: entries.at(-1)?.hash ?? noPrevious }));
  return entries;
};

describe("the journal", () => {
  test("what was written verifies, and ends in its head", () => {
    const entries = written(["a", "b", "c"]);
    assert.deepEqual(verify(entries, entries[2]!.hash), { intact: true, head: entries[2]!.hash, entries: 3 });
  });

  test("an empty journal is intact", () => {
    assert.deepEqual(verify([]), { intact: true, head: noPrevious, entries: 0 });
  });

  // Guarantees tamper evidence against someone who can edit the store and knows how we hash: they change one entry and re-seal as many of the
  // following ones as they like, repairing the link after the last. The head published earlier no longer fits.
  test("history cannot be rewritten behind a published head", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string(), { minLength: 1, maxLength: 12 }),
        fc.nat(),
        fc.nat(),
        fc.string(),
        (texts, where, howMany, forged) => {
          const entries = written(texts);
          const line = where % entries.length;
          fc.pre(entries[line]!.event !== forged);
          const attacked = entries.with(line, { ...entries[line]!, event: forged });
          const last = line + (howMany % (entries.length - line));
          for (let next = line; next <= last; next++)
            attacked[next] = seal({ ...attacked[next]!, previous: attacked[next - 1]?.hash ?? noPrevious });
          const after = attacked[last + 1];
          if (after) attacked[last + 1] = { ...after, previous: attacked[last]!.hash };
          assert.equal(verify(attacked, entries.at(-1)!.hash).intact, false);
        },
      ),
    );
  });

  test("a missing, repeated or swapped entry is found without any head", () => {
    const entries = written(["a", "b", "c", "d"]);
    assert.equal(verify(entries.toSpliced(1, 1)).intact, false);
    assert.equal(verify([...entries, entries[3]!]).intact, false);
    assert.equal(verify([entries[0]!, entries[2]!, entries[1]!, entries[3]!]).intact, false);
  });

  test("a cut-off end is found only against a published head, and then it is", () => {
    const entries = written(["a", "b", "c"]);
    assert.equal(verify(entries.slice(0, 2)).intact, true);
    assert.equal(verify(entries.slice(0, 2), entries[2]!.hash).intact, false);
  });
});
