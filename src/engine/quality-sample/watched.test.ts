import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeClock } from "../../testing/fake-clock.ts";
import { openQualityScene } from "../../testing/quality-scene.ts";
import { handTo, watchByHand, watchGround } from "../../testing/watch-by-hand.ts";
import { act } from "../watch/act.ts";
import { reopenForReview } from "../watch/reopen-for-review.ts";

// Guarantees, over a real watch: what it closes by itself is drawn from where its record has the closing, a miss opens the case for a person, and what people
// end is none of the agent's.

const limits = { settlingMs: 0, settlingMaxMs: 0, lookMs: 0, refreshMs: 0 };

test("a real watch's closings are drawn, judged, and opened again for people", async () => {
  const ground = watchGround();
  const known = await ground.parts.knowledge();
  // The policy asks for no facts, so that the agent closes what nothing speaks against.
  const lenient = { ...known, policy: { ...known.policy, independentFactsMin: 0, benignAt: 0.999 } };
  const lively = { ...ground, parts: { ...ground.parts, knowledge: async () => lenient } };
  const watch = await watchByHand(lively, limits);
  const names = () => ground.parts.worlds.names("watch-");
  const scene = await openQualityScene(fakeClock(ground.nowMs), {
    set: { share: 1, "rare-share": 1, "gold-share": 0, "second-share": 0 },
    records: { names, journal: ground.parts.worlds.journal },
    watchEnd: async () => {
      const world = (await names()).at(-1) ?? "watch-000001";
      return { world, sequence: ((await (await ground.parts.worlds.journal(world)).head())?.sequence ?? -1) + 1 };
    },
    reopen: (asked) => reopenForReview(asked, watch.context),
  });
  const hand = (at: number) =>
    handTo(lively, "edr", {
      source: "edr",
      rule: "admin-tool",
      title: "An admin tool ran",
      severity: "low",
      host: `ws-${at}.example.test`,
    });
  const turn = async () => {
    lively.nowMs += 60_000;
    await watch.turn();
    for (const each of ground.told.splice(0)) await scene.desk.sink.settled(each);
  };
  hand(1);
  await turn();
  await scene.desk.begin();
  for (const at of [2, 3, 4]) hand(at);
  await turn();
  const { units, samples } = await scene.state();
  const statusOf = (caseId: string) => watch.state().run.cases.get(caseId)?.status;
  assert.deepEqual(
    [...units.values()].map(({ caseId, epoch, stratum, classes }) => [caseId, epoch, stratum.class, classes, statusOf(caseId)]),
    ["case-1", "case-2", "case-3", "case-4"].map((id, at) => [id, at === 0 ? null : 1, "edr/admin-tool", ["edr/admin-tool"], "closed"]),
  );
  assert.deepEqual(
    [...samples.values()].map(({ caseId }) => caseId),
    ["case-2", "case-3", "case-4"],
  );
  // A person ends one: it stays theirs. A person says of another that it was true.
  await act({ act: "overrule", caseId: "case-4", verdict: "true-positive", because: "nobody works there" }, "person:mara", watch.context);
  await turn();
  assert.deepEqual((await scene.state()).units.get("case-4")?.truth, { kind: "case", id: "case-4" });
  assert.equal((await scene.desk.next("person:wim"))?.id, "qs-1");
  await assert.rejects(scene.desk.judge("qs-3", "person:mara", { verdict: "benign", because: "mine" }), { code: "quality/worked-on" });
  // The second miss stops the class; what the agent closed of it is opened, what a person ended is left.
  await scene.desk.judge("qs-1", "person:wim", { verdict: "true-positive", because: "an attack" });
  assert.deepEqual(scene.demoted, ["edr/admin-tool"]);
  assert.deepEqual(["case-1", "case-2", "case-3", "case-4"].map(statusOf), ["in-progress", "in-progress", "in-progress", "closed"]);
  assert.equal(watch.state().desks.get("case-2")?.handedOver, true);
  await turn();
  await scene.desk.round();
  assert.equal((await scene.state()).reopening.size, 0);
  assert.notEqual(statusOf("case-2"), "closed");
});
