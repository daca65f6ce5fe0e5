import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { handoverLimits } from "../../core/handover/limits.ts";
import { canonicalHandover, signatureHolds } from "../../core/handover/signature.ts";
import { SocError } from "../../core/soc-error.ts";
import type { WatchFact } from "../../core/watch/watch-event.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import { memoryJournalStore } from "../../storage/memory/memory-journal.ts";
import { type FakeClock, fakeClock } from "../../testing/fake-clock.ts";
import { type HandoverScene, openTestHandovers } from "../../testing/handover-scene.ts";
import { memoryIntake } from "../../testing/memory-intake.ts";
import { memoryViews } from "../../testing/memory-views.ts";
import { exampleCaseRow } from "../../testing/views-contract.ts";
import { latestCheckpoint } from "../journal/publish.ts";
import { eventsIn } from "../journal/read-opened.ts";
import { openRecordLog } from "../journal/record-log.ts";
import { openSealedLog } from "../sealed-log.ts";
import { entriesOf, firstAt } from "./entries.ts";

const start = Date.UTC(2026, 4, 5, 6);
const hourMs = 3_600_000;
const word = (by: string, clock: FakeClock) => ({ signature: undefined, session: { id: `s-${by}`, steppedUpAtMs: clock.nowMs() } });

function parts(clock: FakeClock, more: Partial<HandoverScene> = {}): HandoverScene {
  const away = () => Promise.reject(new SocError({ code: "server/not-running", problem: "it is away", remedy: "r", retry: "never" }));
  return {
    tenant: "default",
    clock,
    views: memoryViews(),
    intake: memoryIntake(clock.nowMs),
    containment: { refresh: away } as never,
    killSwitch: away,
    ...more,
  };
}

/** A record of the watch in which one fact happens every ten minutes. */
async function watchRecord(clock: FakeClock, facts: readonly WatchFact[]): Promise<JournalStore> {
  const journal = memoryJournalStore();
  const log = await openSealedLog<WatchFact>(journal, clock, { fold: () => {}, factOf: JSON.parse, streamOf: () => "watch" });
  for (const fact of facts) {
    clock.pass(hourMs / 6);
    await log.record([fact]);
  }
  return journal;
}

const opened = (at: number): WatchFact => ({ type: "CaseOpened", caseId: `case-${at}`, alertId: `a-${at}`, because: "b" });

describe("the desk of handovers", () => {
  test("composes from what stands, names what cannot be looked at, and begins where the last signed one ended", async () => {
    const clock = fakeClock(start);
    const views = memoryViews();
    await views.put({ alerts: [], cases: [exampleCaseRow("case-9", { state: "escalated" })], world: "w", sequence: 1 });
    const desk = await openTestHandovers(parts(clock, { views }));
    const first = await desk.draft("person:mara", undefined);
    const { period, sections } = first.text.composed;
    assert.deepEqual(period, { fromMs: start - handoverLimits.firstPeriodMs, toMs: start });
    const facts = sections.flatMap((each) => each.facts);
    assert.deepEqual(
      facts.filter(({ key }) => key.startsWith("unknown:")).map(({ says }) => says),
      ["Not known: how containment stands: it is away.", "Not known: whether containment is stopped: it is away."],
    );
    assert.ok(facts.some(({ key }) => key === "case:case-9"));
    const { digest } = await desk.toSign("h-1", "person:mara", "hand-over");
    await desk.sign("h-1", "person:mara", "hand-over", { digest, ...word("mara", clock) });
    clock.pass(8 * hourMs);
    const second = await desk.draft("person:joss", undefined);
    assert.deepEqual(second.text.composed.period, { fromMs: start, toMs: start + 8 * hourMs });
    await assert.rejects(desk.draft("person:joss", clock.nowMs() + 1), { code: "handover/bad-period" });
  });

  test("reads of a record exactly the entries of the period", async () => {
    const clock = fakeClock(start - 10 * hourMs);
    const journal = await watchRecord(
      clock,
      Array.from({ length: 40 }, (_, at) => opened(at)),
    );
    const period = { fromMs: start - 9 * hourMs, toMs: start - 7 * hourMs };
    const wanted = { types: new Set(["CaseOpened"]), period, scannedMax: 1_000, givenMax: 1_000 };
    const { entries, cut } = await entriesOf(journal, wanted);
    assert.deepEqual([entries.map(({ sequence }) => sequence), cut], [Array.from({ length: 12 }, (_, at) => at + 5), false]);
    assert.deepEqual(await Promise.all([0, start - 9 * hourMs, start + 99 * hourMs].map((timeMs) => firstAt(journal, timeMs))), [0, 5, 40]);
    const some = await entriesOf(journal, { ...wanted, givenMax: 3 });
    assert.deepEqual([some.entries.length, some.cut], [3, true]);
    assert.deepEqual(await entriesOf(memoryJournalStore(), wanted), { entries: [], cut: false });
    assert.equal((await entriesOf(journal, { ...wanted, types: new Set(["CaseMerged"]) })).entries.length, 0);
  });

  test("tells what happened in the period, with the entries that hold it and what is not published", async () => {
    const clock = fakeClock(start - 2 * hourMs);
    const journal = await watchRecord(clock, [opened(1), opened(2), { type: "CaseReopened", caseId: "case-1", because: "more came" }]);
    clock.set(start);
    const worlds = { worldNames: async () => ["watch-000001"], hasWorld: async () => true, world: async () => ({ journal }) };
    const desk = await openTestHandovers(parts(clock, { worlds }));
    const { composed } = (await desk.draft("person:mara", undefined)).text;
    const says = composed.sections.flatMap((each) => each.facts.map((fact) => fact.says));
    assert.ok(says.includes("2 cases were opened: case-1, case-2."));
    assert.ok(says.some((each) => /case-1 was opened again: more came\.$/.test(each)));
    assert.ok(says.some((each) => /^3 entries of the record "watch-000001" are in no published checkpoint/.test(each)));
    assert.deepEqual(
      composed.records.map(({ world, entries }) => [world, entries]),
      [["watch-000001", 3]],
    );
  });

  test("goes on after a restart where it stood, two processes on one record, published with every signature", async () => {
    const clock = fakeClock(start);
    const journal = memoryJournalStore();
    const [one, two] = [await openTestHandovers(parts(clock, { journal })), await openTestHandovers(parts(clock, { journal }))];
    await one.draft("person:mara", undefined);
    await two.note("h-1", "person:mara", { about: "handover", text: "A quiet night." });
    const { digest } = await one.toSign("h-1", "person:mara", "hand-over");
    await assert.rejects(two.sign("h-1", "person:mara", "hand-over", { digest: "sha256:0", ...word("mara", clock) }), {
      code: "handover/other-text",
    });
    await two.sign("h-1", "person:mara", "hand-over", { digest, ...word("mara", clock) });
    await assert.rejects(one.note("h-1", "person:mara", { about: "handover", text: "no" }), { code: "handover/not-as-it-stands" });
    await one.open("h-1", "person:joss");
    await two.open("h-1", "person:joss");
    const taken = await two.toSign("h-1", "person:joss", "take-over");
    const before = await one.sign("h-1", "person:joss", "take-over", { digest: taken.digest, ...word("joss", clock) });
    const again = await openTestHandovers(parts(clock, { journal }));
    const after = await again.read("h-1");
    assert.deepEqual(after, before);
    assert.ok(signatureHolds(after, "hand-over") && signatureHolds(after, "take-over"));
    const head = await journal.head();
    assert.equal((await latestCheckpoint(journal.publication))?.size, (head?.sequence ?? -1) + 1);
    const types = (await eventsIn(journal)).map((event) => (JSON.parse(event) as { type: string }).type);
    assert.deepEqual(types, ["HandoverDrafted", "HandoverNoted", "HandoverSigned", "HandoverOpened", "HandoverAccepted"]);
  });

  test("gives no number out twice when what an earlier handover said was erased, and keeps what was signed since", async () => {
    const clock = fakeClock(start);
    const journal = memoryJournalStore();
    const open = () => openTestHandovers(parts(clock, { journal }));
    const first = await open();
    for (const by of ["person:joss", "person:wim", "person:mara"] as const) await first.draft(by, undefined);
    const { digest } = await first.toSign("h-3", "person:mara", "hand-over");
    const signed = await first.sign("h-3", "person:mara", "hand-over", { digest, ...word("mara", clock) });
    const records = await openRecordLog(journal, clock);
    const asked = { type: "ErasePersonalData", by: "person:dpo", because: "asked for" } as const;
    await records.obey({ ...asked, scope: "h-2" });
    clock.pass(hourMs);
    const second = await open();
    assert.equal((await second.draft("person:ute", undefined)).text.id, "h-4");
    assert.deepEqual(await second.read("h-3"), signed);
    // The newest one, and all of them.
    for (const scope of ["h-4", "h-3", "h-1"]) await records.obey({ ...asked, scope });
    clock.pass(hourMs);
    const third = await open();
    assert.deepEqual(await third.list(), []);
    assert.equal((await third.draft("person:mara", undefined)).text.id, "h-5");
  });

  test("ends with a new draft what nobody signed in two days, on the record", async () => {
    const clock = fakeClock(start);
    const journal = memoryJournalStore();
    const desk = await openTestHandovers(parts(clock, { journal }));
    await desk.draft("person:mara", undefined);
    clock.pass(handoverLimits.draftMsMax + 1);
    assert.equal((await desk.draft("person:joss", undefined)).text.id, "h-2");
    const again = await openTestHandovers(parts(clock, { journal }));
    assert.deepEqual(
      (await again.list()).map(({ text, status }) => [text.id, status]),
      [
        ["h-2", "drafted"],
        ["h-1", "expired"],
      ],
    );
  });

  test("composes the same bytes of the same record", async () => {
    const clock = fakeClock(start);
    const desk = await openTestHandovers(parts(clock));
    const [a, b] = [await desk.draft("person:mara", undefined), await desk.draft("person:joss", undefined)];
    assert.equal(JSON.stringify(a.text.composed), JSON.stringify(b.text.composed));
    assert.notEqual(canonicalHandover(a.text), canonicalHandover(b.text));
  });
});
