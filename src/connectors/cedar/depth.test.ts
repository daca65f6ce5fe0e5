import assert from "node:assert/strict";
import { test } from "node:test";
import { tooDeepAt } from "./depth.ts";

test("counts brackets and operators of one policy, and none that stand in words", () => {
  assert.equal(tooDeepAt(`when { ${"(".repeat(31)}true${")".repeat(31)} };`), undefined);
  assert.equal(tooDeepAt("(".repeat(33)), 32);
  assert.equal(tooDeepAt(`"${"(".repeat(100)}"`), undefined);
  assert.equal(tooDeepAt(`"\\"${"(".repeat(100)}"`), undefined);
  assert.equal(tooDeepAt(`// ${"(".repeat(100)}\ntrue`), undefined);
  assert.equal(tooDeepAt(" && true".repeat(600)), undefined);
  assert.equal(typeof tooDeepAt(" && true".repeat(601)), "number");
  assert.equal(tooDeepAt(`${" && true".repeat(600)};`.repeat(10)), undefined);
  assert.equal(tooDeepAt(`[${'"a", '.repeat(5_000)}]`), undefined);
});

test("is done with any text at once", () => {
  const startedMs = performance.now();
  for (const piece of ['"', "\\", "//", "(", '"\\', "&", "if "]) tooDeepAt(piece.repeat(200_000));
  assert.ok(performance.now() - startedMs < 2_000);
});
