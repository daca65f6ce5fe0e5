import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ModelSharing } from "../../core/configuration/models.ts";
import type { HandoverFact, HandoverText } from "../../core/handover/text.ts";
import type { GuideEvent } from "../../core/model/guide.ts";
import type { Person } from "../../core/person/person.ts";
import { memoryJournalStore } from "../../storage/memory/memory-journal.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { failedAnswer, modelParts, type Telling, toldModel } from "../../testing/told-model.ts";
import { openSealedLog } from "../sealed-log.ts";
import { type GuideDeskParts, openGuideDesk } from "./guide.ts";

const start = Date.UTC(2026, 4, 5, 9);
const mara: Person = "person:mara";
const fact = (key: string, urgency: HandoverFact["urgency"], says: string): HandoverFact => ({ key, urgency, says, next: null, cites: [] });
const handover: HandoverText = {
  format: "watchkeeper/handover@1",
  ...{ tenant: "default", id: "h-1", outgoing: mara, draftedAtMs: start, notes: [] },
  composed: {
    period: { fromMs: start - 3_600_000, toMs: start },
    ...{ sources: [], records: [] },
    sections: [
      { name: "open-cases", left: 3, facts: [fact("case:case-7", "to-know", "case-7 on host ws-7 is open and escalated.")] },
      { name: "sources", left: 0, facts: [fact("source:edge", "now", "The source edge has been silent since 07:10.")] },
    ],
  },
};
const prose = (...sentences: readonly (readonly [string, readonly string[]])[]) =>
  JSON.stringify({ sentences: sentences.map(([text, evidence]) => ({ part: "handover", text, evidence })) });

const namedIn: GuideDeskParts["namedIn"] = async ({ cases, actions }) => [
  ...(cases.includes("case-7")
    ? ([
        { type: "user", value: "EXT\\vlad" },
        { type: "host", value: "laptop-vx.home.test" },
        { type: "email", value: "jo.fern@partner.test" },
      ] as const)
    : []),
  ...(actions.includes("c-3") ? ([{ type: "host", value: "kiosk-zz" }] as const) : []),
];

async function opened(tell: Telling, policy: Parameters<typeof modelParts>[1] = {}, model: object = {}) {
  const clock = fakeClock(start);
  const journal = memoryJournalStore();
  const told = toldModel(tell, model);
  const desk = await openGuideDesk({ models: () => modelParts(told, policy), journal, clock, namedIn });
  const facts: GuideEvent[] = [];
  const read = () =>
    openSealedLog<GuideEvent>(journal, clock, {
      fold: (each) => facts.push(each),
      factOf: (text) => JSON.parse(text) as GuideEvent,
      streamOf: () => "guide",
    }).then(() => facts);
  return { desk, told, read };
}

describe("a handover that a model drafts", () => {
  test("keeps the sentences that its lines bear out, under the keys of those lines, the most urgent shown first; the rest is dropped and counted", async () => {
    const { desk, told, read } = await opened(() =>
      prose(
        ["The source edge has been silent since 07:10.", ["e-1"]],
        ["case-7 on host ws-7 is open and escalated.", ["e-2"]],
        ["The source edge was compromised by an attacker.", ["e-1"]],
        ["case-9 is closed.", ["e-2"]],
        ["All is well.", ["e-44"]],
      ),
    );
    const { prose: draft, callId, use } = await desk.draftHandover(handover, mara);
    assert.deepEqual(draft, {
      sentences: [
        { text: "The source edge has been silent since 07:10.", facts: ["source:edge"] },
        { text: "case-7 on host ws-7 is open and escalated.", facts: ["case:case-7"] },
      ],
      dropped: 3,
    });
    const [asked] = told.asked;
    assert.equal(asked?.role, "writer");
    assert.ok(asked.prompt.text.indexOf("silent") < asked.prompt.text.indexOf("case-7 on host"));
    const [question, answer] = await read();
    assert.ok(question?.type === "GuideAsked" && question.handoverId === "h-1" && question.by === mara && question.call.id === callId);
    assert.ok(answer?.type === "GuideAnswered" && answer.drafted?.dropped === 3 && answer.proposed === undefined);
    assert.ok(use.tokens > 100 && desk.spend().dayTokens === use.tokens, "it is people's part of the day that it takes");
  });

  test("a model that fails, or says nothing that is borne out, gives no draft and says so", async () => {
    for (const said of [failedAnswer("late"), "Here is your draft:", prose(["An attacker is in.", ["e-1"]])]) {
      const { desk, read } = await opened(() => said);
      await assert.rejects(desk.draftHandover(handover, mara), { code: "model/no-answer" });
      const last = (await read()).at(-1);
      assert.ok(last?.type === "GuideAnswered" && last.outcome.kind === "failed" && last.drafted === undefined);
    }
  });

  test("nobody is asked for a handover of somebody else's, with a spent budget, or where its lines may not leave", async () => {
    const say = () => prose(["The source edge has been silent since 07:10.", ["e-1"]]);
    const other = await opened(say);
    await assert.rejects(other.desk.draftHandover(handover, "person:joss"), { code: "handover/not-yours" });
    const poor = await opened(say, { budget: { "tokens-per-day": 100 } });
    await assert.rejects(poor.desk.draftHandover(handover, mara), { code: "model/budget-spent" });
    const sharing = ModelSharing.parse({ "never-from": ["wazuh"] });
    const away = await opened(say, { sharing }, { hosted: true });
    await assert.rejects(away.desk.draftHandover(handover, mara), { code: "model/withheld" });
    assert.deepEqual([other.told.asked, poor.told.asked, away.told.asked], [[], [], []]);
    const here = await opened(say, { sharing });
    assert.equal((await here.desk.draftHandover(handover, mara)).prose.sentences.length, 1);
  });

  test("what only its cases and actions know leaves for no hosted model, and stands in the draft again", async () => {
    const line = (key: string, says: string, ...cites: HandoverFact["cites"]) => ({ ...fact(key, "now", says), cites });
    const facts = [
      line("case:case-7", "vlad sent jo.fern[@]partner[.]test a file from laptop-vx.", { kind: "case", id: "case-7" }),
      line("action:c-3", "c-3 isolates kiosk-zz.", { kind: "action", id: "c-3" }),
    ];
    const composed = { ...handover.composed, sections: [{ name: "open-cases" as const, left: 0, facts }] };
    const { desk, told } = await opened(
      ({ prompt }) => prose([/c-3 isolates host-\d\./.exec(prompt.text)?.[0] ?? "", ["e-2"]]),
      {},
      { hosted: true },
    );
    const { prose: draft } = await desk.draftHandover({ ...handover, composed }, mara);
    assert.deepEqual(draft.sentences, [{ text: "c-3 isolates kiosk-zz.", facts: ["action:c-3"] }]);
    const sent = JSON.stringify(told.asked);
    for (const name of ["vlad", "jo.fern", "laptop-vx", "kiosk-zz"]) assert.ok(!sent.includes(name), name);
    assert.match(sent, /user-\d sent mail-\d\[@\]partner\[\.\]test a file from host-\d\./);
  });
});
