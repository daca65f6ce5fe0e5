import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import fc from "fast-check";
import { packFolder } from "../../knowledge/regulation.ts";
import { ownPackKey } from "../../knowledge/regulation-key.ts";
import { type RegulationStory, regulationStory } from "../../testing/regulation-story.ts";
import type { HandoverShown } from "../handover/decide.ts";
import { lookForRecurrences, newAlarms, noteOutage, proposeValues } from "./agent.ts";
import { outagesBetween } from "./availability.ts";
import { clockBoard } from "./board.ts";
import { bookOf, readCalendarPack, readRulePack } from "./book.ts";
import { clocksOf } from "./clocks.ts";
import { reportFor } from "./decide.ts";
import type { Threshold } from "./pack.ts";
import { packBytes, signatureLineOf } from "./pack-signature.ts";
import { reportBytes, reportSignatureHolds } from "./report.ts";

// Guarantees: unknown is never "not met"; people alone confirm, classify, waive, sign and hand in; what was said stays; a pack that was changed is not used.

const now = "2026-11-10T09:00:00Z";
const nowMs = Date.parse(now);
const code = (refusal: string) => ({ code: `regulation/${refusal}` });

function papers(order: object = {}): RegulationStory {
  const story = regulationStory(order);
  story.propose(now);
  return story;
}

/** The value at which a threshold turns, and values around it: what each makes of the criterion. */
function around(threshold: Threshold): readonly [unknown, "met" | "not-met"][] {
  if ("is" in threshold)
    return [
      [threshold.is, "met"],
      [!threshold.is, "not-met"],
    ];
  if ("count-at-least" in threshold) {
    const members = (count: number) => ["AT", "BE", "DE", "FR"].slice(0, count);
    const least = threshold["count-at-least"];
    return [
      [members(least), "met"],
      [members(least + 1), "met"],
      [members(least - 1), "not-met"],
      [["AT", "AT", "AT"], "not-met"],
    ];
  }
  if ("above" in threshold) {
    const { above } = threshold;
    return [
      [above, "not-met"],
      [above + 1, "met"],
      [Math.max(0, above - 1), "not-met"],
      [above + 0.01, "met"],
    ];
  }
  return [
    [threshold["at-least"], "met"],
    [threshold["at-least"] - 1, "not-met"],
  ];
}

describe("criteria", () => {
  test("every threshold of every pack at its value, one more, one less and unknown", () => {
    let tried = 0;
    for (const { pack } of regulationStory().situation.book.packs)
      for (const criterion of pack.criteria)
        for (const threshold of criterion.thresholds) {
          const entity = criterion.entities ?? pack.entities;
          const finding = (values: Readonly<Record<string, unknown>>) => {
            const story = papers({ entity, flags: pack.flag === undefined ? [] : [pack.flag] });
            story.confirm(now, values as never);
            return story.judged(pack.name).criteria.find((each) => each.criterion.id === criterion.id);
          };
          assert.equal(finding({})?.finding, "unknown", `${pack.name} ${criterion.id} without anything`);
          for (const [value, expected] of around(threshold)) {
            const found = finding({ [threshold.value]: value });
            const own = found?.thresholds.find((each) => each.threshold === threshold);
            assert.equal(own?.finding, expected, `${pack.name} ${criterion.id} ${threshold.value} = ${String(value)}`);
            // One that is not met leaves the criterion open as long as another is unknown.
            const alone = criterion.thresholds.length === 1;
            assert.equal(found?.finding, expected === "met" ? "met" : alone ? "not-met" : "unknown");
            tried++;
          }
        }
    assert.ok(tried > 100, `${tried}`);
  });

  test("major: critical services and the access of 9(5)(b), or two others; what is missing and what would tip it", () => {
    const story = papers();
    assert.equal(story.judged("dora").finding, "unknown");
    story.confirm(now, { "critical-services": true, "clients-count": 100_001 });
    const one = story.judged("dora");
    assert.equal(one.finding, "unknown");
    const tipping = one.criteria.flatMap(({ thresholds }) => thresholds.filter(({ tips }) => tips).map(({ threshold }) => threshold.value));
    assert.ok(tipping.includes("data-access") && tipping.includes("costs-eur") && tipping.includes("duration-hours"));
    assert.ok(!tipping.includes("clients-share"), "the same criterion again is no second one");
    assert.ok(one.missing.includes("costs-eur") && !one.missing.includes("clients-share"));
    story.confirm(now, { "costs-eur": 100_000.01 });
    assert.equal(story.judged("dora").finding, "met");
    const access = papers();
    access.confirm(now, { "malicious-access": true, "data-access": true });
    assert.equal(access.judged("dora").finding, "met");
    const none = papers();
    none.confirm(now, { "critical-services": false, "supervised-services": false, "malicious-access": false });
    assert.equal(none.judged("dora").finding, "not-met", "whatever else is unknown");
  });

  test("a managed service that is limited needs both: for long, and for many", () => {
    const story = papers({ entity: ["managed-security-service-provider"] });
    story.confirm(now, { "limited-minutes": 61 });
    assert.equal(story.judged("nis2").finding, "unknown");
    story.confirm(now, { "limited-users-share": 6 });
    assert.equal(story.judged("nis2").finding, "met");
    const other = papers({ entity: ["nis2-essential"] });
    other.confirm(now, { "unavailable-minutes": 999, "direct-loss-eur": 1e9, "severe-disruption": false, "considerable-damage": false });
    assert.equal(other.judged("nis2").finding, "not-met", "Regulation 2024/2690 is not for this operator");
  });
});

describe("whose word it is", () => {
  const by = { caseId: "case-1", atMs: nowMs, regime: "dora", stage: "initial" } as const;
  const deeds = [
    { type: "Confirm", ...by, id: "clients-count", value: 1, estimate: false, source: "x" },
    { type: "Withdraw", ...by, id: "clients-count", because: "x" },
    { type: "Classify", ...by, outcome: "not-reportable", because: "x", classifiedAtMs: nowMs },
    { type: "Waive", ...by, because: "x" },
    { type: "Resume", ...by, because: "x" },
    { type: "GiveDeadline", ...by, dueMs: nowMs + 1e9, because: "x" },
    { type: "Sign", ...by, digest: "sha256:", shown: { signature: undefined, session: undefined, keys: [] } },
    { type: "Submit", ...by, digest: "sha256:", reference: "x", submittedAtMs: nowMs },
  ] as const;

  test("nothing but a person's word is taken for a person's", () => {
    for (const deed of deeds)
      for (const name of ["agent:watchkeeper", "machine", "", "person:"])
        assert.throws(() => papers().obey({ ...deed, by: name as never } as never), code("not-a-person"), `${deed.type} by ${name}`);
  });

  test("no word of the agent stops a clock, moves a deadline to later or ends one, whatever it proposes and in whatever order", () => {
    const asked = regulationStory().situation.book.packs.flatMap(({ pack }) => pack.values);
    const value = fc.constantFrom(...asked).chain((each) =>
      fc.record({
        id: fc.constant(each.id),
        value:
          each.type === "boolean"
            ? fc.boolean()
            : each.type === "number"
              ? fc.nat()
              : each.type === "list"
                ? fc.array(fc.constantFrom("AT", "DE"))
                : each.type === "time"
                  ? fc.integer({ min: -1e9, max: 1e9 }).map((more) => new Date(nowMs + more).toISOString())
                  : fc.string(),
        estimate: fc.boolean(),
        source: fc.constant("the agent"),
      }),
    );
    const people = fc.subarray([
      (story: RegulationStory) => story.confirm(now, { "aware-at": now }),
      (story: RegulationStory) => story.classify(now, "dora"),
      (story: RegulationStory) => story.classify(now, "sec"),
      (story: RegulationStory) => story.confirm(now, { "high-risk": true }),
    ]);
    fc.assert(
      fc.property(people, fc.array(value, { maxLength: 30 }), (deedsOfPeople, values) => {
        const story = papers({ entity: ["payment-institution", "nis2-essential", "data-controller", "sec-registrant"] });
        story.propose(now, [
          { id: "aware-at", value: now, estimate: true, source: "case" },
          { id: "breach-aware-at", value: now, estimate: true, source: "case" },
        ]);
        for (const deed of deedsOfPeople) deed(story);
        const clocks = () => story.situation.book.packs.flatMap(({ pack }) => clocksOf(story.dossier(), pack, story.situation, nowMs));
        const before = clocks();
        story.propose(now, values);
        story.take(newAlarms(clockBoard(story.state, story.situation, nowMs), story.state, nowMs));
        story.take(lookForRecurrences(story.state, "2026-10", nowMs, nowMs));
        story.take(noteOutage(story.state, { fromMs: 1, toMs: 2 }, nowMs));
        for (const [index, after] of clocks().entries()) {
          const was = before[index];
          if (was?.state !== "running" && was?.state !== "late") continue;
          assert.ok(after.state === "running" || after.state === "late", `${after.stage} is ${after.state}`);
          assert.ok((after.dueMs ?? 0) <= (was.dueMs ?? Number.POSITIVE_INFINITY));
        }
      }),
      { numRuns: 150 },
    );
  });

  test("the agent's values count nothing until a person confirms them, and the earliest awareness runs until then", () => {
    const story = papers();
    story.propose(now, [{ id: "critical-services", value: true, estimate: true, source: "inventory" }]);
    assert.equal(story.judged("dora").criteria[0]?.finding, "unknown");
    for (const time of ["2026-11-10T08:00:00.000Z", "2026-11-10T07:00:00.000Z", "2026-11-10T09:00:00.000Z"])
      story.propose(now, [{ id: "aware-at", value: time, estimate: true, source: "case" }]);
    const running = story.clock("dora", "initial", now);
    assert.deepEqual([running.startedMs, running.estimated], [Date.parse("2026-11-10T07:00:00Z"), true]);
    story.confirm(now, { "aware-at": "2026-11-10T08:30:00Z" });
    const sure = story.clock("dora", "initial", now);
    assert.deepEqual([sure.startedMs, sure.estimated], [Date.parse("2026-11-10T08:30:00Z"), false]);
    assert.equal(story.dossier().values.get("aware-at")?.history.length, 4);
  });

  test("what is of another type, of no pack or in the future is refused; what is taken back is unknown again", () => {
    const story = papers();
    for (const [id, value] of [
      ["clients-count", "many"],
      ["clients-count", -1],
      ["clients-count", Number.NaN],
      ["media-attention", 1],
      ["aware-at", "yesterday"],
      ["aware-at", "2026-11-10"],
      ["techniques", "T1059"],
    ] as const)
      assert.throws(() => story.confirm(now, { [id]: value as never }), code("bad-value"), `${id} ${String(value)}`);
    assert.throws(() => story.confirm(now, { "no-such-value": 1 }), code("unknown"));
    assert.throws(() => story.confirm(now, { "aware-at": "2026-11-10T09:00:00.001Z" }), code("in-the-future"));
    story.confirm(now, { "clients-count": 100_001 });
    story.obey({ type: "Withdraw", caseId: "case-1", by: "person:mara", atMs: nowMs, id: "clients-count", because: "of another incident" });
    assert.equal(story.judged("dora").criteria.find((each) => each.criterion.id === "clients")?.finding, "unknown");
  });

  test("a classification keeps what it rested on: pack, values, who confirmed them, what was missing", () => {
    const story = papers();
    story.confirm(now, { "critical-services": true }, { estimate: true });
    story.classify(now, "dora");
    story.confirm(now, { "critical-services": false });
    const [said] = story.dossier().classified;
    assert.deepEqual(said?.values, [
      { id: "critical-services", value: true, estimate: true, source: "the bridge call", confirmedBy: "person:mara" },
    ]);
    assert.deepEqual([said?.computed, said?.pack.name], ["unknown", "dora"]);
    assert.ok(said?.missing.includes("costs-eur"));
    assert.match(said?.pack.digest ?? "", /^sha256:/);
  });
});

describe("reports", () => {
  test("a signature is over exactly what was shown, by a key of whoever signs; a changed value is another report", () => {
    const story = papers();
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const key = `ed25519:${publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("base64")}`;
    const stage = { caseId: "case-1", regime: "dora", stage: "initial", by: "person:mara" } as const;
    const digest = () => reportFor(story.dossier(), story.situation, stage).digest;
    const signed = (bytes: Uint8Array) => ({
      signature: sign(null, bytes, privateKey).toString("base64"),
      session: undefined,
      keys: [{ key, origins: [] }],
    });
    const first = digest();
    const right = signed(reportBytes({ ...stage, digest: first }));
    const obey = (of: string, shown: HandoverShown) => story.obey({ type: "Sign", ...stage, atMs: nowMs, digest: of, shown });
    assert.throws(() => obey(first, signed(reportBytes({ ...stage, stage: "final", digest: first }))), code("bad-signature"));
    assert.throws(() => obey(first, { signature: undefined, session: undefined, keys: [] }), code("no-proof"));
    obey(first, right);
    const held = story.dossier().signed[0];
    assert.ok(held && reportSignatureHolds("case-1", held));
    assert.ok(held && !reportSignatureHolds("case-2", held));
    assert.ok(held && !reportSignatureHolds("case-1", { ...held, canonical: held.canonical.replace("case-1", "case-9") }));
    story.confirm(now, { description: "it was another one" });
    assert.throws(() => obey(first, right), code("other-report"));
    assert.throws(
      () => story.obey({ type: "Submit", ...stage, atMs: nowMs, digest: digest(), reference: "x", submittedAtMs: nowMs }),
      code("not-signed"),
    );
    story.obey({ type: "Submit", ...stage, atMs: nowMs, digest: first, reference: "BaFin-1", submittedAtMs: nowMs });
    assert.equal(story.clock("dora", "initial", now).state, "submitted");
  });
});

describe("looks and outages", () => {
  test("recurrences of six months that share a root cause; a month without one is recorded too, and none twice", () => {
    const story = papers();
    const first = story.take(lookForRecurrences(story.state, "2026-10", Date.parse("2026-11-01T00:00:00Z"), nowMs));
    assert.deepEqual(first, [{ type: "RecurrencesLookedFor", month: "2026-10", looked: 0, without: 0, groups: [], atMs: nowMs }]);
    assert.deepEqual(lookForRecurrences(story.state, "2026-10", nowMs, nowMs), []);
    for (const [caseId, cause] of [
      ["case-2", "Expired Certificate "],
      ["case-3", "expired certificate"],
      ["case-4", "power"],
    ] as const) {
      story.take(proposeValues({ caseId, title: caseId, by: "agent:watchkeeper", values: [], atMs: nowMs }, story.state, story.situation));
      story.obey({
        type: "Confirm",
        caseId,
        by: "person:mara",
        atMs: nowMs,
        id: "recurrence-group",
        value: cause,
        estimate: false,
        source: "post-mortem",
      });
    }
    const [found] = lookForRecurrences(story.state, "2026-11", Date.parse("2026-12-01T00:00:00Z"), Date.parse("2026-12-01T00:01:00Z"));
    assert.ok(found?.type === "RecurrencesLookedFor");
    assert.deepEqual(
      [found.looked, found.without, found.groups],
      [4, 1, [{ group: "expired certificate", caseIds: ["case-2", "case-3"] }]],
    );
    const [later] = lookForRecurrences(story.state, "2027-06", Date.parse("2027-07-01T00:00:00Z"), nowMs);
    assert.ok(later?.type === "RecurrencesLookedFor" && later.looked === 0);
  });

  test("an outage is what lies between two signs of life that are too far apart", () => {
    const minute = 60_000;
    assert.deepEqual(outagesBetween([0, 5 * minute, 20 * minute]), []);
    assert.deepEqual(outagesBetween([70 * minute, 0, 5 * minute]), [{ fromMs: 5 * minute, toMs: 70 * minute }]);
  });
});

describe("packs", () => {
  const read = (name: string) => {
    const text = readFileSync(new URL(`${name}.json`, packFolder), "utf8");
    return { place: name, text, signature: readFileSync(new URL(`${name}.json.sig`, packFolder), "utf8") };
  };
  const own = new Set([ownPackKey]);
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const key = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url").toString("base64");
  const resigned = (pack: unknown) => ({
    place: "p",
    text: JSON.stringify(pack),
    signature: signatureLineOf(key, sign(null, packBytes(pack), privateKey).toString("base64")),
  });

  test("one that was changed, that nobody trusted signed, or that is not signed is refused", () => {
    const dora = read("dora");
    assert.equal(readRulePack(dora, own).pack.name, "dora");
    assert.throws(() => readRulePack({ ...dora, text: dora.text.replace('"hours": 24', '"hours": 48') }, own), code("pack-not-signed"));
    assert.throws(() => readRulePack({ ...dora, signature: undefined }, own), code("pack-not-signed"));
    assert.throws(() => readRulePack({ ...dora, signature: read("sec").signature }, own), code("pack-not-signed"));
    assert.throws(() => readRulePack(dora, new Set([key])), code("pack-not-signed"));
    assert.throws(() => readRulePack({ ...dora, text: "{" }, own), code("pack-malformed"));
    // White space is no change: what is signed is what it says.
    assert.equal(readRulePack({ ...dora, text: JSON.stringify(JSON.parse(dora.text)) }, own).digest, readRulePack(dora, own).digest);
  });

  test("one of an operator is taken by their key, and must have all that it names", () => {
    const pack = { ...(JSON.parse(read("sec").text) as object), name: "sec-house" };
    const calendars = readCalendarPack(read("calendars"), own);
    const mine = readRulePack(resigned(pack), new Set([key]));
    assert.equal(bookOf([readRulePack(read("sec"), own), mine], calendars).packs.length, 2);
    assert.throws(() => bookOf([mine, mine], calendars), code("pack-conflict"));
    assert.throws(() => readRulePack(resigned({ ...pack, rule: { criterion: "nothing" } }), new Set([key])), code("pack-conflict"));
    assert.throws(() => readRulePack(resigned({ ...pack, more: 1 }), new Set([key])), code("pack-malformed"));
    const other = {
      ...pack,
      values: [
        { id: "aware-at", title: "x", type: "time" },
        { id: "material", title: "x", type: "number" },
      ],
      templates: [],
    };
    assert.throws(
      () => bookOf([readRulePack(read("sec"), own), readRulePack(resigned(other), new Set([key]))], calendars),
      code("pack-conflict"),
    );
  });

  test("every statement has an article and a mark, and DORA's templates have 25, 60 and 76 fields", () => {
    for (const { pack } of regulationStory().situation.book.packs) {
      assert.ok(pack.unverified.length > 0 && pack.texts.length > 0, pack.name);
      for (const each of [...pack.criteria, ...pack.clocks, ...pack.templates]) assert.ok(each.article !== "" && each.mark, pack.name);
    }
    assert.deepEqual(
      regulationStory()
        .pack("dora")
        .templates.map(({ fields }) => fields.length),
      [25, 60, 76],
    );
  });
});
