import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { killTrial } from "../../../tools/trials/write-back/kill.ts";

const kills = process.env.WATCHKEEPER_LONG ? 200 : 20;

// Guarantees exactly once against kill -9, by the ledger of a product in another process that is late and loses answers.
test(`${kills} times kill -9 while cases are written back: nothing twice, nothing lost`, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "watchkeeper-write-back-"));
  const { problems, ...outcome } = await killTrial({ kills, seed: 7, folder, log: (line) => t.diagnostic(line) });
  rmSync(folder, { recursive: true });
  assert.deepEqual(problems, []);
  assert.equal(outcome.kills, kills);
  assert.ok(outcome.found > 0, "no answer was ever lost: the trial proves nothing");
  t.diagnostic(JSON.stringify(outcome));
});
