import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { logDaysMin, Retention } from "../../core/configuration/sections.ts";
import { planRetention } from "../../core/service/retention.ts";

// Guarantees: no configuration has the automatic logs of the agent erased before six months are over, and a longer time has its effect.

const dayMs = 86_400_000;
const nowMs = Date.UTC(2026, 11, 31);
const ended = (daysAgo: number) => ({ name: "watch-000001", firstMs: 0, lastMs: nowMs - daysAgo * dayMs, finished: true });

describe("automatic logs", () => {
  test("are kept for six months or longer: less is refused in words", () => {
    for (const days of [1, 30, logDaysMin - 1]) {
      const read = Retention.safeParse({ "watch-days": days });
      assert.equal(read.success, false);
      assert.match(read.error?.issues[0]?.message ?? "", /at least 184.*six months.*Art\. 19 and 26\(6\)/);
    }
    assert.equal(Retention.parse({})["watch-days"] >= logDaysMin, true);
  });

  test("of six months are there as long as the longest six months are, under the shortest time that is taken", () => {
    const shortest = Retention.parse({ "watch-days": logDaysMin });
    // From 30 June to the end of the year.
    const halfYearDays = (nowMs - Date.UTC(2026, 5, 30)) / dayMs;
    assert.deepEqual(planRetention(shortest, [ended(halfYearDays)], nowMs).erase, []);
    assert.deepEqual(planRetention(shortest, [ended(halfYearDays + 1)], nowMs).erase, ["watch-000001"]);
    assert.deepEqual(planRetention(Retention.parse({ "watch-days": 400 }), [ended(390)], nowMs).erase, []);
  });
});
