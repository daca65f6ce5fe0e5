import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { serviceKillTrial } from "../../tools/trials/service/kill.ts";

const isLong = process.env.WATCHKEEPER_LONG === "1";
const [kills, restarts] = isLong ? [300, 20] : [12, 1];

// Guarantees: whichever process of the service is killed, whenever, and the database stopped and started among that: what was acknowledged is there once, in
// one case each, and every ticket once; what people decided meanwhile is in the record once; the ledger is in balance and the record verifies.
test(`${kills} processes of the service are killed under load, and the database is restarted: nothing is lost or done twice`, async (t) => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "wk-service-kill-")));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const { problems, ...outcome } = await serviceKillTrial({ kills, restarts, seed: 11, folder, log: (line) => t.diagnostic(line) });
  t.diagnostic(JSON.stringify(outcome));
  assert.deepEqual(problems, []);
  assert.ok(outcome.atWork > 0, "a kill met a process that had started");
  assert.ok(outcome.tickets > 0, "tickets were written of what people decided");
  for (const kind of ["escalate", "incident", "fact", "classify"])
    assert.ok(
      outcome.deeds.some(([what]) => what === `${kind} done`),
      `${kind} was done meanwhile`,
    );
});
