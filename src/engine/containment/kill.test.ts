import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { killTrial } from "../../../tools/trials/containment/kill.ts";

const isLong = Boolean(process.env.WATCHKEEPER_LONG);
const trials = [
  { kind: "memory", title: "a product in another process", kills: isLong ? 150 : 18 },
  { kind: "directory", title: "a real OpenLDAP", kills: isLong ? 250 : 9 },
  { kind: "firewall", title: "a real nftables", kills: isLong ? 250 : 9 },
] as const;

// Guarantees that a crash costs nothing: whatever was approved is done once, whatever was to be undone is undone once and stands as it stood before, and
// nothing stands contained that no action holds; no change arrives before its intent is durable and under a signed checkpoint.
for (const { kind, title, kills } of trials)
  test(`${kills} times kill -9 while containment is carried out on ${title}: nothing lost, doubled or orphaned`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "watchkeeper-kill-"));
    const outcome = await killTrial({ kind, kills, seed: 11, folder, log: (line) => t.diagnostic(line) });
    rmSync(folder, { recursive: true });
    if ("missing" in outcome) {
      assert.equal(process.env.CI, undefined, `missing where it must not be: ${outcome.missing}`);
      t.diagnostic(`not run: ${outcome.missing}`);
      return;
    }
    assert.deepEqual(outcome.problems, []);
    assert.equal(outcome.kills, kills);
    const deaths = [...outcome.deaths].map(([boundary, count]) => `${boundary} ${count}`).join(", ");
    t.diagnostic(
      `${kills} kills (${deaths}), ${outcome.actions} actions, ${outcome.undone} undone, ${outcome.givenUp} given up after three killed attempts: 0 lost, 0 doubled, 0 orphaned`,
    );
  });
