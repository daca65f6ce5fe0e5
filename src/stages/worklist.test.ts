import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { worklists } from "./worklist.ts";

// Guarantees that nothing is forgotten: whatever is taken, left or opened again, what is found is open, and nothing is found only when nothing is open.
test("a list finds what is open, in its order, until nothing is", () => {
  const ids = ["a", "b", "c", "d", "e", "f"];
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom("take", "close", "open"), fc.nat(5), fc.integer({ min: 1, max: 4 })), { maxLength: 30 }),
      (steps) => {
        const next = worklists();
        const open = new Set(ids);
        const work = { revision: 0, order: () => ids, isOpen: (id: string) => open.has(id) };
        for (const [what, which, most] of steps) {
          if (what === "close") open.delete(ids[which]!);
          if (what === "open") open.add(ids[which]!);
          if (what !== "take") continue;
          const found = next(ids, work, most);
          assert.ok(found.length <= most && found.every((id) => open.has(id)));
          assert.equal(found.length === 0, open.size === 0);
          assert.deepEqual(found, found.toSorted());
          for (const id of found) open.delete(id);
        }
      },
    ),
  );
});

test("a new revision puts the list in order anew, and lists about different things are different lists", () => {
  const next = worklists();
  const [one, other] = [{}, {}];
  const isOpen = () => true;
  assert.deepEqual(next(one, { revision: 0, order: () => ["a"], isOpen }, 9), ["a"]);
  assert.deepEqual(next(one, { revision: 0, order: () => ["b"], isOpen }, 9), ["a"]);
  assert.deepEqual(next(one, { revision: 1, order: () => ["b"], isOpen }, 9), ["b"]);
  assert.deepEqual(next(other, { revision: 1, order: () => ["c"], isOpen }, 9), ["c"]);
});
