import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { standingCase } from "../../core/run/partings.ts";
import { handTo, watchByHand, watchGround } from "../../testing/watch-by-hand.ts";
import { eventsIn } from "../journal/read-opened.ts";
import { act, type CaseAct } from "./act.ts";
import { caseChangeSince } from "./case-change.ts";
import { previewAct } from "./preview.ts";

// Guarantees: what a person merged, a person takes apart again, under their name and with their reason; the machine does not undo that. A case without a
// verdict is closed by a person's word alone, which is learned from.

const minuteMs = 60_000;
const mara = "person:mara";
const refused = (code: string) => (error: unknown) => (error as { code?: string }).code === code;
const alice = { host: "ws-1.example.test", user: "alice", severity: "high" } as const;
const bob = { host: "ws-7.example.test", user: "bob", severity: "high" } as const;

/** Two cases of their own, both settled. */
async function twoCases() {
  const ground = watchGround();
  const watch = await watchByHand(ground, { lookMs: 0, settlingMs: minuteMs });
  const go = async (minutes = 10) => {
    ground.nowMs += minutes * minuteMs;
    await watch.turn();
  };
  handTo(ground, "edr", { title: "Credential store read", ...alice });
  handTo(ground, "edr", { title: "Large upload to file sharing", ...bob });
  await go();
  await go();
  const does = (command: CaseAct, caseId: string) => act({ ...command, caseId }, mara, watch.context);
  const { run } = watch.state();
  assert.deepEqual([...run.cases.keys()], ["case-1", "case-2"]);
  return { ground, watch, go, does };
}

describe("taking a merged case out again", () => {
  test("it stands again with what it brought, both are looked at anew, and the ledger adds up", async () => {
    const { ground, watch, does, go } = await twoCases();
    await does({ act: "merge", into: "case-1", because: "one story" }, "case-2");
    await go(30);
    await go();
    assert.equal(ground.cases.get("case-2")?.state, "merged");
    const [would] = await previewAct({ act: "unmerge", because: "two stories" }, ["case-2"], mara, watch.context);
    assert.equal(would?.refusal, undefined);
    await does({ act: "unmerge", because: "two stories" }, "case-2");
    const { run } = watch.state();
    assert.deepEqual([run.caseOfAlert.get("a-1"), run.caseOfAlert.get("a-2")], ["case-1", "case-2"]);
    assert.deepEqual([run.cases.get("case-1")?.status, run.cases.get("case-2")?.status], ["in-progress", "in-progress"]);
    await go(30);
    await go();
    for (const caseId of ["case-1", "case-2"]) {
      assert.equal(ground.cases.get(caseId)?.alerts, 1);
      assert.equal(ground.cases.get(caseId)?.state, "escalated", `${caseId} has its verdict again`);
    }
    const { accepted, closed, escalated, open } = watch.accounting();
    assert.equal(accepted, closed + escalated + open);
  });

  test("what changed a case since is told with who and why, for whoever had approved something about it", async () => {
    const { ground, does } = await twoCases();
    const journal = (name: string) => ground.parts.worlds.journal(name);
    const records = { names: async () => ["watch-000001"], journal };
    const since = (caseId: string, ms = 0) => caseChangeSince(records, caseId, ms);
    assert.equal((await since("case-1"))?.by, "agent:watchkeeper");
    await does({ act: "merge", into: "case-1", because: "one story" }, "case-2");
    assert.deepEqual(await since("case-2"), { says: "merged into case-1 (one story)", by: mara });
    await does({ act: "split", alert: "a-2", because: "another host" }, "case-1");
    assert.deepEqual(await since("case-1"), { says: "a-2 was split off (another host)", by: mara });
    assert.equal(await since("case-1", Number.MAX_SAFE_INTEGER), undefined);
  });

  test("a preview says which cases would be others, and an alert of another case is not split off", async () => {
    const { watch, does } = await twoCases();
    const changes = async (command: CaseAct, caseId: string) => {
      const [would] = await previewAct(command, [caseId], mara, watch.context);
      return would?.refusal ? would.refusal.problem : would?.changes;
    };
    const because = "so";
    assert.deepEqual(await changes({ act: "merge", into: "case-1", because }, "case-2"), ["case-2", "case-1"]);
    assert.deepEqual(await changes({ act: "note", text: "hm" }, "case-2"), []);
    assert.equal(await changes({ act: "split", alert: "a-2", because }, "case-1"), "a-2 is not in case-1");
    await assert.rejects(does({ act: "split", alert: "a-2", because }, "case-1"), /a-2 is not in case-1/);
    await does({ act: "merge", into: "case-1", because }, "case-2");
    assert.deepEqual(await changes({ act: "unmerge", because }, "case-2"), ["case-1"]);
    assert.deepEqual(await changes({ act: "split", alert: "a-2", because }, "case-1"), ["case-1"]);
  });

  test("the facts name who and why", async () => {
    const { ground, does } = await twoCases();
    await does({ act: "merge", into: "case-1", because: "one story" }, "case-2");
    await does({ act: "unmerge", because: "two stories" }, "case-2");
    const facts = (await eventsIn(await ground.parts.worlds.journal("watch-000001"))).map(
      (text) => JSON.parse(text) as { type: string; caseId?: string; by?: string; because?: string },
    );
    const said = facts.filter(({ type }) => type === "CaseUnmerged" || type === "AlertsGivenBack");
    assert.deepEqual(
      said.map(({ type, caseId, by }) => [type, caseId, by]),
      [
        ["AlertsGivenBack", "case-1", mara],
        ["CaseUnmerged", "case-2", mara],
      ],
    );
    for (const { because } of said) assert.match(because ?? "", /person:mara: two stories/);
  });

  test("what ties both later joins one of them: the watch does not merge what a person took apart", async () => {
    const { ground, watch, does, go } = await twoCases();
    await does({ act: "merge", into: "case-1", because: "one story" }, "case-2");
    await does({ act: "unmerge", because: "two stories" }, "case-2");
    await go(1);
    handTo(ground, "edr", { title: "Sign-in from an unusual place", severity: "critical", host: alice.host, user: bob.user });
    await go(1);
    await go(30);
    const { run } = watch.state();
    assert.notEqual(standingCase(run.cases, "case-1"), standingCase(run.cases, "case-2"));
  });

  test("refuses what was never merged, and what would leave a case without alerts; nothing is recorded then", async () => {
    const { watch, does } = await twoCases();
    await assert.rejects(does({ act: "unmerge", because: "?" }, "case-1"), refused("watch/not-merged"));
    await assert.rejects(does({ act: "unmerge", because: "?" }, "case-9"), refused("watch/unknown-case"));
    await does({ act: "merge", into: "case-1", because: "one story" }, "case-2");
    await does({ act: "split", alert: "a-1", because: "another matter" }, "case-1");
    const before = [...watch.state().run.caseOfAlert];
    await assert.rejects(does({ act: "unmerge", because: "?" }, "case-2"), refused("watch/nothing-to-take-out"));
    assert.deepEqual([...watch.state().run.caseOfAlert], before);
  });
});

describe("closing a case that has no verdict", () => {
  test("takes a person's, with which it is closed and which is learned from; one that has a verdict keeps its own", async () => {
    const { ground, watch, does, go } = await twoCases();
    await does({ act: "reopen", because: "again from the start" }, "case-1");
    await assert.rejects(does({ act: "close", because: "a drill" }, "case-1"), refused("watch/verdict-needed"));
    const close = { act: "close", because: "a drill", verdict: "benign" } as const;
    const [would] = await previewAct(close, ["case-1"], mara, watch.context);
    assert.ok(would && !would.refusal);
    assert.match(would.says, /closed as benign, by your word/);
    await does(close, "case-1");
    const held = watch.state().run.cases.get("case-1");
    assert.ok(held?.status === "closed" && held.conclusion.verdict === "benign");
    assert.deepEqual(
      ground.taught.map((each) => (each.type === "GiveVerdict" ? [each.label.alertId, each.label.verdict, each.because] : [])),
      [["a-1", "benign", "a drill"]],
    );
    await does({ act: "overrule", verdict: "true-positive", because: "it was her" }, "case-2");
    await does({ act: "reopen", because: "one more look" }, "case-2");
    await go(30);
    await go();
    const again = watch.state().run.cases.get("case-2");
    const stands = again?.status === "escalated" ? again.conclusion.verdict : undefined;
    await does({ act: "overrule", verdict: "true-positive", because: "it was her" }, "case-2");
    await does({ ...close, because: "done with it" }, "case-2");
    const kept = watch.state().run.cases.get("case-2");
    assert.ok(stands !== undefined && kept?.status === "closed" && kept.conclusion.verdict === "true-positive");
    assert.equal(ground.taught.length, 3, "its own verdict is not learned as another");
  });
});
