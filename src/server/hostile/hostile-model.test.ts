import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ModelOrder } from "../../core/configuration/models.ts";
import { emptyMemory, openAttacker, strategyNames } from "../../redteam/hostile/attacker.ts";
import { surroundings } from "../../testing/model-contract/scene.ts";
import { someRequest } from "../../testing/some-prompt.ts";
import { openModel } from "../../wiring/models.ts";
import { type HostileModel, startHostileModel } from "./hostile-model.ts";

const asked = {
  role: "reader",
  system: "You read one text",
  text: "⟦begin text a-1 00ff⟧\nhello there\n⟦end 00ff⟧",
  streams: false,
  count: 0,
} as const;

// Guarantee: whatever the attacker sends over either protocol, an adapter gives one answer or one failure, in time, and asks nobody else.
describe("the hostile model", () => {
  let server: HostileModel;
  before(async () => {
    server = await startHostileModel(openAttacker({ seed: 1 }), { stepMs: 1 });
  });
  after(() => server.close());

  for (const product of ["openai-compatible", "anthropic"] as const)
    for (const strategy of strategyNames)
      test(`${strategy}, by the protocol ${product}`, async () => {
        const memory = emptyMemory();
        const model = await openModel(
          ModelOrder.parse({ name: "hostile", product, url: server.url, model: "m", "answer-seconds": 0.3 }),
          surroundings,
        );
        for (let seed = 0; seed < 12; seed++) {
          server.attacker = openAttacker({ seed, strategy, memory, wants: { sinkhole: "sinkhole.invalid", foreign: ["canary-7"] } });
          const heardBefore = server.heard.length;
          const answer = await model.ask({ ...someRequest(), timeMs: 300 });
          assert.ok(answer.kind === "answered" || answer.kind === "failed");
          assert.ok(server.heard.length - heardBefore <= 1, "a question was put twice");
          server.attacker.reward(seed % 2);
        }
      });

  test("one seed is one attacker", () => {
    for (const strategy of strategyNames) {
      const told = () => JSON.stringify([1, 2, 3].map(() => openAttacker({ seed: 5, strategy }).say(asked)));
      assert.equal(told(), told());
    }
    const different = new Set(Array.from({ length: 30 }, (_, seed) => JSON.stringify(openAttacker({ seed }).say(asked))));
    assert.ok(different.size > 15, `${different.size} different answers of 30`);
  });

  test("nobody but this machine reaches it, and what is no question is none", async () => {
    assert.match(server.url, /^http:\/\/127\.0\.0\.1:\d+\/v1$/);
    assert.equal((await fetch(`${server.url}/else`, { method: "POST", body: "{}" })).status, 404);
    assert.equal((await fetch(`${server.url}/chat/completions`, { method: "POST", body: "{" })).status, 404);
  });
});
