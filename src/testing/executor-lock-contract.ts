import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ExecutorLock } from "../ports/executor-lock.ts";

/** The promises of every executor lock. `open` gives two doors to one lock, and a way to tear it from its holder. */
export function testExecutorLock(
  name: string,
  open: () => Promise<{ readonly one: ExecutorLock; readonly other: ExecutorLock; readonly tear: () => Promise<void> }>,
): void {
  describe(`executor lock: ${name}`, () => {
    test("one holds it, and nobody else until it is given back", async () => {
      const { one, other } = await open();
      const held = await one.take();
      assert.equal(await held?.isHeld(), true);
      assert.equal(await other.take(), undefined);
      assert.equal(await one.take(), undefined);
      await held?.release();
      await held?.release();
      assert.equal(await held?.isHeld(), false);
      const next = await other.take();
      assert.equal(await next?.isHeld(), true);
      // Giving back what was given back already takes nothing from whoever has it now.
      await held?.release();
      assert.equal(await next?.isHeld(), true);
      await next?.release();
    });

    test("who lost it knows, and does not find it again", async () => {
      const { one, other, tear } = await open();
      const held = await one.take();
      await tear();
      assert.equal(await held?.isHeld(), false);
      const next = await other.take();
      assert.equal(await next?.isHeld(), true);
      await held?.release();
      assert.equal(await held?.isHeld(), false);
      assert.equal(await next?.isHeld(), true);
      await next?.release();
    });
  });
}
