import assert from "node:assert/strict";
import { test } from "node:test";
import { WriteBackPolicy } from "../../core/write-back/policy.ts";
import { memoryProduct } from "../../testing/memory-sinks.ts";
import { settledCase } from "../../testing/settled-cases.ts";
import { kindsOf, openIn, settle, startMs, until, worldOf } from "../../testing/write-back-scene.ts";
import type { TicketEars } from "./parts.ts";

test("a settled case is written back: verdicts to its source, a ticket, a finding, a bundle and a notice", async () => {
  const siem = memoryProduct("siem");
  const other = memoryProduct("other");
  const world = worldOf([siem, other]);
  const desk = await openIn(world);
  await desk.sink.settled(settledCase());
  await settle(world, desk);
  assert.deepEqual(kindsOf(siem), ["finding", "notify", "publish", "ticket", "verdict", "verdict", "verdict"]);
  assert.deepEqual(kindsOf(other), ["finding", "notify", "publish", "ticket"]);
  assert.deepEqual(
    siem.arrived.filter(({ kind }) => kind === "verdict").map(({ what }) => what.alert),
    ["case-1/0", "case-1/1", "case-1/2"],
  );
  const finding = siem.arrived.find(({ kind }) => kind === "finding");
  assert.equal((finding?.what.finding as { class_uid: number } | undefined)?.class_uid, 2005);
  assert.ok(siem.arrived.every(({ key }) => /^[A-Za-z0-9.:_-]{1,100}$/.test(key)));
});

test("the same revision brings nothing again, an older one nothing at all, and the same again is not written twice", async () => {
  const siem = memoryProduct("siem");
  const world = worldOf([siem]);
  const desk = await openIn(world);
  await desk.sink.settled(settledCase({ revision: 2 }));
  await settle(world, desk);
  const before = siem.arrived.length;
  await desk.sink.settled(settledCase({ revision: 2, because: "other words" }));
  await desk.sink.settled(settledCase({ revision: 1, because: "older words" }));
  await desk.sink.settled(settledCase({ revision: 3 }));
  await settle(world, desk);
  // The third look said the same of every alert: only the ticket is told that there was one.
  assert.deepEqual(
    siem.arrived.slice(before).map(({ kind }) => kind),
    ["comment"],
  );
});

test("every alert of a great case gets its verdict back, once, and again only what changed", async () => {
  const siem = memoryProduct("siem");
  const world = worldOf([siem], { policy: WriteBackPolicy.parse({ attach: [], findings: "none", publish: false, tickets: "none" }) });
  const desk = await openIn(world);
  const great = { alerts: 2_300, severity: "low" } as const;
  await desk.sink.settled(settledCase(great));
  await desk.sink.settled(settledCase(great));
  await settle(world, desk);
  const verdicts = () => siem.arrived.filter(({ kind }) => kind === "verdict").map(({ what }) => String(what.alert));
  assert.deepEqual(verdicts().toSorted(), Array.from({ length: 2_300 }, (_, index) => `case-1/${index}`).toSorted());
  await desk.sink.settled(settledCase({ ...great, revision: 2, alerts: 2_301 }));
  await settle(world, desk);
  assert.deepEqual(verdicts().slice(2_300), ["case-1/2300"]);
});

test("a ticket follows its case: opened once, told what is new, closed at the end", async () => {
  const desks = memoryProduct("rt");
  const world = worldOf([desks], { policy: WriteBackPolicy.parse({ findings: "none", publish: false, verdicts: "none" }) });
  const desk = await openIn(world);
  await desk.sink.settled(settledCase());
  await settle(world, desk);
  await desk.sink.settled(settledCase({ revision: 2, because: "a second machine" }));
  await settle(world, desk);
  await desk.sink.settled(settledCase({ revision: 3, like: 2 }));
  await settle(world, desk);
  const told = desks.arrived.filter(({ kind }) => kind !== "notify");
  assert.deepEqual(
    told.map(({ kind }) => kind),
    ["ticket", "comment", "close"],
  );
  assert.ok(told.slice(1).every(({ what }) => what.ticket === told[0]?.id));
  const [ticket] = told;
  const attachments = ticket?.what.attachments as { name: string; text: string }[];
  assert.deepEqual(
    attachments.map(({ name }) => name),
    ["report.md", "report.html"],
  );
  assert.equal((await desk.tickets())[0]?.id, ticket?.id);
});

test("where files are requests of their own they follow their ticket, each once and whatever becomes of it, and none goes above its marking", async () => {
  const policy = WriteBackPolicy.parse({ findings: "none", publish: false, verdicts: "none" });
  const quiet = { severity: "low" } as const;
  for (const mayReceive of ["red", "clear"] as const) {
    const rt = memoryProduct("rt", mayReceive, { takesFiles: true });
    const world = worldOf([rt], { policy });
    const desk = await openIn(world);
    // Looked at again before anybody opened it: the files are those of the ticket that is opened.
    await desk.sink.settled(settledCase(quiet));
    await desk.sink.settled(settledCase({ ...quiet, revision: 2, because: "newer words" }));
    let attached = 0;
    rt.fate = (kind) => (kind === "attach" ? ((["answer lost", "refused", "refused for good"] as const)[attached++] ?? "works") : "works");
    await settle(world, desk);
    await desk.sink.settled(settledCase({ ...quiet, revision: 3, because: "still newer words" }));
    await settle(world, desk);
    if (mayReceive === "clear") {
      assert.deepEqual(rt.arrived, []);
      continue;
    }
    assert.deepEqual(
      rt.arrived.map(({ kind, what }) => [kind, what.name]),
      [
        ["ticket", undefined],
        ["attach", "report.md"],
        ["comment", undefined],
      ],
    );
    const [ticket, file] = rt.arrived;
    assert.deepEqual([ticket?.what.attachments, file?.what.ticket], [[], ticket?.id]);
    assert.match(String(file?.what.text), /newer words/);
    const failed = (await desk.jobs()).filter(({ state }) => state.status === "failed");
    assert.deepEqual(
      failed.map(({ kind, subject }) => [kind, subject]),
      [["attach", "report.html"]],
    );
    rt.fate = () => "works";
    await desk.retry(failed[0]?.key ?? "", "person:mara");
    await settle(world, desk);
    assert.deepEqual(rt.arrived.at(-1)?.what.name, "report.html");
  }
});

test("a newer revision stands for what was surely not sent yet, and for nothing else", async () => {
  const rt = memoryProduct("rt");
  const world = worldOf([rt], {
    policy: WriteBackPolicy.parse({
      attach: [],
      findings: "none",
      publish: false,
      notify: { "severity-from": "critical", "priority-to": 1 },
    }),
  });
  const desk = await openIn(world);
  rt.fate = () => "refused";
  await desk.sink.settled(settledCase({ severity: "low" }));
  await until(world, desk, async () => (await desk.jobs()).some(({ tries }) => tries > 0));
  await desk.sink.settled(settledCase({ severity: "low", revision: 2, because: "newer words" }));
  rt.fate = () => "works";
  await settle(world, desk);
  assert.deepEqual(
    rt.arrived.map(({ kind }) => kind),
    ["ticket"],
  );
  assert.match(String(rt.arrived[0]?.what.body), /newer words/);
  assert.deepEqual(
    (await desk.jobs()).map(({ revision, state }) => [revision, state.status]),
    [
      [2, "written"],
      [1, "superseded"],
    ],
  );
  // The case closes before anybody opened a ticket: none is opened.
  rt.fate = () => "refused";
  await desk.sink.settled(settledCase({ caseId: "case-9", severity: "low" }));
  await desk.sink.settled(settledCase({ caseId: "case-9", severity: "low", revision: 2, like: 2 }));
  rt.fate = () => "works";
  await settle(world, desk);
  assert.equal(rt.arrived.length, 1);
});

test("what people do with a ticket is passed on once: comments, who has it, and the verdict that its closure stands for", async () => {
  const rt = memoryProduct("rt");
  const heard: string[] = [];
  const ears: TicketEars = {
    comment: async ({ id, by, text }) => void heard.push(`comment ${id} ${by} ${text}`),
    assigned: async ({ assignee }) => void heard.push(`assigned ${assignee}`),
    closed: async ({ by, verdict, because }) => void heard.push(`closed ${by} ${verdict} ${because}`),
  };
  const world = worldOf([rt], { ears });
  const desk = await openIn(world);
  await desk.sink.settled(settledCase());
  await settle(world, desk);
  const id = rt.arrived.find(({ kind }) => kind === "ticket")?.id ?? "";
  const said = { id: "7", atMs: startMs, by: "mara", text: "looks real\nhttp://evil.example.test/" };
  rt.people.set(id, { revision: "2", state: "in-progress", assignee: "mara", comments: [said] });
  await until(world, desk, () => heard.length >= 2);
  rt.people.set(id, {
    revision: "3",
    state: "resolved",
    assignee: "mara",
    comments: [said],
    closure: { code: "False positive", says: "", by: "mara", verdict: "false-positive" },
  });
  await until(world, desk, () => heard.length >= 3);
  // Another comment on the closed ticket is no second verdict.
  rt.people.set(id, { ...rt.people.get(id), revision: "4", comments: [said, { ...said, id: "8", text: "thanks" }] });
  await until(world, desk, () => heard.length >= 4);
  assert.deepEqual(heard, [
    "comment 7 person:mara@rt looks real hxxp://evil[.]example[.]test/",
    "assigned mara",
    'closed person:mara@rt false-positive closed as "False positive" in rt',
    "comment 8 person:mara@rt thanks",
  ]);
  const [ticket] = await desk.tickets();
  assert.equal(ticket?.seen?.assignee, "mara");
  assert.equal(ticket?.seen?.state, "resolved");
});

test("who closes a ticket while it is read is heard, though what was read bears the revision of afterwards", async () => {
  const rt = memoryProduct("rt");
  const heard: string[] = [];
  const ears: TicketEars = {
    comment: async () => undefined,
    assigned: async ({ assignee }) => void heard.push(`assigned ${assignee}`),
    closed: async ({ by, verdict }) => void heard.push(`closed ${by} ${verdict}`),
  };
  const world = worldOf([rt], { ears });
  const desk = await openIn(world);
  await desk.sink.settled(settledCase());
  await settle(world, desk);
  const id = rt.arrived.find(({ kind }) => kind === "ticket")?.id ?? "";
  rt.people.set(id, { revision: "9", state: "in-progress", assignee: "mara", comments: [] });
  await until(world, desk, () => heard.length >= 1);
  const closure = { code: "False positive", says: "", by: "mara", verdict: "false-positive" } as const;
  rt.people.set(id, { revision: "9", state: "resolved", assignee: "mara", comments: [], closure });
  await until(world, desk, () => heard.length >= 2);
  assert.deepEqual(heard, ["assigned mara", "closed person:mara@rt false-positive"]);
});

test("an action that waits for approval is told once to each connector that tells people", async () => {
  const chat = memoryProduct("chat");
  const world = worldOf([chat]);
  const desk = await openIn(world);
  const action = { actionId: "act-1", caseId: "case-1", title: "isolate ws-017", severity: "high" as const, says: "one workstation" };
  await desk.approvalsWaiting([action]);
  await desk.approvalsWaiting([action, { ...action, actionId: "act-2" }]);
  await settle(world, desk);
  assert.equal(chat.arrived.length, 2);
});
