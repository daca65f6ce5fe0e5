import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { damages } from "../../tools/trials/damage.ts";
import { hostileInput, hostileTrial, peakBytesMax } from "../../tools/trials/hostile.ts";
import { sharedData } from "../testing/shared-data.ts";

const count = process.env.WATCHKEEPER_LONG ? 3_000 : 200;

// Guarantees: whatever a stranger writes into evidence, a run ends with 0 or 3, within its time and memory, and accounts for every record.
describe("damaged and malicious evidence", () => {
  test(`${count} inputs: no crash, no hang, balanced ledgers, bounded memory`, async (t) => {
    if (sharedData() === undefined) t.diagnostic("the shared data is not there: only our own samples and scenarios are damaged");
    const folder = mkdtempSync(join(tmpdir(), "watchkeeper-hostile-"));
    const outcome = await hostileTrial({ count, seed: 1, folder, log: (line) => t.diagnostic(line) });
    assert.deepEqual(outcome.problems, []);
    assert.equal(outcome.inputs, count);
    assert.ok(outcome.peakBytes < peakBytesMax);
    assert.deepEqual(readdirSync(folder), [], "nothing is kept of what went well");
    rmSync(folder, { recursive: true });
  });

  test("the same seed gives the same inputs, and in a thousand every kind of damage is done", () => {
    const kinds = new Set<string>();
    for (let index = 0; index < 1_000; index++) {
      const { kind, bytes } = hostileInput(1, index);
      for (const each of kind.split("+")) kinds.add(each);
      if (index % 100 === 0) assert.ok(hostileInput(1, index).bytes.equals(bytes));
    }
    assert.deepEqual([...kinds].sort(), ["empty", ...Object.keys(damages)].sort());
  });
});
