import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { GuideQuestion } from "../../engine/model/guide.ts";
import { type ApiScene, openApiScene } from "../../testing/api-scene.ts";
import { exampleCaseRow } from "../../testing/views-contract.ts";
import { guideOperations } from "../contract/guide.ts";

const start = Date.UTC(2026, 4, 5, 9);

describe("asking in one's own words", () => {
  let scene: ApiScene;
  before(async () => {
    scene = await openApiScene();
  });
  after(() => scene.server.close());
  const ask = (payload: object, as: Parameters<ApiScene["ask"]>[1] = { role: "analyst" }) =>
    scene.ask({ method: "POST", url: "/api/v1/guide", payload }, as);

  test("without a model it is a problem that says how one is connected, and offers the form", async () => {
    const answer = await ask({ question: "who signed in at night?" });
    assert.equal(answer.statusCode, 409);
    assert.equal(answer.json().code, "model/not-connected");
    assert.match(answer.json().remedy, /form of the typed search.*watchkeeper\.yaml/);
  });

  test("it gives a typed search, of the queue in the words of the queue, and runs nothing", async () => {
    const asked: GuideQuestion[] = [];
    const { desk } = scene.tenant();
    Object.assign(desk, {
      guide: {
        ask: async (question: GuideQuestion) => {
          asked.push(question);
          return {
            callId: "m-1",
            model: { name: "told", hosted: false },
            proposed: { kind: "cases", filter: { of: "cases", severity: ["high"], fromMs: start } },
            use: { tokens: 900, costMicros: 2_500, ms: 12 },
          };
        },
      },
    });
    await desk.views.put({ alerts: [], cases: [exampleCaseRow("C-1")], world: "watch", sequence: 1 });
    const answer = await ask({ question: "grave cases of today", case: "C-1" });
    assert.equal(answer.statusCode, 200, answer.body);
    const told = guideOperations.askGuide.answer.parse(answer.json());
    assert.deepEqual(told.proposed, { kind: "cases", filter: { of: "cases", severity: ["high"], from: "2026-05-05T09:00:00.000Z" } });
    assert.deepEqual([told.by, told.cost, asked[0]?.about?.caseId], ["model", 0.0025, "C-1"]);
    assert.equal((await ask({ question: "anything", case: "C-9" })).statusCode, 404);
  });

  test("it takes a question of a person who may work on cases, and no more than 500 characters", async () => {
    assert.equal((await ask({ question: "anything" }, { role: "viewer" })).statusCode, 403);
    assert.equal((await ask({ question: "a".repeat(501) })).statusCode, 400);
    assert.equal((await ask({ question: "  " })).statusCode, 400);
  });
});
