import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { crashTrial } from "../../tools/trials/crash.ts";

const kills = process.env.WATCHKEEPER_LONG ? 200 : 6;

// Guarantees: what was accepted survives kill -9 at any moment, of us and of the database, and the next start ends in the same assessment.
test(`${kills} kills at random moments of a run, and of its database: the next start finishes with the same assessment`, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "watchkeeper-crash-"));
  const outcome = await crashTrial({ kills, seed: 7, folder, log: (line) => t.diagnostic(line) });
  assert.deepEqual(outcome.problems, []);
  assert.ok(outcome.met > 0, "no kill met the process while it ran");
  rmSync(folder, { recursive: true });
});
