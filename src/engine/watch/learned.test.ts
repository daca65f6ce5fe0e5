import assert from "node:assert/strict";
import { test } from "node:test";
import type { Learned } from "../../core/learning/learning.ts";
import { isSuppressedCase } from "../../core/watch/watch.ts";
import { handTo, type WatchGround, watchByHand, watchGround } from "../../testing/watch-by-hand.ts";

const minuteMs = 60_000;

// Guarantees that a decision to close a rule's alerts unseen holds live as it does in a run: capped, told, sampled, and over when it ends.
test("suppressed alerts are closed unseen as one case that grows; beyond its end they go the ordinary way", async () => {
  const before = watchGround();
  const endsMs = before.nowMs + 60 * minuteMs;
  const learned: Learned = {
    suppressions: [
      {
        id: "s-1",
        scope: { product: "proxy", rule: "Download from a new domain" },
        verdict: "benign",
        because: "the updater",
        untilMs: endsMs,
        grounds: { right: 0, of: 60, alertsShare: 0.1 },
        proposedBy: "person:mara",
        status: "approved",
        approvedBy: "person:noor",
        sampleKey: "11".repeat(32),
      },
    ],
  };
  const ground: WatchGround = { ...before, parts: { ...before.parts, learned: async () => learned } };
  const watch = await watchByHand(ground, { lookMs: 0, settlingMs: minuteMs, refreshMs: 0 });
  const noise = (host: number) =>
    handTo(ground, "proxy", { source: "proxy", title: "Download from a new domain", severity: "low", host: `ws-${host}.example.test` });
  const others = (count: number) => {
    for (let at = 0; at < count; at++)
      handTo(ground, "edr", { source: "edr", title: `Thing ${at}`, severity: "medium", host: `srv-${at}.example.test`, user: `user${at}` });
  };
  others(100);
  for (let host = 0; host < 5; host++) noise(host);
  await watch.round();
  const { run } = watch.state();
  const suppressedCases = () => [...run.cases.values()].filter((each) => isSuppressedCase(run, each));
  assert.equal(suppressedCases().length, 1);
  const [first] = suppressedCases();
  assert.ok(first?.status === "closed" && first.conclusion.verdict === "benign");
  const before1 = run.suppressed?.size ?? 0;
  assert.equal(before1 + run.sampled.size, 5);
  for (let host = 10; host < 14; host++) noise(host);
  await watch.round();
  assert.equal(suppressedCases().length, 1, "they join the case that is there");
  assert.equal((run.suppressed?.size ?? 0) + run.sampled.size, 9);
  const suppressed = run.suppressed?.size ?? 0;
  ground.nowMs = endsMs + minuteMs;
  noise(20);
  await watch.round();
  assert.equal(run.suppressed?.size, suppressed);
  const last = run.caseOfAlert.get(`a-${ground.records.length}`);
  assert.ok(last !== undefined && !isSuppressedCase(run, run.cases.get(last)!), "nothing binds it to what was closed unseen");
  const { accepted, closed, escalated, open } = watch.accounting();
  assert.deepEqual([accepted, closed], [110, suppressed]);
  assert.equal(accepted, closed + escalated + open);
});
