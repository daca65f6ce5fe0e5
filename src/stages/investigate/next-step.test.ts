import assert from "node:assert/strict";
import { test } from "node:test";
import type { Evidence } from "../../core/evidence/evidence.ts";
import { strongestByGroup } from "../../core/hypothesis/hypothesis.ts";
import type { PlaybookQuestion } from "../../core/playbook/playbook.ts";
import { type Investigation, nextStep, worthOf } from "./next-step.ts";
import type { Question } from "./question.ts";
import { defaultPolicy, standingOf, weigh } from "./standing.ts";

/** Questions of three kinds: one that can decide for an attack, one that speaks either way, one that shares a group with the first. */
const kinds = [
  { answers: { yes: 3, no: -0.5 }, group: "first", cost: 2 },
  { answers: { yes: 1, no: -1.5 }, group: "second", cost: 1 },
  { answers: { yes: 3, no: -0.2 }, group: "first", cost: 1 },
] as const;

function question(index: number): Question {
  const from = { id: `q-${index}`, asks: "Is it so?", tool: "changes/planned", about: "case", ...kinds[index % kinds.length] };
  return { key: `q-${index}`, from: from as PlaybookQuestion, about: undefined, window: { fromMs: 0, toMs: 1 } };
}

function answer({ key, from }: Question, word: "yes" | "no" | "failed"): Evidence {
  const weight = word === "failed" ? 0 : (from.answers[word] ?? 0);
  const source = { kind: "answer", query: "{}", records: [], recordsTotal: 0 } as const;
  return {
    id: key,
    question: from.asks,
    tool: from.tool,
    source,
    digest: "",
    says: word,
    answer: word,
    weight,
    group: from.group,
    trust: "inventory",
  };
}

const states = ["open", "yes", "no", "failed"] as const;

/** Every investigation with up to four questions, each open, answered one way or the other, or failed; every budget from 0 to 5; three priors. */
function* everyInvestigation(): Generator<Investigation> {
  for (let count = 0; count <= 4; count++)
    for (let code = 0; code < states.length ** count; code++)
      for (let questionsMax = 0; questionsMax <= 5; questionsMax++)
        for (const prior of [-3, 0, 3]) {
          const questions = Array.from({ length: count }, (_, index) => question(index));
          const stateOf = (index: number) => states[Math.trunc(code / states.length ** index) % states.length] ?? "open";
          const evidence = questions.flatMap((each, index) => {
            const state = stateOf(index);
            return state === "open" ? [] : [answer(each, state)];
          });
          const settled = new Set(evidence.map(({ id }) => id));
          if (settled.size <= questionsMax) yield { prior, questions, settled, evidence, policy: defaultPolicy, questionsMax };
        }
}

// Guarantees that an investigation ends, within its budget, and for a reason that is true.
test("every small investigation never overspends, never repeats a question, and concludes only for the reason it gives", () => {
  let checked = 0;
  for (const state of everyInvestigation()) {
    const step = nextStep(state);
    const { settled, questions, evidence, questionsMax, prior, policy } = state;
    const decided = standingOf(weigh(prior, evidence), evidence, policy) !== "undecided";
    const open = questions.filter(({ key }) => !settled.has(key));
    const worthAsking = open.filter((each) => worthOf(each, strongestByGroup(evidence)) >= policy.worthMin);
    if (step.do === "ask") {
      assert.ok(settled.size < questionsMax);
      assert.ok(!settled.has(step.question.key));
      assert.ok(worthAsking.includes(step.question));
      const worths = open.map((each) => worthOf(each, strongestByGroup(evidence)));
      assert.equal(worthOf(step.question, strongestByGroup(evidence)), Math.max(...worths));
    } else if (step.because === "decided") assert.ok(decided);
    else {
      assert.ok(!decided);
      if (step.because === "nothing-left") assert.deepEqual(worthAsking, []);
      else assert.ok(settled.size >= questionsMax && worthAsking.length > 0);
    }
    checked++;
  }
  assert.ok(checked > 3_000, String(checked));
});

test("from any beginning the questions run out: every walk ends, whatever is answered", () => {
  for (const words of [["yes"], ["no"], ["failed"], ["no", "yes", "failed"]] as const) {
    const questions = Array.from({ length: 6 }, (_, index) => question(index));
    const evidence: Evidence[] = [];
    const settled = new Set<string>();
    for (let taken = 0; ; taken++) {
      assert.ok(taken <= questions.length);
      const step = nextStep({ prior: 0, questions, settled, evidence, policy: defaultPolicy, questionsMax: 6 });
      if (step.do === "conclude") break;
      settled.add(step.question.key);
      evidence.push(answer(step.question, words[taken % words.length] ?? "failed"));
    }
  }
});

test("a question whose group has said all it can is not asked", () => {
  const questions = [question(0), question(2)];
  const evidence = [answer(question(0), "yes"), { ...answer(question(0), "no"), id: "q-x" }];
  const step = nextStep({ prior: -3, questions, settled: new Set(["q-0"]), evidence, policy: defaultPolicy, questionsMax: 5 });
  assert.deepEqual(step, { do: "conclude", because: "nothing-left" });
});

// Guarantees that whoever acts on a verdict knows what the response hangs on, and that a harmless case costs nothing more.
test("a pressing question is asked before a case ends as an attack or undecided, within the budget, and not for one that is benign", () => {
  const asked = { ...question(1), key: "pressing", from: { ...question(1).from, pressing: true, answers: { yes: 0.01 } } };
  const decidedBy = (weight: number, trusts: readonly Evidence["trust"][]) =>
    trusts.map((trust, index) => ({ ...answer(question(0), "yes"), id: `e-${index}`, weight, group: `g-${index}`, trust }));
  const attack = decidedBy(6, ["inventory"]);
  const benign = decidedBy(-4, ["inventory", "change-calendar"]);
  const stepOf = (evidence: readonly Evidence[], questionsMax: number) =>
    nextStep({ prior: 0, questions: [asked], settled: new Set(), evidence, policy: defaultPolicy, questionsMax });

  for (const evidence of [attack, []]) {
    assert.deepEqual(stepOf(evidence, 1), { do: "ask", question: asked });
    assert.equal(stepOf(evidence, 0).do, "conclude");
  }
  assert.deepEqual(stepOf(benign, 1), { do: "conclude", because: "decided" });
  const settled = new Set(["pressing"]);
  const after = nextStep({ prior: 0, questions: [asked], settled, evidence: attack, policy: defaultPolicy, questionsMax: 9 });
  assert.deepEqual(after, { do: "conclude", because: "decided" });
});
