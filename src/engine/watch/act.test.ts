import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { verifyAnswers } from "../../core/evidence/answer.ts";
import type { DomainEvent } from "../../core/run/run.ts";
import { carriedParts } from "../../core/watch/carried.ts";
import { evolveWatch } from "../../core/watch/evolve-watch.ts";
import { emptyWatch } from "../../core/watch/watch.ts";
import { handTo, watchByHand, watchGround } from "../../testing/watch-by-hand.ts";
import { eventsIn } from "../journal/read-opened.ts";
import { act, type CaseAct, notesMax, tasksMax } from "./act.ts";
import { previewAct } from "./preview.ts";
import { rebuildViews } from "./rebuild-views.ts";

const minuteMs = 60_000;
const lines = { host: "ws-1.example.test", user: "alice", severity: "high" } as const;
const mara = "person:mara";

/** A watch with one settled case, and how to go on with it. */
async function settled() {
  const ground = watchGround();
  const watch = await watchByHand(ground, { lookMs: 0, settlingMs: minuteMs });
  const go = async (minutes = 10) => {
    ground.nowMs += minutes * minuteMs;
    await watch.turn();
  };
  handTo(ground, "edr", { title: "Credential store read", ...lines });
  await go();
  await go();
  const does = (command: CaseAct, caseId = "case-1") => act({ ...command, caseId }, mara, watch.context);
  return { ground, watch, go, does };
}

const statusOf = (watch: Awaited<ReturnType<typeof settled>>["watch"], caseId = "case-1") => watch.state().run.cases.get(caseId)?.status;
const refused = (code: string) => (error: unknown) => (error as { code?: string }).code === code;

describe("what people do to live cases", () => {
  test("a verdict of theirs ends the case, rests on their word, and is learned from", async () => {
    const { ground, watch, does, go } = await settled();
    assert.equal(statusOf(watch), "escalated");
    await does({ act: "overrule", verdict: "benign", because: "the backup reads it every night" });
    const held = watch.state().run.cases.get("case-1");
    assert.ok(held?.status === "closed" && held.conclusion.verdict === "benign");
    const word = held.evidence.get(held.conclusion.evidence[0] ?? "");
    assert.match(word?.says ?? "", /person:mara: the backup/);
    assert.ok(held.conclusion.maliciousness <= 0.01);
    assert.deepEqual(
      ground.taught.map((each) => (each.type === "GiveVerdict" ? [each.label.world, each.label.alertId, each.label.verdict, each.by] : [])),
      [["watch", "a-1", "benign", mara]],
    );
    const journal = await ground.parts.worlds.journal("watch-000001");
    const events = (await eventsIn(journal)).map((text) => JSON.parse(text) as DomainEvent);
    const answers = verifyAnswers(events);
    assert.ok(answers.intact && answers.answers >= 1, "the word is kept beside its digest");
    await go(1);
    assert.deepEqual([ground.told.at(-1)?.case.verdict, ground.told.at(-1)?.decidedBy], ["benign", mara]);
    assert.equal(ground.cases.get("case-1")?.state, "closed");
  });

  test("whose word a verdict is, is told: a person's until something new joins, and then that of whoever looked at it", async () => {
    const { ground, does, go } = await settled();
    const whose = () => ground.told.map(({ decidedBy }) => decidedBy);
    await does({ act: "overrule", verdict: "benign", because: "the backup reads it every night" });
    await go(1);
    assert.deepEqual(whose(), [undefined, mara]);
    handTo(ground, "edr", { title: "New service installed", ...lines, severity: "critical" });
    await go(1);
    await go(30);
    await go();
    assert.deepEqual(whose(), [undefined, mara, undefined]);
  });

  test("what somebody does to a settled case is shown at the next look, however little time went by", async () => {
    const { ground, does, go } = await settled();
    for (const assignee of ["person:noor", "person:rhea"]) {
      await does({ act: "assign", assignee });
      await go(0);
      assert.equal(ground.cases.get("case-1")?.assignee, assignee);
    }
  });

  test("a settled case that something new joins is looked at again, and told again; a repeat only grows it", async () => {
    const { ground, watch, go } = await settled();
    assert.deepEqual([ground.told.length, ground.told[0]?.revision], [1, 1]);
    handTo(ground, "edr", { title: "Credential store read", ...lines });
    await go(1);
    const grown = watch.state().run.cases.get("case-1");
    assert.ok(grown?.status === "escalated" && grown.alertIds.length === 2, "the repeat is in it, and its verdict stands");
    assert.equal(ground.told.length, 1);
    handTo(ground, "edr", { title: "New service installed", ...lines, severity: "critical" });
    await go(1);
    await go(30);
    await go();
    assert.equal(watch.state().run.cases.size, 1);
    assert.deepEqual(ground.told.at(-1)?.caseId, "case-1");
    assert.ok((ground.told.at(-1)?.revision ?? 0) >= 2);
    assert.equal(ground.told.at(-1)?.alertsTotal, 3);
  });

  test("a case that was handed to a person is closed by a person alone", async () => {
    const { ground, watch, go } = await settled();
    handTo(ground, "edr", { title: "Something else was seen", ...lines, severity: "informational" });
    await go(1);
    await go(30);
    await go();
    const held = watch.state().run.cases.get("case-1");
    assert.equal(held?.status, "escalated");
  });

  test("assigning, noting, merging, splitting, closing and escalating do what they say", async () => {
    const { ground, watch, does, go } = await settled();
    handTo(ground, "edr", { title: "Large upload to file sharing", severity: "high", host: "ws-7.example.test", user: "bob" });
    await go();
    await go();
    assert.equal(watch.state().run.cases.size, 2);
    await does({ act: "assign", assignee: mara });
    await does({ act: "note", text: "asked alice" });
    assert.equal(watch.state().desks.get("case-1")?.assignee, mara);
    assert.deepEqual(
      watch
        .state()
        .desks.get("case-1")
        ?.notes.map(({ text }) => text),
      ["asked alice"],
    );
    await does({ act: "merge", into: "case-1", because: "one story" }, "case-2");
    assert.equal(statusOf(watch, "case-2"), "merged");
    assert.equal(watch.state().run.caseOfAlert.get("a-2"), "case-1");
    await go(30);
    await does({ act: "split", alert: "a-2", because: "it is another" });
    await go();
    assert.notEqual(watch.state().run.caseOfAlert.get("a-2"), "case-1");
    await go(30);
    await does({ act: "overrule", verdict: "false-positive", because: "a test" });
    await does({ act: "escalate", because: "not so sure" });
    assert.equal(statusOf(watch), "escalated");
    await does({ act: "close", because: "sure again" });
    assert.equal(statusOf(watch), "closed");
    const { accepted, closed, escalated, open } = watch.accounting();
    assert.equal(accepted, closed + escalated + open);
  });

  test("a case that a person opens again is looked at anew, and ended by a person; what is open cannot be opened", async () => {
    const { watch, does, go } = await settled();
    await does({ act: "overrule", verdict: "benign", because: "the backup reads it" });
    assert.equal(statusOf(watch), "closed");
    const [told, unknown] = await previewAct({ act: "reopen", because: "too soon" }, ["case-1", "case-9"], mara, watch.context);
    assert.deepEqual(told, {
      caseId: "case-1",
      says: "is opened again, investigated anew, and ended by a person",
      changes: ["case-1"],
      effect: { alerts: 1, from: "closed", to: "open" },
    });
    assert.equal(unknown?.refusal?.code, "watch/unknown-case");
    assert.equal(statusOf(watch), "closed", "a preview records nothing");
    await does({ act: "reopen", because: "too soon" });
    assert.equal(statusOf(watch), "in-progress");
    await assert.rejects(does({ act: "reopen", because: "again" }), refused("watch/still-open"));
    await go(30);
    await go();
    assert.equal(statusOf(watch), "escalated", "it waits for a person");
    const { accepted, closed, escalated, open } = watch.accounting();
    assert.equal(accepted, closed + escalated + open);
  });

  test("what cannot be done is refused, and leaves nothing behind", async () => {
    const { watch, does } = await settled();
    await assert.rejects(does({ act: "note", text: "?" }, "case-9"), refused("watch/unknown-case"));
    await assert.rejects(does({ act: "note", text: "?" }, "constructor"), refused("watch/unknown-case"));
    await assert.rejects(does({ act: "merge", into: "case-1", because: "?" }), refused("watch/merged-with-itself"));
    await assert.rejects(does({ act: "close", because: "?" }), refused("watch/verdict-needed"));
    await assert.rejects(
      act({ act: "note", text: "?", caseId: "case-1" }, "person:" as typeof mara, watch.context),
      refused("learn/not-a-person"),
    );
    for (let note = 0; note < notesMax; note++) await does({ act: "note", text: String(note) });
    await assert.rejects(does({ act: "note", text: "one more" }), refused("watch/too-many-notes"));
    assert.equal(watch.state().desks.get("case-1")?.notes.length, notesMax);
  });

  test("tasks are numbered within their case, finished once, bounded, and carried to the next segment", async () => {
    const { watch, does } = await settled();
    const tasks = () => watch.state().desks.get("case-1")?.tasks ?? [];
    await does({ act: "add-task", text: "ask the owner", assignee: "joss" });
    await does({ act: "add-task", text: "fetch the disk", assignee: null });
    await does({ act: "finish-task", task: "t-1" });
    assert.deepEqual(
      tasks().map(({ id, text, assignee, by, finished }) => [id, text, assignee, by, finished?.by]),
      [
        ["t-1", "ask the owner", "joss", mara, mara],
        ["t-2", "fetch the disk", undefined, mara, undefined],
      ],
    );
    for (const task of ["t-1", "t-3", "constructor"])
      await assert.rejects(does({ act: "finish-task", task }), refused("watch/unknown-task"));
    for (let count = tasks().length; count < tasksMax; count++) await does({ act: "add-task", text: String(count), assignee: null });
    await assert.rejects(does({ act: "add-task", text: "one more", assignee: null }), refused("watch/too-many-tasks"));
    const carried = emptyWatch();
    for (const part of carriedParts(watch.state())) evolveWatch(carried, JSON.parse(JSON.stringify({ type: "StateCarried", part })));
    assert.deepEqual(carried.desks.get("case-1")?.tasks, tasks());
  });

  test("what a person merges, splits and opens again stands under their name", async () => {
    const { ground, does, go } = await settled();
    handTo(ground, "edr", { title: "Large upload to file sharing", severity: "high", host: "ws-7.example.test", user: "bob" });
    await go();
    await go();
    await does({ act: "merge", into: "case-2", because: "the same attacker" });
    const facts = (await eventsIn(await ground.parts.worlds.journal("watch-000001"))).map(
      (text) => JSON.parse(text) as { type: string; by?: string; because?: string },
    );
    assert.deepEqual(
      facts.filter(({ type, by }) => (type === "CaseMerged" || type === "CaseReopened") && by === mara).map(({ type }) => type),
      ["CaseReopened", "CaseReopened", "CaseMerged"],
    );
  });

  test("the views can be made anew from the record, and are what they were", async () => {
    const { ground, does, go } = await settled();
    handTo(ground, "edr", { title: "Large upload to file sharing", severity: "high", host: "ws-7.example.test", user: "bob" });
    await go();
    await does({ act: "overrule", verdict: "true-positive", because: "she did not do it" });
    await go();
    const before = [new Map(ground.alerts), new Map(ground.cases)];
    ground.alerts.clear();
    ground.cases.clear();
    assert.ok((await rebuildViews(ground.parts)) > 0);
    const plain = (rows: Map<string, unknown>) => JSON.parse(JSON.stringify([...rows].toSorted()));
    assert.deepEqual(
      [plain(ground.alerts), plain(ground.cases)],
      before.map((rows) => plain(rows)),
    );
  });
});
