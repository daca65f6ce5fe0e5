import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { lookUpTool } from "../../connectors/indicator-files/connector.ts";
import { indexOf } from "../../core/indicator/index.ts";
import type { Observable } from "../../core/observable/observable.ts";
import type { Reputation } from "../../ports/connector.ts";
import type { InvestigatorTool } from "../../ports/tool.ts";
import { heldClock, unreached } from "../../testing/answering-sources.ts";
import { type AskedSource, answerLifeMs, answersHeldMax, joinedLookUp, joinedWord, openReputationCache } from "./joined-reputation.ts";

// Guarantees: whoever investigates hears of everything that is connected; and no service learns of the organisation's own, or of what it may not be told.

describe("a question about an observable", () => {
  const outside: Observable = { type: "ip", value: "198.51.100.7", role: "source" };
  const isOwn = ({ type, value }: Observable) => value.startsWith("10.") || (type === "email" && value.endsWith("@corp.test"));
  const serviceOf = (said: Reputation["answer"] | Error, mayReceive: AskedSource["mayReceive"] = "green") => {
    const asked: string[] = [];
    const lookUp: AskedSource["lookUp"] = async ({ value }) => {
      asked.push(value);
      if (said instanceof Error) throw said;
      return { answer: said, says: "reported by many", facts: { reports: 3 } };
    };
    const service: AskedSource = {
      name: `service-${mayReceive}`,
      types: ["ip", "domain", "url", "email", "user", "host"],
      mayReceive,
      lookUp,
    };
    return { asked, service };
  };
  const parts = (sources: readonly AskedSource[], clock = heldClock()) => ({
    sources,
    isOwn,
    clock,
    answerMs: 10_000,
    cache: openReputationCache(),
  });
  const lists = lookUpTool(indexOf([])) as InvestigatorTool;
  const ask = (tool: typeof lists, observable: Observable) => tool.ask({ observable, atMs: 0 });

  test("each service is an answer of its own in the facts, and the worst of them is the word", async () => {
    const [bad, good, failing] = [serviceOf("known-bad"), serviceOf("known-good", "amber"), serviceOf(unreached, "red")];
    const { answer, facts, says } = await ask(joinedLookUp(lists, parts([bad.service, good.service, failing.service])), outside);
    assert.equal(answer, "known-bad");
    const services = facts.services as { source: string; answer?: string; failed?: string }[];
    assert.deepEqual(
      services.map((each) => each.answer ?? each.failed),
      ["known-bad", "known-good", '"siem" was not reached'],
    );
    assert.match(says, /service-green: reported by many/);
    assert.match(says, /No answer from service-red/);
  });

  test("nobody outside learns of the organisation's own, of people and machines, or of a link that names one of them", async () => {
    const { asked, service } = serviceOf("unknown", "red");
    const tool = joinedLookUp(lists, parts([service]));
    const kept: Observable[] = [
      { type: "ip", value: "10.1.2.3", role: "source" },
      { type: "email", value: "mara@corp.test", role: "sender" },
      { type: "user", value: "mara", role: "actor" },
      { type: "host", value: "web01", role: "source" },
      { type: "url", value: "https://phish.example.test/?to=mara@corp.test", role: "related" },
      { type: "url", value: "https://phish.example.test/?to=mara%40corp.test", role: "related" },
    ];
    for (const observable of kept) await ask(tool, observable);
    assert.deepEqual(asked, []);
    await ask(tool, { type: "url", value: "https://phish.example.test/", role: "related" });
    assert.equal(asked.length, 1);
  });

  test("what a list marks is told only to those that may receive it", async () => {
    for (const marking of ["TLP:AMBER", "amber", "TLP:RED", "unheard-of"] as const) {
      const [low, high] = [serviceOf("unknown", "green"), serviceOf("unknown", "red")];
      const marked: typeof lists = {
        ...lists,
        ask: async (input) => ({ ...(await lists.ask(input)), facts: { sightings: [{ marking }] } }),
      };
      await ask(joinedLookUp(marked, parts([low.service, high.service])), outside);
      assert.deepEqual([low.asked.length, high.asked.length], [0, 1], marking);
    }
    const clear = serviceOf("unknown", "clear");
    await ask(joinedLookUp(lists, parts([clear.service])), outside);
    assert.deepEqual(clear.asked, [], "what nobody marked is green");
  });

  test("an answer is asked for once an hour, a failure is asked again, and what is held is bounded", async () => {
    const clock = heldClock();
    const [service, failing] = [serviceOf("suspicious"), serviceOf(unreached, "amber")];
    const tool = joinedLookUp(lists, parts([service.service, failing.service], clock));
    await ask(tool, outside);
    await ask(tool, outside);
    assert.deepEqual([service.asked.length, failing.asked.length], [1, 2]);
    await clock.pass(answerLifeMs);
    await ask(tool, outside);
    assert.equal(service.asked.length, 2);
    const cache = openReputationCache();
    const reputation: Reputation = { answer: "unknown", says: "", facts: {} };
    for (let index = 0; index <= answersHeldMax; index++) cache.hold(`k${index}`, { reputation, atMs: 0 });
    assert.equal(cache.held("k0", 0), undefined);
    assert.ok(cache.held("k1", 0));
  });

  test("what somebody adds never makes an observable look better than the worst that was said, but for our own list of ordinary things", () => {
    const word = fc.constantFrom("known-bad", "suspicious", "known-good", "unknown") as fc.Arbitrary<Reputation["answer"]>;
    const rank = ["known-bad", "suspicious", "expired", "known-good", "unknown"];
    fc.assert(
      fc.property(fc.constantFrom(...rank.filter((each) => each !== "known-good")), fc.array(word), word, (own, others, more) => {
        assert.ok(rank.indexOf(joinedWord(own, [...others, more])) <= rank.indexOf(joinedWord(own, others)));
        assert.equal(joinedWord("known-good", others), "known-good");
      }),
    );
  });
});
