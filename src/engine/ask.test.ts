import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { z } from "zod";
import { answerDigest, factsCharactersMax, verifyAnswers } from "../core/evidence/answer.ts";
import type { PlaybookQuestion } from "../core/playbook/playbook.ts";
import { SocError } from "../core/soc-error.ts";
import type { Clock } from "../ports/clock.ts";
import type { InvestigatorTool, ToolAnswer } from "../ports/tool.ts";
import type { Question } from "../stages/investigate/question.ts";
import { ask, askTimeoutMs } from "./ask.ts";

const question: Question = {
  key: "planned",
  from: {
    id: "planned",
    asks: "Is it planned?",
    tool: "changes/planned",
    about: "case",
    answers: { covered: -3, failed: 5 },
    cost: 1,
    group: "authorisation",
  } as PlaybookQuestion,
  about: undefined,
  window: { fromMs: 0, toMs: 1 },
};
const answered: ToolAnswer = { answer: "covered", says: "it is planned", records: [], recordsTotal: 0, facts: {} };

const patient: Clock = { nowMs: () => 0, sleep: () => new Promise(() => {}) };
/** A clock on which the time to wait has passed at once. */
const late = (waitedMs: number[]): Clock => ({ nowMs: () => 0, sleep: async (delayMs) => void waitedMs.push(delayMs) });

const put = (parts: Partial<InvestigatorTool>, clock: Clock = patient, input: unknown = {}) => {
  const tool: InvestigatorTool = {
    name: "changes/planned",
    summary: "planned changes",
    input: z.unknown(),
    answers: ["covered", "none", "failed"],
    trust: "change-calendar",
    ask: async () => answered,
    ...parts,
  };
  return ask(question, input, { tools: new Map([[tool.name, tool]]), clock }, "e-1");
};

describe("a question put to a tool", () => {
  test("becomes evidence that weighs what the playbook says, with a digest of the answer and the query that produced it", async () => {
    const { evidence, failed } = await put({}, patient, { b: 1, a: [2] });
    assert.equal(failed, false);
    assert.deepEqual(
      [evidence.id, evidence.weight, evidence.group, evidence.trust, evidence.source],
      ["e-1", -3, "authorisation", "change-calendar", { kind: "answer", query: '{"a":[2],"b":1}', records: [], recordsTotal: 0 }],
    );
    assert.equal((await put({}, patient, { a: [2], b: 1 })).evidence.digest, evidence.digest);
    assert.notEqual((await put({}, patient)).evidence.digest, evidence.digest);
    const other = await put({ ask: async () => ({ ...answered, facts: { changes: ["c-1"] } }) }, patient, { a: [2], b: 1 });
    assert.notEqual(other.evidence.digest, evidence.digest);
  });

  const failures: [string, Partial<InvestigatorTool>, RegExp, Clock?][] = [
    ["a tool that nobody connected", { name: "changes/other" }, /no tool "changes\/planned" is connected/],
    ["a question that does not fit", { input: z.object({ user: z.string() }) }, /does not fit/],
    ["a word outside the vocabulary", { ask: async () => ({ ...answered, answer: "perhaps" }) }, /do not understand/],
    ["a word borrowed from JavaScript", { ask: async () => ({ ...answered, answer: "constructor" }) }, /do not understand/],
    ["a tool that says itself that it failed", { ask: async () => ({ ...answered, answer: "failed" }) }, /do not understand/],
    ["a tool that throws", { ask: async () => Promise.reject(new Error("secret token abc")) }, /^the tool failed without saying why$/],
    [
      "a tool that throws before it promises",
      {
        ask: () => {
          throw new Error("at once");
        },
      },
      /without saying why/,
    ],
    ["a tool that throws what is no error", { ask: () => Promise.reject(undefined) }, /without saying why/],
    [
      "a tool that knows what is wrong",
      {
        ask: async () =>
          Promise.reject(new SocError({ code: "query/malformed", problem: "the query is too long", remedy: "x", retry: "never" })),
      },
      /^the query is too long$/,
    ],
    ["an answer that is nothing", { ask: async () => undefined as unknown as ToolAnswer }, /without saying why/],
    ["facts that no JSON can hold", { ask: async () => ({ ...answered, facts: { count: Number.NaN } }) }, /without saying why/],
    ["a tool that never answers", { ask: () => new Promise(() => {}) }, /did not answer within 30 s/, late([])],
  ];
  for (const [what, parts, says, clock] of failures)
    test(`${what} becomes a failed answer that weighs nothing`, async () => {
      const { evidence, failed, kept } = await put(parts, clock);
      assert.equal(failed, true);
      assert.deepEqual([evidence.answer, evidence.weight], ["failed", 0]);
      assert.match(evidence.says, says);
      assert.equal(evidence.digest, answerDigest(kept));
    });

  test("waits as long as it says and no longer, and a late rejection troubles nobody", async () => {
    const waitedMs: number[] = [];
    let reject: (error: Error) => void = () => {};
    const asked = put(
      {
        ask: () =>
          new Promise((_, refuse) => {
            reject = refuse;
          }),
      },
      late(waitedMs),
    );
    assert.equal((await asked).failed, true);
    assert.deepEqual(waitedMs, [askTimeoutMs]);
    reject(new Error("too late"));
    await new Promise((resolve) => setImmediate(resolve));
  });

  test("a question that cannot be written down is a failed one, never an exception", async () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    for (const input of [circular, { at: Number.POSITIVE_INFINITY }, { at: 1n }])
      assert.equal((await put({}, patient, input)).failed, true);
  });

  test("whatever a tool says is one short line of inert text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 600 }), async (says) => {
        const { evidence } = await put({ ask: async () => ({ ...answered, says }) });
        assert.ok(evidence.says.length <= 400);
        assert.doesNotMatch(evidence.says, /[\p{Cc}\p{Cf}\u2028\u2029]/u);
      }),
      { numRuns: 40 },
    );
  });

  // Guarantees that a digest can be checked: it is over the text that is kept, and whoever changes the text, its question or its answer is found out.
  test("what is kept of any answer hashes to the digest, and nothing else does", async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(200), async (facts, at) => {
        const { evidence, kept } = await put({ ask: async () => ({ ...answered, facts }) });
        const event = { type: "EvidenceRecorded", caseId: "case-1", questionKey: "planned", evidence, kept } as const;
        assert.deepEqual(verifyAnswers([event, { type: "RunFinished" }]), { intact: true, answers: 1 });
        const place = at % kept.length;
        const changed = `${kept.slice(0, place)}${kept[place] === "x" ? "y" : "x"}${kept.slice(place + 1)}`;
        assert.equal(verifyAnswers([{ ...event, kept: changed }]).intact, false);
        assert.equal(verifyAnswers([{ ...event, evidence: { ...evidence, answer: "none" } }]).intact, false);
        const lost = { ...event, kept: undefined as unknown as string };
        assert.equal(verifyAnswers([lost]).intact, false);
      }),
      { numRuns: 60 },
    );
  });

  test("facts beyond what is kept are cut, say so, and still hash to the digest", async () => {
    const { evidence, kept } = await put({ ask: async () => ({ ...answered, facts: { log: "\u{1F600}".repeat(60_000) } }) });
    const [, , , , facts] = JSON.parse(kept);
    assert.equal(facts.truncated, true);
    assert.equal(facts.text.length, factsCharactersMax);
    const event = { type: "EvidenceRecorded", caseId: "case-1", questionKey: "planned", evidence, kept } as const;
    assert.deepEqual(verifyAnswers([JSON.parse(JSON.stringify(event))]), { intact: true, answers: 1 });
  });
});
