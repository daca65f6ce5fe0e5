import assert from "node:assert/strict";
import { test } from "node:test";
import { handTo, watchByHand, watchGround } from "../../testing/watch-by-hand.ts";

// Guarantees: a case that takes in everything stops no reading, though nobody waits until it has settled: time hardly passes here.

const [heldMax, alerts, perRound, roundMs] = [60, 400, 20, 100];

test("one machine that everything is about fills memory with nothing that may not leave", async () => {
  const ground = watchGround();
  const settling = { settlingMs: 20_000, settlingMaxMs: 300_000 };
  const limits = { ...settling, alertsHeldMax: heldMax, alertsPerStepMax: perRound, gatheredMax: 30, lookMs: 0, casesAtOnceMax: 1 };
  const watch = await watchByHand(ground, limits);
  for (let made = 0; made < alerts; made++)
    handTo(ground, "sensor", { title: `Program ${made} started`, severity: "medium", host: "ws-1.example.test", user: "user1" });
  for (let round = 0; round < (2 * alerts) / perRound; round++) {
    ground.nowMs += roundMs;
    await watch.round();
    await watch.look();
    await watch.tell();
  }
  const { run } = watch.context.log.state;
  assert.equal(watch.accounting().accepted, alerts, "all of it is read");
  assert.ok(run.alerts.size <= heldMax + 2 * perRound, `${run.alerts.size} alerts are held`);
  assert.ok(run.casesOpened < alerts / 10, "it is one story");
});
