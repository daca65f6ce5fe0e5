import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { runs } from "../../src/testing/runs.ts";
import { guarantees } from "./known.ts";
import { played, storyOf, tableOf, upperBound } from "./played.ts";
import { episodeAt, playMany } from "./run.ts";

const episodes = runs(3_000);
const seed = 1;

// Guarantee: whatever an adversary writes into alerts, answers, proposes, replays, edits, kills or sets the clock to, containment does nothing that its
// orders, its inventory and its people do not bear. Ten times as many episodes with WATCHKEEPER_LONG=1.
describe("the hostile world", () => {
  test(`nothing is broken in ${episodes} episodes`, async (context) => {
    const tally = await played(episodes, seed);
    for (const line of tableOf(tally)) context.diagnostic(line);
    if (tally.first) assert.fail(await storyOf(tally));
    assert.equal(tally.episodes, episodes);
    for (const guarantee of guarantees) assert.equal(tally.violations.get(guarantee), 0, guarantee);
    // A run in which nothing happens shows nothing.
    const floors = {
      effects: 0.4,
      alone: 0.1,
      approvals: 1,
      undos: 0.02,
      refusals: 1,
      investigations: 0.3,
      investigated: 0.05,
      grave: 0.003,
      inFlight: 0.001,
    };
    for (const [what, each] of Object.entries(floors)) {
      const count = tally[what as keyof typeof floors];
      assert.ok(count >= Math.floor(each * episodes), `only ${count} ${what} in ${episodes} episodes`);
    }
  });

  test("the judge knows no rule of the product", () => {
    const rules: string[] = [];
    const seen = new Set<string>();
    const read = (name: string) => {
      if (seen.has(name)) return;
      seen.add(name);
      const text = readFileSync(new URL(name, import.meta.url), "utf8");
      for (const [line, , from = ""] of text.matchAll(/^(import|\} from)[^;]*?"([^"]+)";$/gm)) {
        if (/^import type /.test(line)) continue;
        if (from.startsWith("./")) read(from);
        else if (!from.startsWith("node:") && !from.startsWith("../../src/testing/")) rules.push(`${name} imports ${from}`);
      }
    };
    read("./judge.ts");
    assert.deepEqual(rules, []);
    assert.ok(seen.has("./ground-truth.ts") && seen.has("./judge-budgets.ts"), [...seen].join(", "));
  });

  test("one seed is one story", async () => {
    assert.deepEqual(await playMany(20, seed), await playMany(20, seed));
    assert.notDeepEqual(episodeAt(seed, 0), episodeAt(seed + 1, 0));
  });

  test("the bound is the exact one", () => {
    assert.equal((100 * upperBound(2_995)).toFixed(2), "0.10");
    assert.equal((100 * upperBound(29_956)).toFixed(3), "0.010");
  });
});
