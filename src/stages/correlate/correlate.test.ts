import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Triage } from "../../core/alert/triage.ts";
import { emptyBondIndex, indexJoin } from "../../core/run/bond-index.ts";
import { alertOf, minuteMs, noonMs } from "../../testing/alerts.ts";
import { place } from "./correlate.ts";
import { gapInWords, sharedInWords } from "./reason.ts";

const triageOf = (bonds: Triage["bonds"], tactics: readonly string[] = []): Triage => ({
  alertId: "a-1",
  category: "other",
  severity: "high",
  maliciousness: 0.5,
  tactics,
  techniques: [],
  priority: 3,
  because: [],
  bonds,
  repeats: undefined,
});

describe("placing an alert", () => {
  test("the further apart in time, the less an entity binds; never more", () => {
    const gap = fc.nat(72 * 60);
    const strengthAfter = (minutes: number) => {
      const bonds = emptyBondIndex();
      indexJoin(bonds, "case-1", { timeMs: noonMs, triage: triageOf([{ key: "user:alice", weight: 1.15 }]), rule: "r-1" });
      const later = alertOf(2, { timeMs: noonMs + minutes * minuteMs, ruleId: "r-2" });
      const { because } = place(later, triageOf([{ key: "user:alice", weight: 1.15 }]), { bonds, caseOf: () => undefined });
      return Number(/\((\d\.\d\d); 1 joins\)/.exec(because)?.[1] ?? 0);
    };
    fc.assert(fc.property(gap, gap, (a, b) => strengthAfter(Math.min(a, b)) >= strengthAfter(Math.max(a, b))));
    assert.ok(strengthAfter(10) >= 1 && strengthAfter(24 * 60) < 1);
  });

  test("an entity that more cases hold says less about each of them", () => {
    const worth = (cases: number) => {
      const bonds = emptyBondIndex();
      for (let each = 1; each <= cases; each++)
        indexJoin(bonds, `case-${each}`, { timeMs: noonMs, triage: triageOf([{ key: "ip:192.0.2.1", weight: 1.1 }]), rule: "r-1" });
      return place(alertOf(9, { ruleId: "r-2" }), triageOf([{ key: "ip:192.0.2.1", weight: 1.1 }]), { bonds, caseOf: () => undefined }).do;
    };
    assert.deepEqual([worth(1), worth(2), worth(4)], ["join", "open", "open"]);
  });
});

test("reasons are sentences, the strongest first, and say how far apart and how rare", () => {
  const shared = [
    { key: "ip:198.51.100.7", strength: 0.4, apartMs: 3 * 3_600_000, on: 12 },
    { key: "user:alice@example.test", strength: 1.1, apartMs: 4 * minuteMs, on: 1 },
    { key: "process:cmd.exe", strength: 0.1, apartMs: 0, on: 9 },
  ];
  assert.equal(
    sharedInWords(shared),
    "same account alice@example.test, 4 minutes apart, rare here; same address 198.51.100.7, 3 hours apart, seen on 12; and 1 lesser",
  );
  assert.deepEqual([0, minuteMs, 119 * minuteMs, 24 * 3_600_000, 72 * 3_600_000].map(gapInWords), [
    "at the same time",
    "1 minute apart",
    "119 minutes apart",
    "24 hours apart",
    "3 days apart",
  ]);
});
