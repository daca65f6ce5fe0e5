import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { verifyAnswers } from "../../core/evidence/answer.ts";
import type { Marking } from "../../core/evidence/marking.ts";
import { caseWith, closing, hostileReading, saying, suspicious } from "../../testing/model-scene.ts";
import { smallWorld } from "../../testing/small-world.ts";
import { emptyAnswers, failedAnswer, modelParts, type Telling, toldModel, wordTools } from "../../testing/told-model.ts";

describe("a case with a model", () => {
  test("an investigation without one asks none, and its record holds nothing of any", async () => {
    const { facts, settled } = await caseWith(smallWorld({ tools: closing() }));
    assert.equal(settled.model, undefined);
    assert.deepEqual(
      facts.filter(({ type }) => type.startsWith("Model")),
      [],
    );
    assert.equal(settled.status, "closed", "the tools agree that it is allowed");
  });

  test("a model that adds nothing changes nothing but what is said of it", async () => {
    const without = await caseWith(smallWorld({ tools: closing() }));
    const model = toldModel(saying({}));
    const withIt = await caseWith(smallWorld({ tools: closing(), models: modelParts(model) }));
    const { model: added, ...rest } = withIt.settled;
    const { model: _, ...same } = without.settled;
    assert.deepEqual(rest, same);
    assert.deepEqual(
      added?.calls.map(({ call, outcome }) => [call.role, outcome?.kind]),
      [
        ["reader", "accepted"],
        ["planner", "accepted"],
        ["writer", "accepted"],
      ],
    );
    assert.ok(added.tokens <= 6_000, `${added.tokens} tokens`);
  });

  test("a hostile reading with a place in the text hands a case to a person that would be closed, and proposes nothing", async () => {
    const without = await caseWith(smallWorld({ tools: closing() }));
    const { settled, facts } = await caseWith(
      smallWorld({ tools: closing(), models: modelParts(toldModel(saying({ reader: hostileReading }))) }),
    );
    assert.equal(settled.status, "escalated");
    assert.equal(settled.conclusion.verdict, "insufficient-data");
    assert.equal(settled.conclusion.severity, "medium");
    assert.deepEqual(settled.conclusion.evidence, without.settled.conclusion.evidence);
    assert.deepEqual([settled.proposals, settled.techniques], [without.settled.proposals, without.settled.techniques]);
    assert.match(settled.conclusion.because, /\[e-m1\]/);
    const [item] = settled.model?.evidence ?? [];
    assert.deepEqual([item?.by, item?.weight, item?.tool, item?.trust], ["model", 0, "model/reader", "attacker-writable"]);
    assert.match(item?.says ?? "", /hides-itself \("-WindowStyle Hidden"\)/);
    assert.ok(!settled.evidence.has("e-m1"), "what is weighed does not hold it");
    assert.ok(verifyAnswers(facts).intact);
  });

  test("where policy lets no model say no, it is closed all the same", async () => {
    const models = modelParts(toldModel(saying({ reader: hostileReading })), { "may-veto-closing": false });
    const { settled } = await caseWith(smallWorld({ tools: closing(), models }));
    assert.equal(settled.status, "closed");
  });

  test("a hostile intent without a place in the text hands on nothing", async () => {
    const reader = JSON.stringify({ intent: "command-execution", marks: [], entities: [] });
    const { settled } = await caseWith(smallWorld({ tools: closing(), models: modelParts(toldModel(saying({ reader }))) }));
    assert.equal(settled.status, "closed");
  });

  test("an answer to a question that a model proposed hands a closed case on where the playbook says that it speaks for an attack", async () => {
    const tools = new Map([...closing(), ...wordTools({ "intelligence/look-up": "known-bad" })]);
    // Its own playbook never gets to ask; a model proposes the question.
    const world = smallWorld({ tools });
    const own = world.playbooks.map(({ playbook, digest }) => ({
      digest,
      playbook:
        playbook["starts-on"] === "any" || playbook.playbook === "malware"
          ? playbook
          : { ...playbook, investigate: playbook.investigate.filter(({ tool }) => tool !== "intelligence/look-up") },
    }));
    const planner: Telling = ({ role, prompt }) => {
      if (role !== "planner") return emptyAnswers[role];
      const offered = /^(\S+\/\S+) about (h-\d+)[^:]*:.*known to be (?:hostile|malicious|bad)/m.exec(prompt.text);
      const questions = offered ? [{ question: offered[1], about: offered[2] }] : [];
      return JSON.stringify({ questions, hypotheses: [{ category: "malware", refutedBy: [] }] });
    };
    const alerts = suspicious({ category: "defense-evasion" });
    const without = await caseWith(smallWorld({ tools, playbooks: own }), alerts);
    const { settled } = await caseWith(smallWorld({ tools, playbooks: own, models: modelParts(toldModel(planner)) }), alerts);
    assert.equal(without.settled.status, "closed", without.settled.conclusion.because);
    assert.equal(settled.status, "escalated", JSON.stringify(settled.model?.questions));
    assert.equal(settled.model?.evidence.at(-1)?.answer, "known-bad");
    assert.deepEqual(settled.model?.hypotheses, [{ category: "malware", refutedBy: [] }]);
    assert.deepEqual([...settled.settled], [...without.settled.settled], "its own questions are as they were");
  });

  for (const why of ["refused", "late", "rate-limited", "unreachable", "broken-off", "too-long"] as const)
    test(`a model that is ${why} leaves the case as it is without, and the case says so`, async () => {
      const without = await caseWith(smallWorld({ tools: closing() }));
      const model = toldModel(() => failedAnswer(why));
      const { settled } = await caseWith(smallWorld({ tools: closing(), models: modelParts(model) }));
      assert.deepEqual(settled.conclusion, without.settled.conclusion);
      assert.deepEqual(
        settled.model?.calls.map(({ outcome }) => outcome?.kind === "failed" && outcome.why),
        [why, why, why],
      );
    });

  test("what cannot be read, what throws and what is far too long is a failed call", async () => {
    const texts = [
      "",
      "{",
      "null",
      '{"intent":"ordinary-business"}',
      "x".repeat(300_000),
      '{"questions":[{"question":"a/b","about":"h-1"}],"hypotheses":[]}',
    ];
    for (const text of texts) {
      const { settled } = await caseWith(smallWorld({ tools: closing(), models: modelParts(toldModel(() => text)) }));
      assert.equal(settled.status, "closed");
      for (const { outcome } of settled.model?.calls ?? []) assert.equal(outcome?.kind, "failed");
    }
    const throwing = toldModel(() => Promise.reject(new Error("boom")));
    const { settled } = await caseWith(smallWorld({ tools: closing(), models: modelParts(throwing) }));
    assert.equal(settled.model?.calls[0]?.outcome?.kind, "failed");
  });

  test("of a hosted model's prompts names stand under stand-ins, and what its rules hold back is never asked", async () => {
    const model = toldModel(saying({}), { hosted: true });
    await caseWith(smallWorld({ tools: closing(), models: modelParts(model) }));
    assert.deepEqual(
      model.asked.map(({ role }) => role),
      ["reader", "planner", "writer"],
    );
    for (const { role, prompt } of model.asked) assert.ok(!/rhea|ws-7/i.test(prompt.system + prompt.text), role);
    const held = toldModel(saying({}), { hosted: true });
    const sharing = { "send-up-to": "amber", unmarked: "amber", "never-from": ["sensor"] } as const;
    const { settled } = await caseWith(
      smallWorld({ tools: closing(), models: modelParts(held, { sharing: { ...sharing, "never-from": [...sharing["never-from"]] } }) }),
    );
    assert.deepEqual(held.asked.map(({ role }) => role).includes("reader"), false);
    assert.deepEqual(
      settled.model?.skipped.map(({ role, why }) => [role, why]),
      [
        ["reader", "withheld"],
        ["writer", "withheld"],
      ],
      "the title is the sensor's too",
    );
    const red = toldModel(saying({}), { hosted: true });
    await caseWith(
      smallWorld({
        tools: closing(),
        models: modelParts(red, { sharing: { "send-up-to": "green", unmarked: "amber", "never-from": [] } }),
      }),
    );
    assert.equal(red.asked.length, 0);
  });

  // Guarantees: what a list marks as not to be passed on is in no prompt that leaves, whatever the default of what nobody marked is.
  test("an answer leaves as far as its list lets it, and no answer where a connector may send nothing", async () => {
    const writerText = async (marking: Marking | undefined, hosted: boolean, never: readonly string[] = []) => {
      const model = toldModel(saying({}), { hosted });
      const tools = new Map([...closing(), ...wordTools({ "intelligence/look-up": "known-good" })]);
      const lookUp = tools.get("intelligence/look-up");
      assert.ok(lookUp);
      tools.set(lookUp.name, {
        ...lookUp,
        ask: async (input) => ({ ...(await lookUp.ask(input)), says: "Listed by brandywine.", ...(marking && { marking }) }),
      });
      const sharing = { "send-up-to": "amber", unmarked: "amber", "never-from": [...never] } as const;
      await caseWith(smallWorld({ tools, models: modelParts(model, { sharing: { ...sharing, "never-from": [...never] } }) }));
      return model.asked.find(({ role }) => role === "writer")?.prompt.text ?? "";
    };
    assert.match(await writerText(undefined, true), /brandywine/);
    assert.match(await writerText("amber", true), /brandywine/);
    assert.doesNotMatch(await writerText("amber+strict", true), /brandywine/);
    assert.doesNotMatch(await writerText("red", true), /brandywine/);
    assert.match(await writerText("red", false), /brandywine/, "within the organisation it is shown");
    const never = await writerText(undefined, true, ["misp"]);
    assert.doesNotMatch(never, /brandywine/);
    assert.match(never, /Hidden PowerShell/, "what its own alert says is somebody else's");
  });
});
