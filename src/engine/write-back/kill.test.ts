import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { killTrial } from "../../../tools/trials/write-back/kill.ts";
import { verdictsTrial } from "../../../tools/trials/write-back/verdicts.ts";

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

// Guarantees that a case of more alerts than one page holds is whole at its source, wherever the telling of it was killed.
test("kill -9 while the verdicts of 2,300 alerts are taken and written: each is at its source once", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "watchkeeper-verdicts-"));
  const alerts = 2_300;
  const { kills: met, heard } = await verdictsTrial({ alerts, kills: 10, seed: 3, folder });
  rmSync(folder, { recursive: true });
  assert.equal(met, 10);
  assert.deepEqual(heard.toSorted(), Array.from({ length: alerts }, (_, index) => `case-1/${index}`).toSorted());
  t.diagnostic(`${met} kills, ${heard.length} verdicts`);
});
