import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { regulationStory } from "../../testing/regulation-story.ts";
import { clockBoard } from "./board.ts";
import type { EntityType } from "./words.ts";
import { entityTypes } from "./words.ts";

// Guarantees: deadlines are those of the texts, to the minute, for every kind of operator; a clock runs on facts, and no word of the agent stops or prolongs it.

const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString());
const due = (clock: { readonly dueMs: number | undefined }) => iso(clock.dueMs);

/** Aware on a Tuesday at 09:00 UTC. */
function dora(order: object = {}, aware = "2026-11-10T09:00:00Z") {
  const story = regulationStory(order);
  story.propose(aware);
  story.confirm(aware, { "aware-at": aware });
  return story;
}

describe("DORA", () => {
  test("the initial notification: 4 h after classification or 24 h after awareness, whichever is earlier", () => {
    const early = dora();
    early.classify("2026-11-10T11:00:00Z", "dora");
    assert.equal(due(early.clock("dora", "initial", "2026-11-10T12:00:00Z")), "2026-11-10T15:00:00.000Z");
    const late = dora();
    late.classify("2026-11-11T08:59:00Z", "dora"); // 23 h 59
    assert.equal(due(late.clock("dora", "initial", "2026-11-11T08:59:00Z")), "2026-11-11T09:00:00.000Z");
    const exact = dora();
    exact.classify("2026-11-11T09:00:00Z", "dora"); // 24 h: not later than that
    assert.equal(due(exact.clock("dora", "initial", "2026-11-11T09:00:00Z")), "2026-11-11T09:00:00.000Z");
    const after = dora();
    after.classify("2026-11-11T10:00:00Z", "dora"); // 25 h: Art. 5(2)
    const clock = after.clock("dora", "initial", "2026-11-11T10:00:00Z");
    assert.deepEqual([due(clock), clock.state], ["2026-11-11T14:00:00.000Z", "running"]);
    assert.match(clock.says, /classified later than 24 h/);
  });

  test("before anybody classified it runs from awareness, says that it may change, and is not late before a classification", () => {
    const story = dora();
    const running = story.clock("dora", "initial", "2026-11-10T21:00:00Z");
    assert.deepEqual(
      [due(running), running.state, running.provisional, running.alarm, running.elapsed],
      ["2026-11-11T09:00:00.000Z", "running", true, "50", 0.5],
    );
    const over = story.clock("dora", "initial", "2026-11-11T10:00:00Z");
    assert.deepEqual([over.state, over.alarm], ["running", "passed"]);
    const board = clockBoard(story.state, story.situation, Date.parse("2026-11-11T10:00:00Z"));
    const waiting = board.undetermined.filter(({ regime }) => regime === "dora");
    assert.deepEqual([waiting.length, waiting[0]?.warned, iso(waiting[0]?.sinceMs)], [1, true, "2026-11-10T09:00:00.000Z"]);
    story.classify("2026-11-11T10:00:00Z", "dora");
    assert.equal(
      clockBoard(story.state, story.situation, Date.parse("2026-11-11T10:01:00Z")).undetermined.some(({ regime }) => regime === "dora"),
      false,
    );
    assert.equal(story.clock("dora", "initial", "2026-11-11T14:00:00.001Z").state, "late");
    assert.equal(story.clock("dora", "initial", "2026-11-11T14:00:00Z").state, "running");
  });

  test("alarms at 50, 75 and 90 percent, to the millisecond", () => {
    const story = dora();
    story.classify("2026-11-10T10:00:00Z", "dora"); // due 14:00, from 10:00
    const alarm = (now: string) => story.clock("dora", "initial", now).alarm;
    assert.deepEqual(
      ["11:59:59.999", "12:00:00", "12:59:59.999", "13:00:00", "13:35:59.999", "13:36:00", "14:00:00", "14:00:00.001"].map((time) =>
        alarm(`2026-11-10T${time}Z`),
      ),
      ["none", "50", "50", "75", "75", "90", "90", "passed"],
    );
  });

  test("intermediate: 72 h after the initial notification was handed in; final: a month after the intermediate or its latest update", () => {
    const story = dora();
    assert.match(story.clock("dora", "intermediate", "2026-11-10T10:00:00Z").says, /begins once it is classified as major/);
    story.classify("2026-11-10T10:00:00Z", "dora");
    assert.deepEqual([story.clock("dora", "intermediate", "2026-11-10T10:00:00Z").state], ["not-applicable"]);
    story.submit("2026-11-10T12:00:00Z", "dora", "initial");
    assert.equal(due(story.clock("dora", "intermediate", "2026-11-10T12:00:00Z")), "2026-11-13T12:00:00.000Z");
    story.submit("2026-11-13T10:00:00Z", "dora", "intermediate");
    assert.equal(due(story.clock("dora", "final", "2026-11-13T12:00:00Z")), "2026-12-14T11:00:00.000Z"); // 13 December is a Sunday
    story.submit("2026-11-16T10:00:00Z", "dora", "intermediate");
    assert.equal(due(story.clock("dora", "final", "2026-11-16T12:00:00Z")), "2026-12-16T10:00:00.000Z");
    const done = story.clock("dora", "initial", "2026-11-20T00:00:00Z");
    assert.deepEqual([done.state, done.reference, done.submittedLate], ["submitted", "ref-initial", false]);
  });

  test("handed in late is said for ever", () => {
    const story = dora();
    story.classify("2026-11-10T10:00:00Z", "dora");
    story.submit("2026-11-10T15:00:00Z", "dora", "initial");
    const clock = story.clock("dora", "initial", "2026-11-12T00:00:00Z");
    assert.deepEqual([clock.state, clock.submittedLate], ["submitted", true]);
  });

  const strict = new Set<EntityType>(["credit-institution", "central-counterparty", "trading-venue", "nis2-essential", "nis2-important"]);
  const financial = regulationStory().pack("dora").entities;

  test("weekends and bank holidays: noon of the next working day, but for initial and intermediate not for those of Art. 5(5)", () => {
    // Aware on Good Friday 2026, classified at 20:00 UTC: due on Saturday 4 April at 00:00 UTC, 02:00 in Berlin.
    for (const entity of entityTypes) {
      const isFinancial = financial.includes(entity);
      const also = isFinancial ? [entity] : [entity, "payment-institution"];
      const story = dora({ entity: also }, "2026-04-03T18:00:00Z");
      story.classify("2026-04-03T20:00:00Z", "dora");
      const initial = story.clock("dora", "initial", "2026-04-03T21:00:00Z");
      assert.equal(iso(initial.statutoryDueMs), "2026-04-04T00:00:00.000Z", entity);
      assert.equal(due(initial), strict.has(entity) ? "2026-04-04T00:00:00.000Z" : "2026-04-07T10:00:00.000Z", entity);
      story.submit("2026-04-03T21:00:00Z", "dora", "initial");
      const intermediate = story.clock("dora", "intermediate", "2026-04-03T22:00:00Z"); // 6 April, Easter Monday
      assert.equal(due(intermediate), strict.has(entity) ? "2026-04-06T21:00:00.000Z" : "2026-04-07T10:00:00.000Z", entity);
      story.submit("2026-04-04T10:00:00Z", "dora", "intermediate");
      const final = story.clock("dora", "final", "2026-04-05T00:00:00Z"); // 4 May is a Monday
      assert.equal(due(final), "2026-05-04T10:00:00.000Z", entity);
      story.submit("2026-04-25T10:00:00Z", "dora", "intermediate"); // a month later: Monday 25 May, Whit Monday
      assert.equal(due(story.clock("dora", "final", "2026-04-26T00:00:00Z")), "2026-05-26T10:00:00.000Z", `${entity}: final moves for all`);
    }
  });

  test("an authority that disapplies Art. 5(4), and a member state without that holiday", () => {
    const disapplied = dora({ "noon-disapplied": true }, "2026-04-03T18:00:00Z");
    disapplied.classify("2026-04-03T20:00:00Z", "dora");
    assert.equal(due(disapplied.clock("dora", "initial", "2026-04-03T21:00:00Z")), "2026-04-04T00:00:00.000Z");
    const greek = dora({ "member-states": ["GR"] }, "2026-04-10T06:00:00Z"); // Orthodox Good Friday
    greek.classify("2026-04-10T07:00:00Z", "dora");
    assert.equal(due(greek.clock("dora", "initial", "2026-04-10T08:00:00Z")), "2026-04-14T09:00:00.000Z");
    const german = dora({}, "2026-04-10T06:00:00Z");
    german.classify("2026-04-10T07:00:00Z", "dora");
    assert.equal(due(german.clock("dora", "initial", "2026-04-10T08:00:00Z")), "2026-04-10T11:00:00.000Z");
  });

  test("clocks set forward take no hour of the 24, and give none", () => {
    const story = dora({ entity: ["credit-institution"] }, "2026-03-28T20:00:00Z");
    assert.equal(due(story.clock("dora", "initial", "2026-03-28T21:00:00Z")), "2026-03-29T20:00:00.000Z");
  });

  test("reclassified as not major, its clocks end; as major again, they run from then; every word stays", () => {
    const story = dora();
    story.classify("2026-11-10T10:00:00Z", "dora");
    story.classify("2026-11-10T11:00:00Z", "dora", "not-reportable");
    const none = story.clock("dora", "initial", "2026-11-10T12:00:00Z");
    assert.deepEqual([none.state, none.says], ["not-applicable", "classified as not major"]);
    story.classify("2026-11-12T10:00:00Z", "dora");
    assert.equal(due(story.clock("dora", "initial", "2026-11-12T10:30:00Z")), "2026-11-12T14:00:00.000Z");
    story.classify("2026-11-12T11:00:00Z", "dora");
    assert.equal(due(story.clock("dora", "initial", "2026-11-12T11:30:00Z")), "2026-11-12T14:00:00.000Z", "said again, it gives no time");
    assert.deepEqual(
      story.dossier().classified.map(({ outcome }) => outcome),
      ["reportable", "not-reportable", "reportable", "reportable"],
    );
  });
});

describe("NIS2", () => {
  const aware = "2026-11-10T09:00:00Z";
  const of = (entity: readonly string[]) => dora({ entity }, aware);

  test("early warning 24 h, notification 72 h (trust services 24 h), whoever is told so by the pack", () => {
    for (const entity of regulationStory().pack("nis2").entities) {
      const story = of([entity]);
      assert.equal(due(story.clock("nis2", "early-warning", aware)), "2026-11-11T09:00:00.000Z", entity);
      const notification = entity === "trust-service-provider" ? "2026-11-11T09:00:00.000Z" : "2026-11-13T09:00:00.000Z";
      assert.equal(due(story.clock("nis2", "notification", aware)), notification, entity);
    }
    assert.equal(of(["data-controller"]).clock("nis2", "early-warning", aware).state, "not-applicable");
  });

  test("it is late without a classification too: nothing of it begins anew", () => {
    assert.equal(of(["nis2-essential"]).clock("nis2", "early-warning", "2026-11-11T09:00:01Z").state, "late");
  });

  test("final: a month after the notification; still going on, a progress report then and the final a month after its end", () => {
    const story = of(["nis2-important"]);
    story.classify("2026-11-10T10:00:00Z", "nis2");
    story.submit("2026-11-12T10:00:00Z", "nis2", "notification");
    assert.equal(due(story.clock("nis2", "final", "2026-11-13T00:00:00Z")), "2026-12-12T10:00:00.000Z");
    assert.equal(story.clock("nis2", "progress", "2026-11-13T00:00:00Z").state, "not-applicable");
    story.confirm("2026-12-01T00:00:00Z", { ongoing: true });
    assert.equal(due(story.clock("nis2", "progress", "2026-12-02T00:00:00Z")), "2026-12-12T10:00:00.000Z");
    assert.match(story.clock("nis2", "final", "2026-12-02T00:00:00Z").says, /begins with/);
    story.confirm("2027-01-20T12:00:00Z", { "handled-at": "2027-01-20T11:00:00Z" });
    assert.equal(due(story.clock("nis2", "final", "2027-01-21T00:00:00Z")), "2027-02-20T11:00:00.000Z");
  });

  test("a report that an authority asks for is due when it says", () => {
    const story = of(["nis2-important"]);
    story.classify("2026-11-10T10:00:00Z", "nis2");
    const asked = story.clock("nis2", "intermediate", "2026-11-11T00:00:00Z");
    assert.deepEqual([asked.state, asked.dueMs], ["running", undefined]);
    const given = {
      caseId: "case-1",
      by: "person:mara",
      atMs: Date.parse("2026-11-11T00:00:00Z"),
      regime: "nis2",
      stage: "intermediate",
    } as const;
    story.obey({ type: "GiveDeadline", ...given, dueMs: Date.parse("2026-11-20T12:00:00Z"), because: "the CSIRT asked" });
    const clock = story.clock("nis2", "intermediate", "2026-11-12T00:00:00Z");
    assert.deepEqual([due(clock), clock.state, clock.says], ["2026-11-20T12:00:00.000Z", "running", "the CSIRT asked (person:mara)"]);
    story.obey({ type: "Resume", ...given, because: "asked in error" });
    assert.equal(story.clock("nis2", "intermediate", "2026-11-12T00:00:00Z").dueMs, undefined);
  });
});

describe("GDPR, SEC, AI Act", () => {
  test("72 h after the controller was aware of a breach; what concerns no personal data, and what is no risk, has no clock", () => {
    const story = regulationStory();
    story.propose("2026-11-10T09:00:00Z");
    story.confirm("2026-11-10T12:00:00Z", { "breach-aware-at": "2026-11-10T11:30:00Z" });
    assert.equal(due(story.clock("gdpr", "authority", "2026-11-10T12:00:00Z")), "2026-11-13T11:30:00.000Z");
    assert.equal(story.clock("gdpr", "authority", "2026-11-13T11:30:01Z").state, "late");
    assert.equal(story.clock("gdpr", "controller", "2026-11-10T12:00:00Z").state, "not-applicable");
    assert.equal(story.clock("gdpr", "subjects", "2026-11-10T12:00:00Z").state, "not-applicable");
    story.confirm("2026-11-10T13:00:00Z", { "high-risk": true });
    assert.deepEqual([story.clock("gdpr", "subjects", "2026-11-10T14:00:00Z").state], ["running"]);
    story.confirm("2026-11-10T14:00:00Z", { "personal-data": false });
    assert.match(story.clock("gdpr", "authority", "2026-11-10T15:00:00Z").says, /not about this case/);
    story.confirm("2026-11-10T14:00:00Z", { "personal-data": true });
    story.classify("2026-11-10T15:00:00Z", "gdpr", "not-reportable");
    assert.match(story.clock("gdpr", "authority", "2026-11-10T16:00:00Z").says, /not to be notified, and registered/);
  });

  test("four business days after the determination, and before it how long nobody determined anything", () => {
    const of = (determined: string) => {
      const story = dora({}, "2026-11-10T09:00:00Z");
      story.classify(determined, "sec");
      return due(story.clock("sec", "filing", determined));
    };
    assert.equal(of("2026-11-10T15:00:00Z"), "2026-11-17T22:30:00.000Z"); // Veterans Day does not count
    assert.equal(of("2026-11-21T15:00:00Z"), "2026-11-27T22:30:00.000Z"); // a Saturday; Thanksgiving does not count
    assert.equal(of("2026-11-20T15:00:00Z"), "2026-11-27T22:30:00.000Z"); // the Friday before
    assert.equal(of("2027-12-29T15:00:00Z"), "2028-01-05T22:30:00.000Z"); // New Year's Day is kept on 31 December
    // The evening in New York is the next day in UTC: the day that counts is New York's.
    assert.equal(of("2026-12-02T02:00:00Z"), "2026-12-07T22:30:00.000Z");
    const story = dora({}, "2026-11-10T09:00:00Z");
    assert.equal(story.clock("sec", "filing", "2026-11-20T00:00:00Z").state, "not-applicable");
    const since = (now: string) =>
      clockBoard(story.state, story.situation, Date.parse(now)).undetermined.find(({ regime }) => regime === "sec");
    assert.deepEqual([since("2026-11-11T08:59:59Z")?.warned, since("2026-11-11T09:00:00Z")?.warned], [false, true]);
    story.classify("2026-11-12T09:00:00Z", "sec", "not-reportable");
    assert.equal(since("2026-11-13T00:00:00Z"), undefined);
  });

  test("the AI Act asks nothing before it is in force, and an owed notice has no deadline but without undue delay", () => {
    const before = dora({ entity: ["ai-deployer"] }, "2027-12-01T12:00:00Z");
    before.classify("2027-12-01T13:00:00Z", "ai-act");
    assert.equal(before.clock("ai-act", "inform", "2027-12-01T14:00:00Z").says, "in force from 2027-12-02");
    const after = dora({ entity: ["ai-deployer"] }, "2027-12-02T12:00:00Z");
    after.classify("2027-12-02T13:00:00Z", "ai-act");
    const clock = after.clock("ai-act", "inform", "2027-12-02T14:00:00Z");
    assert.deepEqual([clock.state, clock.dueMs], ["running", undefined]);
  });
});

describe("every pack", () => {
  test("begins on its day in the time of the place, and one of a text that is not in force needs its flag", () => {
    for (const { pack } of regulationStory().situation.book.packs) {
      const place = pack.name === "sec" ? "-05:00" : "+01:00";
      const eve = `${pack.effective.from}T00:00:00${pack.effective.from.slice(5, 7) === "05" || pack.effective.from.slice(5, 7) === "10" ? "+02:00" : place}`;
      const applied = (ms: number, flags: readonly string[]) => {
        const story = regulationStory({ entity: pack.entities, flags });
        const at = new Date(ms).toISOString();
        story.propose(at);
        story.confirm(at, { "aware-at": at, "breach-aware-at": at });
        return story.clock(pack.name, pack.clocks[0]?.stage ?? "", at).says;
      };
      const flags = pack.flag === undefined ? [] : [pack.flag];
      assert.equal(applied(Date.parse(eve) - 1, flags), `in force from ${pack.effective.from}`, pack.name);
      assert.notEqual(applied(Date.parse(eve), flags), `in force from ${pack.effective.from}`, pack.name);
      if (pack.flag !== undefined) assert.match(applied(Date.parse(eve), []), /not in force; the flag/);
    }
  });

  test("no clock starts later because awareness came later, and the same facts give the same clocks", () => {
    const minutes = fc.integer({ min: 0, max: 60 * 24 * 400 });
    fc.assert(
      fc.property(minutes, fc.integer({ min: 0, max: 5_000 }), fc.boolean(), (from, gap, strictEntity) => {
        const at = (more: number) => new Date(Date.parse("2026-01-01T00:00:00Z") + (from + more) * 60_000).toISOString();
        const told = (more: number) => {
          const story = dora(
            { entity: [strictEntity ? "credit-institution" : "payment-institution", "nis2-essential", "data-controller"] },
            at(more),
          );
          story.confirm(at(more), { "breach-aware-at": at(more) });
          const now = at(more);
          return [
            ["dora", "initial"],
            ["nis2", "early-warning"],
            ["nis2", "notification"],
            ["gdpr", "authority"],
          ].map(([pack = "", stage = ""]) => story.clock(pack, stage, now).statutoryDueMs ?? Number.NaN);
        };
        const [first, later] = [told(0), told(gap)];
        assert.deepEqual(told(0), first);
        for (const [index, each] of first.entries()) assert.ok((later[index] ?? 0) >= each);
      }),
      { numRuns: 60 },
    );
  });
});
