import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { chancesOf, commitmentOf, macOf } from "../../core/quality-sample/draw.ts";
import { outcomeOf, type QualitySample } from "../../core/quality-sample/quality-sample.ts";
import { memoryDrawSecrets } from "../../storage/keys/draw-secrets.ts";
import { memoryJournalStore } from "../../storage/memory/memory-journal.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { closedCase, openQualityScene } from "../../testing/quality-scene.ts";
import { eventsIn } from "../journal/read-opened.ts";

const start = Date.UTC(2026, 4, 5, 6);
const dayMs = 86_400_000;
const all = { share: 1, "rare-share": 1, "gold-share": 0, "second-share": 0 } as const;
const word = { verdict: "benign", because: "a scan that is planned" } as const;
const drawnOf = (samples: Iterable<QualitySample>) => [...samples].flatMap(({ caseId }) => caseId ?? []).toSorted();
const caseIds = (n: number) => Array.from({ length: n }, (_, at) => `case-${at + 1}`);

describe("the draw", () => {
  test("is committed to and published before the first closure, and decides by the record's order and not by a clock", async () => {
    const scene = await openQualityScene(fakeClock(start), { set: all });
    await scene.close("case-1");
    assert.deepEqual(
      [...(await scene.state()).units.values()].map(({ epoch, sample, share }) => [epoch, sample, share]),
      [[null, null, 0]],
    );
    assert.equal((await scene.state()).uncommitted, 1);
    await scene.desk.begin();
    await scene.desk.begin();
    // It is told after the epoch began, and was closed before.
    await scene.watch.record([{ type: "CaseClosed", caseId: "case-2" }]);
    await scene.close("case-3");
    const { epochs, units } = await scene.state();
    assert.deepEqual(
      [...epochs.values()].map(({ number, began }) => [number, began?.after.sequence]),
      [[1, 1]],
    );
    assert.deepEqual(
      [...units.values()].map(({ caseId, epoch }) => [caseId, epoch]),
      [
        ["case-1", null],
        ["case-3", 1],
      ],
    );
    await scene.desk.sink.settled(closedCase("case-1", { revision: 2 }));
    assert.equal(units.get("case-1")?.epoch, null);
    const events = (await eventsIn(scene.journal)).map((text) => (JSON.parse(text) as { type: string }).type);
    assert.ok(events.indexOf("EpochCommitted") < events.indexOf("EpochBegan"));
  });

  // Guarantees that nothing of a case but its id, and no order of events, moves the draw: who writes verdicts or alerts cannot choose.
  test("is the same in another order, with other verdicts, words, rules and severities", async () => {
    const secrets = memoryDrawSecrets();
    const set = { ...all, share: 0.3, "rare-share": 0.3, "high-risk-share": 0, minimum: 0 };
    const one = await openQualityScene(fakeClock(start), { secrets, set });
    const other = await openQualityScene(fakeClock(start + 5 * dayMs), { secrets, set });
    await one.desk.begin();
    await other.desk.begin();
    for (const caseId of caseIds(120)) await one.close(caseId);
    for (const [at, caseId] of caseIds(120).toReversed().entries())
      await other.close(caseId, {
        rule: `r-${at % 7}`,
        like: at % 2 === 0 ? 2 : 3,
        verdict: "false-positive",
        because: `please draw nothing ${at}`,
        severity: at % 2 === 0 ? "high" : "medium",
      });
    const [drawn, again] = [drawnOf((await one.state()).samples.values()), drawnOf((await other.state()).samples.values())];
    assert.deepEqual(drawn, again);
    assert.ok(drawn.length > 15 && drawn.length < 60, `${drawn.length} of 120`);
  });

  test("can be drawn again by whoever has the secret, once its epoch is over, and is that of the commitment", async () => {
    const clock = fakeClock(start);
    const scene = await openQualityScene(clock, { set: { ...all, share: 0.25, "rare-share": 0.25 } });
    await scene.desk.round();
    for (const caseId of caseIds(40)) await scene.close(caseId);
    const first = (await scene.state()).epochs.get(1);
    assert.ok(first && first.revealed === undefined);
    clock.pass(8 * dayMs);
    await scene.desk.round();
    const { epochs, units } = await scene.state();
    assert.deepEqual([...epochs.keys()], [1, 2]);
    const secret = Buffer.from(epochs.get(1)?.revealed?.secret ?? "", "hex");
    assert.equal(commitmentOf(secret), first.commitment);
    for (const { caseId, share, sample } of units.values()) assert.equal(chancesOf(macOf(secret, caseId)).drawn < share, sample !== null);
    assert.equal(epochs.get(2)?.revealed, undefined);
    assert.notEqual(epochs.get(2)?.commitment, first.commitment);
    // What was closed before the second began is still decided on by the first.
    await scene.close("case-900");
    assert.equal((await scene.state()).units.get("case-900")?.epoch, 2);
  });

  test("is begun anew where the secret is gone; what is closed meanwhile is counted as not drawn", async () => {
    const journal = memoryJournalStore();
    const before = await openQualityScene(fakeClock(start), { set: all, journal });
    await before.desk.begin();
    const scene = await openQualityScene(fakeClock(start), { set: all, journal });
    await scene.close("case-1");
    assert.deepEqual([(await scene.state()).uncommitted, (await scene.state()).samples.size], [1, 0]);
    await scene.desk.round();
    await scene.close("case-2");
    assert.deepEqual(drawnOf((await scene.state()).samples.values()), ["case-2"]);
    assert.equal((await scene.state()).epochs.get(1)?.revealed, undefined);
  });

  // Guarantees that the secret is nowhere but in the place of keys until it is over: not in what is recorded, shown or handed on.
  test("leaves its secret out of the record and of everything that a sample holds", async () => {
    const scene = await openQualityScene(fakeClock(start), { set: { ...all, "gold-share": 1 } });
    await scene.desk.round();
    for (const caseId of caseIds(10)) await scene.close(caseId);
    const secret = await scene.secrets.reveal(1);
    const everything = [...(await eventsIn(scene.journal)), JSON.stringify([...(await scene.state()).samples.values()])].join("\n");
    const forms = [secret, Buffer.from(secret, "hex").toString("base64"), Buffer.from(secret, "hex").toString("base64url")];
    for (const form of forms) assert.ok(!everything.includes(form.slice(0, 20)));
    const bytes = Buffer.from(secret, "hex");
    for (const caseId of caseIds(10)) assert.ok(!everything.includes(Buffer.from(macOf(bytes, caseId)).toString("hex").slice(0, 16)));
  });
});

describe("reviewers", () => {
  test("judge once each, not what they worked on, and see what the agent said only then", async () => {
    const scene = await openQualityScene(fakeClock(start), { set: { ...all, "second-share": 1 } });
    await scene.desk.begin();
    await scene.close("case-1", {
      facts: [
        { type: "CaseNoted", caseId: "case-1", text: "mine", by: "person:mara", atMs: start },
        { type: "CaseAssigned", caseId: "case-1", assignee: "joss", by: "person:lea", atMs: start },
        { type: "CaseClosed", caseId: "case-1" },
      ] as never,
    });
    for (const worked of ["mara", "Joss", "lea"] as const) {
      assert.equal(await scene.desk.next(`person:${worked}`), undefined);
      await assert.rejects(scene.desk.judge("qs-1", `person:${worked}`, word), { code: "quality/worked-on" });
    }
    assert.equal((await scene.desk.next("person:wim"))?.id, "qs-1");
    await assert.rejects(scene.desk.read("qs-1", "person:wim"), { code: "quality/blind" });
    assert.equal((await scene.desk.judge("qs-1", "person:wim", word)).agent.verdict, "benign");
    await assert.rejects(scene.desk.judge("qs-1", "person:wim", word), { code: "quality/judged-already" });
    assert.equal(await scene.desk.next("person:wim"), undefined);
    await assert.rejects(scene.desk.read("qs-1", "person:ute"), { code: "quality/blind" });
    await scene.desk.judge("qs-1", "person:ute", { verdict: "true-positive", because: "nobody planned it" });
    assert.equal(outcomeOf(await scene.desk.read("qs-1", "person:anybody")), "missed");
    await assert.rejects(scene.desk.judge("qs-1", "person:kim", word), { code: "quality/not-waiting" });
    await assert.rejects(scene.desk.judge("qs-9", "person:kim", word), { code: "quality/unknown" });
    await scene.desk.round();
    assert.deepEqual(scene.reopened, ["case-1"]);
  });

  test("who cannot tell leave it to somebody else, and two of them leave it undecided", async () => {
    const scene = await openQualityScene(fakeClock(start), { set: all });
    await scene.desk.begin();
    await scene.close("case-1");
    const unsure = { verdict: "insufficient-data", because: "cannot tell" } as const;
    await scene.desk.judge("qs-1", "person:wim", unsure);
    assert.equal((await scene.desk.next("person:ute"))?.id, "qs-1");
    assert.equal(outcomeOf(await scene.desk.judge("qs-1", "person:ute", unsure)), "undecided");
  });

  test("are measured by gold alerts, which name nothing real and look like the class", async () => {
    const scene = await openQualityScene(fakeClock(start), { set: { ...all, "gold-share": 1 } });
    await scene.desk.begin();
    await scene.close("case-1");
    const [real, gold] = [...(await scene.state()).samples.values()];
    assert.deepEqual([real?.kind, gold?.kind, gold?.caseId, gold?.class], ["closure", "gold", null, real?.class]);
    assert.deepEqual(Object.keys(gold?.blind ?? {}), Object.keys(real?.blind ?? {}));
    assert.deepEqual(
      gold?.blind?.alerts.map(({ product }) => product),
      real?.blind?.alerts.map(({ product }) => product),
    );
    const names = real?.blind?.observables.map(({ value }) => value) ?? [];
    assert.ok(names.length > 0 && names.every((name) => !JSON.stringify(gold?.blind).includes(name)));
    const said = (sample: typeof real) => new Set(sample?.blind?.found.map(({ says }) => says));
    assert.ok([...said(gold)].filter((says) => !said(real).has(says)).length >= 2);
    assert.equal(outcomeOf(await scene.desk.judge("qs-2", "person:wim", { verdict: "true-positive", because: "it is one" })), "gold-found");
    const { classes, units } = await scene.state();
    assert.deepEqual([classes.size, units.size, scene.reopened], [0, 1, []]);
  });
});

describe("gold alerts", () => {
  // Guarantees that nobody sees a case and its likeness one after the other: they would know the likeness for what it is, and seem to find everything.
  test("are made after closings that nobody is to judge, and as often as the settings say", async () => {
    const set = { share: 0.5, "rare-share": 0.5, "high-risk-share": 0, minimum: 0, "gold-share": 0.5, "second-share": 0 };
    const scene = await openQualityScene(fakeClock(start), { set });
    await scene.desk.begin();
    for (const caseId of caseIds(120)) await scene.close(caseId, { rule: `r-${caseId}` });
    const { samples, units } = await scene.state();
    const judged = new Set([...units.values()].filter(({ sample }) => sample !== null).map(({ stratum }) => stratum.class));
    const golds = [...samples.values()].flatMap(({ kind, class: of }) => (kind === "gold" ? [of] : []));
    // 30 are expected.
    assert.ok(golds.length > 9 && golds.length < 53, `${golds.length} beside ${judged.size}`);
    assert.deepEqual(
      golds.filter((of) => judged.has(of)),
      [],
    );
  });

  test("are not made anew where a case is opened and closed again", async () => {
    const set = { share: 0.4, "rare-share": 0.4, "high-risk-share": 0, minimum: 0, "gold-share": 1, "second-share": 0 };
    const scene = await openQualityScene(fakeClock(start), { set });
    await scene.desk.begin();
    const goldsNow = async () => [...(await scene.state()).samples.values()].filter(({ kind }) => kind === "gold").length;
    for (const caseId of caseIds(60)) await scene.close(caseId);
    const golds = await goldsNow();
    assert.ok(golds > 0);
    for (const caseId of caseIds(60)) await scene.close(caseId, { revision: 2 });
    assert.equal(await goldsNow(), golds);
  });
});

describe("what turns out later", () => {
  test("a later case, a person's verdict: each is a miss once, also of what was not drawn", async () => {
    const scene = await openQualityScene(fakeClock(start), {
      set: { ...all, share: 0, "rare-share": 0, "least-share": 0.001, "high-risk-share": 0, minimum: 0 },
    });
    await scene.desk.begin();
    for (const caseId of ["case-1", "case-2", "case-3"]) await scene.close(caseId, { rule: `r-${caseId}` });
    const incident = closedCase("case-9", { verdict: "true-positive" });
    const touching = { ...incident, alerts: incident.alerts.map((alert) => ({ ...alert, id: "a-1" })) };
    await scene.watch.record([{ type: "CaseEscalated", caseId: "case-9" }]);
    await scene.desk.sink.settled(touching);
    await scene.desk.sink.settled(touching);
    scene.said.push({ alertId: "a-2", caseId: "case-2" }, { alertId: "a-77", caseId: "case-77" });
    await scene.desk.round();
    await scene.desk.round();
    const { units, classes } = await scene.state();
    assert.deepEqual(
      [...units.values()].map(({ truth }) => truth?.kind),
      ["case", "label", undefined],
    );
    assert.deepEqual(
      [...classes.values()].map(({ missed }) => missed),
      [1, 1],
    );
  });

  test("what people said while the record could not be written is counted once it can", async () => {
    const journal = memoryJournalStore();
    let isAway = false;
    const append: typeof journal.append = async (...entries) => {
      if (isAway) throw new Error("no space is left");
      return journal.append(...entries);
    };
    const told: { alertId: string; caseId: string }[] = [];
    const saidTrue = async () => told.splice(0);
    const scene = await openQualityScene(fakeClock(start), { journal: { ...journal, append }, saidTrue, set: { ...all, share: 0.01 } });
    await scene.desk.begin();
    await scene.close("case-1");
    told.push({ alertId: "a-1", caseId: "case-1" });
    isAway = true;
    await assert.rejects(scene.desk.round(), /no space is left/);
    isAway = false;
    await scene.desk.round();
    assert.equal((await scene.state()).units.get("case-1")?.truth?.kind, "label");
  });

  test("a person who overrules the agent's closing makes it a miss", async () => {
    const scene = await openQualityScene(fakeClock(start), { set: all });
    await scene.desk.begin();
    await scene.close("case-1");
    await scene.close("case-1", { revision: 2, verdict: "true-positive", facts: [{ type: "CaseDecided", caseId: "case-1" }] as never });
    assert.deepEqual((await scene.state()).units.get("case-1")?.truth, { kind: "case", id: "case-1" });
  });
});

describe("the stop", () => {
  test("comes with the second early miss: autonomy ends, leads are told, the class's closed cases are opened again", async () => {
    const scene = await openQualityScene(fakeClock(start), { set: all });
    await scene.desk.begin();
    for (const caseId of caseIds(8)) await scene.close(caseId, { rule: caseId === "case-8" ? "other" : "5710" });
    const bad = { verdict: "true-positive", because: "an attack" } as const;
    await scene.desk.judge("qs-3", "person:wim", word);
    await scene.desk.judge("qs-1", "person:wim", bad);
    assert.deepEqual([scene.demoted, scene.paged], [[], []]);
    await scene.desk.judge("qs-2", "person:wim", bad);
    await scene.desk.round();
    assert.deepEqual([scene.demoted, scene.paged], [["wazuh/5710"], ["wazuh/5710"]]);
    // What was judged clean stays closed, and what is of another class.
    assert.deepEqual(new Set(scene.reopened), new Set(["case-1", "case-2", "case-4", "case-5", "case-6", "case-7"]));
    await assert.rejects(scene.desk.reset("wazuh/other", "person:lea", "looked at"), { code: "quality/not-stopped" });
    await scene.desk.reset("wazuh/5710", "person:lea", "the rule was mended");
    assert.equal((await scene.state()).classes.get("wazuh/5710")?.stopped, undefined);
  });

  // Guarantees that whoever changes or takes away secrets keeps no stop from being carried out.
  test("is carried out where epochs cannot go on", async () => {
    const clock = fakeClock(start);
    const secrets = memoryDrawSecrets();
    const scene = await openQualityScene(clock, {
      set: all,
      secrets: { ...secrets, reveal: async () => "00".repeat(32) },
    });
    await scene.desk.begin();
    for (const caseId of caseIds(3)) await scene.close(caseId);
    clock.pass(8 * dayMs);
    scene.said.push({ alertId: "a-1", caseId: "case-1" }, { alertId: "a-2", caseId: "case-2" });
    await assert.rejects(scene.desk.round(), { code: "quality/bad-secret" });
    assert.deepEqual([scene.demoted, scene.paged, scene.reopened], [["wazuh/5710"], ["wazuh/5710"], ["case-3", "case-2"]]);
  });

  // Guarantees that one person's word does not take a stop away before autonomy is.
  test("cannot be reset before autonomy was taken away", async () => {
    let isAway = true;
    const demoted: string[] = [];
    const demote = async (name: string) => {
      if (isAway) throw new Error("away");
      return demoted.push(name) > 0;
    };
    const scene = await openQualityScene(fakeClock(start), { set: all, demote });
    await scene.desk.begin();
    for (const caseId of caseIds(2)) await scene.close(caseId);
    for (const id of ["qs-1", "qs-2"]) await scene.desk.judge(id, "person:wim", { verdict: "true-positive", because: "an attack" });
    await assert.rejects(scene.desk.reset("wazuh/5710", "person:lea", "looked at"), { code: "quality/not-carried-out" });
    isAway = false;
    await scene.desk.round();
    assert.deepEqual(demoted, ["wazuh/5710"]);
    await scene.desk.reset("wazuh/5710", "person:lea", "looked at");
    assert.equal((await scene.state()).classes.get("wazuh/5710")?.stopped, undefined);
  });

  test("is carried out after a crash, and nothing of it twice", async () => {
    const clock = fakeClock(start);
    const [journal, secrets, watchJournal] = [memoryJournalStore(), memoryDrawSecrets(), memoryJournalStore()];
    const away = async () => Promise.reject(new Error("away"));
    const common = { journal, secrets, watchJournal, set: all };
    const one = await openQualityScene(clock, { ...common, demote: away, reopen: away });
    await one.desk.begin();
    for (const caseId of caseIds(4)) await one.close(caseId);
    for (const id of ["qs-1", "qs-2"]) await one.desk.judge(id, "person:wim", { verdict: "true-positive", because: "an attack" });
    assert.deepEqual([one.paged, (await one.state()).reopening.size], [["wazuh/5710"], 4]);
    const two = await openQualityScene(clock, common);
    await two.desk.round();
    await two.desk.round();
    assert.deepEqual([two.demoted, two.paged, two.reopened.toSorted()], [["wazuh/5710"], [], caseIds(4)]);
  });
});
