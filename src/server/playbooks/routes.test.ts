import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { z } from "zod";
import type { AssessmentCase } from "../../core/assessment/assessment.ts";
import { parsePlaybook } from "../../core/playbook/lint.ts";
import { playbookTools } from "../../core/playbook/tools.ts";
import { tryPlaybook } from "../../engine/playbook-trial.ts";
import { defaultPolicy } from "../../stages/investigate/standing.ts";
import { openApiScene } from "../../testing/api-scene.ts";
import { sampleAssessment } from "../../testing/sample-assessment.ts";
import { exampleCaseRow } from "../../testing/views-contract.ts";
import type { PlaybookSteps } from "../contract/playbooks.ts";

type PlaybookStepsShown = z.infer<typeof PlaybookSteps>;

const viewer = { role: "viewer" } as const;
const analyst = { role: "analyst" } as const;

/** A playbook with one question; `weight` is what "many" weighs. */
const playbookText = (weight: number, more = "") => `playbook: trial
purpose: Finds out whether a trial is what it seems to be.
starts-on: any
claims:
  malicious: An attacker is behind the trial and goes on.
  benign: The trial is part of ordinary work that is allowed.
prior: 0
investigate:
  - id: seen-elsewhere
    asks: Is the address seen on other machines?
    tool: events/search
    about: case
    window: 1h around case
    look-for:
      all:
        - { field: host, op: exists, value: true }
    answers: { many: ${weight} }
    cost: 1
    group: elsewhere
${more}contain: []
stop:
  questions-max: 5
`;

/** A past case with one alert and one recorded answer to that question. */
function pastCase(parts: Partial<AssessmentCase> = {}): AssessmentCase {
  const [sample] = sampleAssessment().cases;
  const item = sample!.evidence[0]!;
  const alert = {
    ...item,
    id: "e-1",
    tool: "intake/alert",
    answer: "high",
    weight: 1,
    group: "alert",
    trust: "attacker-writable" as const,
  };
  const answer = {
    ...alert,
    id: "e-2",
    tool: "events/search",
    question: "Is the address seen on other machines?",
    answer: "many",
    weight: 0.5,
    group: "elsewhere",
  };
  return {
    ...sample!,
    id: "case-1",
    playbook: "trial",
    verdict: "insufficient-data",
    maliciousness: 0.8176,
    evidence: [alert, answer],
    ...parts,
  };
}
const playbookOf = (text: string) => parsePlaybook(text, "trial.yaml").playbook;

describe("a playbook against a past case", () => {
  test("the playbook that the case followed gives what was recorded", () => {
    // 1 + 0.5 in log-odds is 0.8176.
    const found = tryPlaybook(pastCase(), playbookOf(playbookText(0.5)), playbookOf(playbookText(0.5)), defaultPolicy);
    assert.deepEqual(
      [found.would.verdict, found.differs, found.answersKept, found.answersDropped, found.notAsked],
      ["insufficient-data", false, 1, 0, []],
    );
    assert.ok(Math.abs(found.would.maliciousness - 0.8176) < 0.001);
  });

  test("a graver weight changes the verdict, a question that it does not ask no longer counts, one that nobody asked is named", () => {
    const graver = tryPlaybook(pastCase(), playbookOf(playbookText(3)), playbookOf(playbookText(0.5)), defaultPolicy);
    assert.deepEqual([graver.would.verdict, graver.differs], ["true-positive", true]);
    const other = playbookText(3).replace("Is the address seen on other machines?", "Is the address seen on other machines at night?");
    const dropped = tryPlaybook(pastCase(), playbookOf(other), undefined, defaultPolicy);
    assert.deepEqual([dropped.answersKept, dropped.answersDropped, dropped.notAsked], [0, 1, ["seen-elsewhere"]]);
    assert.ok(dropped.between.low <= dropped.would.maliciousness && dropped.would.maliciousness < dropped.between.high);
  });

  test("whatever the weight, what would be lies within what the unknown answers could make of it, and more weight is never less", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 4, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (weight, more) => {
        const rounded = Math.round(weight * 100) / 100;
        const heavier = Math.round((weight + more) * 100) / 100;
        const [less, greater] = [rounded, heavier].map((each) =>
          tryPlaybook(pastCase(), playbookOf(playbookText(each)), undefined, defaultPolicy),
        );
        assert.ok(less!.would.maliciousness <= greater!.would.maliciousness);
        for (const { between, would } of [less!, greater!])
          assert.ok(between.low <= would.maliciousness && would.maliciousness <= between.high);
      }),
      { numRuns: 30 },
    );
  });
});

describe("the routes", () => {
  test("200: by name and digest; 404: a name or a version that is not there", async () => {
    const scene = await openApiScene();
    const [old, now] = [playbookText(1), playbookText(2)].map((text) => ({ ...parsePlaybook(text, "trial.yaml"), text }));
    const { desk } = scene.tenant();
    Object.assign(desk, {
      playbooks: async () => [
        { ...old!, inUse: false },
        { ...now!, inUse: true },
      ],
    });
    const { playbooks } = (await scene.ask({ url: "/api/v1/playbooks" }, viewer)).json() as { playbooks: { digest: string }[] };
    assert.equal(playbooks.length, 2);
    const read = (query: string) => scene.ask({ url: `/api/v1/playbooks/trial${query}` }, viewer);
    assert.equal(((await read("")).json() as { text: string }).text, now!.text);
    assert.equal(((await read(`?digest=${encodeURIComponent(old!.digest)}`)).json() as { text: string }).text, old!.text);
    assert.equal((await read(`?digest=sha256:${"0".repeat(64)}`)).statusCode, 404);
    assert.equal((await scene.ask({ url: "/api/v1/playbooks/constructor" }, viewer)).statusCode, 404);
  });

  test("200: a dry run over the settled cases, honest about what it cannot tell; 400 with the line of the first mistake", async () => {
    const scene = await openApiScene();
    const cases = [
      exampleCaseRow("case-1", { state: "escalated", detail: pastCase() }),
      exampleCaseRow("case-2", { state: "in-progress" }),
    ];
    await scene.tenant().views.put({ alerts: [], cases, world: "w", sequence: 1 });
    const dryRun = (text: string) => scene.ask({ method: "POST", url: "/api/v1/playbooks/dry-run", payload: { text } }, analyst);
    const answer = (await dryRun(playbookText(3))).json() as {
      trials: { case: string; differs: boolean }[];
      differing: number;
      turns: object[];
      limits: string[];
    };
    assert.deepEqual([answer.trials.map((each) => [each.case, each.differs]), answer.differing], [[["case-1", true]], 1]);
    assert.deepEqual(answer.turns, [{ from: "insufficient-data", to: "true-positive", cases: 1 }]);
    assert.ok(answer.limits.some((each) => /not asked then/.test(each)));
    const bad = await dryRun(playbookText(3).replace("cost: 1", "cost: none"));
    assert.equal(bad.statusCode, 400);
    assert.match((bad.json() as { problem: string }).problem, /line \d+/);
    assert.equal((await dryRun("a: &a [*a, *a]")).statusCode, 400);
  });

  test("200: what is read aloud is what is asked: of whom, about what, when, and what each answer does to the odds", async () => {
    const scene = await openApiScene();
    const found = (await scene.ask({ method: "POST", url: "/api/v1/playbooks/lint", payload: { text: playbookText(1.1) } }, viewer)).json();
    const { mistakes, read } = found as { mistakes: object[]; read: { file: string; inUse: null; steps: PlaybookStepsShown } };
    assert.deepEqual([mistakes, read.file, read.inUse], [[], "trial.yaml", null]);
    const [question] = read.steps.questions;
    assert.equal(question?.lookFor, "events where host is there");
    assert.deepEqual(question?.answers, [{ answer: "many", weight: 1.1, oddsTimes: 3 }]);
    assert.deepEqual([question?.up, question?.down, question?.attackerCanWrite], [1.1, 0, true]);
    assert.deepEqual(read.steps.attackerFloor, { reaches: 0.5, benignBelow: 0.1 });
  });

  test("200: every mistake with its line, and nothing to read while there is one", async () => {
    const scene = await openApiScene();
    const lint = async (text: string) =>
      (await scene.ask({ method: "POST", url: "/api/v1/playbooks/lint", payload: { text } }, viewer)).json() as {
        mistakes: { line: number; where: string }[];
        read: unknown;
      };
    const bad = await lint(playbookText(3).replace("cost: 1", "cost: none").replace("prior: 0", "prior: 7"));
    assert.deepEqual(
      bad.mistakes.map(({ line, where }) => [line, where]),
      [
        [7, "prior"],
        [18, "investigate[0].cost"],
      ],
    );
    assert.equal(bad.read, null);
    for (const text of ["", "a: &a [*a, *a]", "[".repeat(5_000), "playbook: [}"]) assert.ok((await lint(text)).mistakes.length > 0, text);
  });

  test("200: the shape names every field that is read, and the tools the very words that are taken", async () => {
    const scene = await openApiScene();
    const { schema, tools } = (await scene.ask({ url: "/api/v1/playbook-schema" }, viewer)).json() as {
      schema: { properties: { investigate: { items: { properties: object } } } };
      tools: { name: string; answers: string[] }[];
    };
    assert.deepEqual(Object.keys(schema.properties).toSorted(), Object.keys(playbookOf(playbookText(1))).toSorted());
    assert.ok(Object.hasOwn(schema.properties.investigate.items.properties, "look-for"));
    assert.deepEqual(
      new Map(tools.map(({ name, answers }) => [name, answers])),
      new Map([...playbookTools].map(([name, { answers }]) => [name, [...answers]])),
    );
  });
});
