import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ModelBudget } from "../../core/configuration/models.ts";
import { inertName } from "../../core/model/call.ts";
import { admitGuide, budgetOfCases, emptyGuide, type GuideEvent } from "../../core/model/guide.ts";
import { memoryJournalStore } from "../../storage/memory/memory-journal.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { failedAnswer, modelParts, type Telling, toldModel } from "../../testing/told-model.ts";
import { openSealedLog } from "../sealed-log.ts";
import { type GuideDeskParts, openGuideDesk } from "./guide.ts";

const start = Date.UTC(2026, 4, 5, 9);
const query = {
  time: { fromMs: start - 86_400_000, toMs: start },
  where: { field: "host", op: "eq", value: "ws-1" },
  sort: "newest",
  limit: 50,
};
const by = "person:mara" as const;

const namedIn: GuideDeskParts["namedIn"] = async ({ cases }) =>
  cases.includes("case-7")
    ? [
        { type: "user", value: "EXT\\vlad" },
        { type: "host", value: "laptop-vx" },
      ]
    : [];

async function opened(tell: Telling, { policy = {}, model = {} }: { policy?: Parameters<typeof modelParts>[1]; model?: object } = {}) {
  const clock = fakeClock(start);
  const journal = memoryJournalStore();
  const told = toldModel(tell, model);
  const parts = modelParts(told, policy);
  const desk = await openGuideDesk({ models: () => parts, journal, clock, namedIn });
  const facts = async () => {
    const all: GuideEvent[] = [];
    await openSealedLog<GuideEvent>(journal, clock, {
      fold: (fact) => all.push(fact),
      factOf: (text) => JSON.parse(text) as GuideEvent,
      streamOf: () => "guide",
    });
    return all;
  };
  return { desk, told, facts, clock, again: () => openGuideDesk({ models: () => parts, journal, clock, namedIn }) };
}

describe("the guide", () => {
  test("what people ask and what cases take are parts of one day, whatever the day's budget is", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000_000 }), fc.integer({ min: 1, max: 1_000_000 }), (tokens, cost) => {
        const budget = ModelBudget.parse({ "tokens-per-day": tokens, "cost-per-day": cost });
        const cases = budgetOfCases(budget);
        const asked = { by, budget, nowMs: start };
        const most = tokens - cases["tokens-per-day"];
        const tooMuch = admitGuide(emptyGuide(), { ...asked, reserveTokens: most + 1 });
        assert.ok(!tooMuch.may, "people may not take a token that is a case's");
        assert.ok(cases["tokens-per-day"] <= tokens && most <= tokens / 10 + 1 && (cases["cost-per-day"] ?? 0) <= cost);
      }),
    );
  });

  test("a question becomes a typed search that nobody has run; the question is recorded before it is sent, and no text of it", async () => {
    const { desk, told, facts } = await opened(() => JSON.stringify({ kind: "events", query }));
    const answer = await desk.ask({ by, question: "what did ws-1 do since yesterday?" });
    assert.deepEqual(answer.proposed, { kind: "events", query });
    assert.ok(told.asked[0]?.prompt.text.includes("what did ws-1 do since yesterday?"));
    const all = await facts();
    assert.deepEqual(
      all.map(({ type }) => type),
      ["GuideAsked", "GuideAnswered"],
    );
    assert.ok(!JSON.stringify(all).includes("ws-1"), "the record holds digests");
  });

  test("what is no search of the closed shape is not shown", async () => {
    const wrong = [
      "Sure, here it is: SELECT 1",
      JSON.stringify({ kind: "events", query: { ...query, text: "drop" } }),
      '{"kind":"answer"}',
    ];
    for (const said of wrong) {
      const { desk, facts } = await opened(() => said);
      await assert.rejects(desk.ask({ by, question: "anything" }), { code: "model/no-answer" });
      const last = (await facts()).at(-1);
      assert.deepEqual([last?.type, last?.type === "GuideAnswered" && last.outcome.kind], ["GuideAnswered", "failed"]);
    }
  });

  test("a model that fails is told of, with the form as the way on", async () => {
    const { desk } = await opened(() => failedAnswer("unreachable"));
    await assert.rejects(desk.ask({ by, question: "anything" }), (error: Error & { code?: string; remedy?: string }) => {
      assert.equal(error.code, "model/no-answer");
      return /form of the typed search/.test(error.remedy ?? "");
    });
  });

  test("one person cannot spend what is for everybody, nor everybody what is for cases, across processes", async () => {
    // A tenth of it for questions is 20,000 tokens, a quarter of that for one person.
    const { desk, again, told, clock } = await opened(() => JSON.stringify({ kind: "none" }), {
      policy: { budget: { "tokens-per-day": 200_000, "tokens-per-minute": 1_000_000 } },
    });
    const other = await again();
    const spend = async (person: typeof by | "person:lin" | "person:sol" | "person:kim" | "person:ada") => {
      for (let asked = 0; asked < 100; asked++) {
        try {
          await (asked % 2 === 0 ? desk : other).ask({ by: person, question: "anything" });
        } catch (error) {
          assert.equal((error as { code?: string }).code, "model/budget-spent");
          return asked;
        }
      }
      return Number.POSITIVE_INFINITY;
    };
    const first = await spend(by);
    assert.ok(first > 0 && first < 100);
    for (const person of ["person:lin", "person:sol", "person:kim", "person:ada"] as const) await spend(person);
    const tokens = told.asked.reduce((sum, { prompt }) => sum + Math.ceil(Buffer.byteLength(prompt.system + prompt.text) / 4), 0);
    assert.ok(tokens <= 20_000, `${tokens} tokens`);
    clock.set(start + 86_400_000);
    assert.equal((await desk.ask({ by, question: "anything" })).proposed.kind, "none");
  });

  test("a question whose answer was lost, because whoever asked ended, has cost what it may have", async () => {
    // A tenth is for questions, a quarter of that for one person: less than one question may cost.
    const { desk, again, told, facts } = await opened(() => new Promise<string>(() => {}), { policy: { budget: { "cost-per-day": 0.2 } } });
    const lost = desk.ask({ by, question: "anything" });
    lost.catch(() => {});
    while (told.asked.length === 0) await new Promise((settle) => setImmediate(settle));
    const next = await again();
    const [asked] = await facts();
    const reserved = asked?.type === "GuideAsked" ? (asked.call.reservedCostMicros ?? 0) : 0;
    assert.ok(reserved > 5_000);
    assert.equal(next.spend().dayCostMicros, reserved);
    await assert.rejects(next.ask({ by, question: "anything" }), { code: "model/budget-spent", message: /the cost of a day/ });
  });

  test("what may not leave is not sent to a hosted model", async () => {
    const sharing = { "send-up-to": "green", unmarked: "amber", "never-from": [] } as const;
    const { desk, told, facts } = await opened(() => "{}", {
      policy: { sharing: { ...sharing, "never-from": [] } },
      model: { hosted: true },
    });
    await assert.rejects(desk.ask({ by, question: "anything" }), { code: "model/withheld" });
    assert.deepEqual([told.asked.length, (await facts()).length], [0, 0]);
  });

  test("names stand under stand-ins before a hosted model, and come back in what is proposed", async () => {
    const { desk, told } = await opened(
      ({ prompt }) => {
        const mail = /mail-\d+(?:@[\w.]+)?/.exec(prompt.text)?.[0] ?? "none";
        return JSON.stringify({ kind: "cases", filter: { of: "cases", account: [mail] } });
      },
      { model: { hosted: true } },
    );
    const { proposed } = await desk.ask({ by, question: "which cases are about mara@example.test?" });
    assert.ok(!told.asked[0]?.prompt.text.includes("mara@example.test"));
    assert.deepEqual(proposed, { kind: "cases", filter: { of: "cases", account: ["mara@example.test"] } });
  });

  test("what only the case knows leaves for no hosted model; what a server calls its model is recorded inert", async () => {
    const said = "https://evil.test/m <b>1</b>";
    const use = { inputTokens: 1, outputTokens: 1, isEstimate: true, ms: 1 };
    const { desk, told, facts } = await opened(() => ({ kind: "answered", text: JSON.stringify({ kind: "none" }), said, use }), {
      model: { hosted: true },
    });
    const about = { caseId: "case-7", fromMs: start - 1_000, toMs: start };
    await desk.ask({ by, question: "what did vlad do on laptop-vx?", about });
    const sent = JSON.stringify(told.asked);
    assert.ok(!sent.includes("vlad") && !sent.includes("laptop-vx"));
    assert.match(sent, /what did user-\d do on host-\d\?/);
    const last = (await facts()).at(-1);
    assert.ok(last?.type === "GuideAnswered" && last.outcome.kind === "accepted");
    assert.equal(last.outcome.said, inertName(said));
    assert.ok(!last.outcome.said.includes("https://"));
  });

  test("without a model it says how to connect one", async () => {
    const { desk, facts } = await opened(() => "{}", { policy: { roles: [] } });
    await assert.rejects(desk.ask({ by, question: "anything" }), { code: "model/not-connected" });
    assert.deepEqual(await facts(), []);
  });
});
