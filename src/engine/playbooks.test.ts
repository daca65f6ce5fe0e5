import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { parse } from "yaml";
import { z } from "zod";
import type { Alert } from "../core/alert/alert.ts";
import { type About, selects } from "../core/playbook/about.ts";
import { categoriesOf, type Playbook } from "../core/playbook/playbook.ts";
import { playbookTools } from "../core/playbook/tools.ts";
import { SocError } from "../core/soc-error.ts";
import type { InvestigatorTool } from "../ports/tool.ts";
import { viewOf } from "../stages/investigate/case-view.ts";
import { questionsOf } from "../stages/investigate/question.ts";
import { toolInput } from "../stages/investigate/tool-input.ts";
import { alertOf, placed } from "../testing/alerts.ts";
import { smallWorld } from "../testing/small-world.ts";
import { investigateStep } from "./investigate-step.ts";
import { caseRecordOf } from "./recorder.ts";
import type { World } from "./world.ts";

/** One recorded situation: the word that each question's tool answers, and what the investigation must make of it. */
const Recorded = z.strictObject({
  playbook: z.string(),
  scenarios: z.array(
    z.strictObject({
      name: z.string(),
      says: z.string(),
      answers: z.record(z.string(), z.string()),
      expect: z.strictObject({ verdict: z.string(), escalated: z.boolean(), "first-questions": z.array(z.string()) }),
    }),
  ),
});
type Scenario = z.infer<typeof Recorded>["scenarios"][number];

/** One thing of every kind that a question can be about. */
const everything: Alert["observables"] = [
  { type: "host", value: "ws-1", role: "actor" },
  { type: "user", value: "mara", role: "actor" },
  { type: "ip", value: "198.51.100.7", role: "source" },
  { type: "ip", value: "203.0.113.9", role: "target" },
  { type: "domain", value: "drop.example.test", role: "server" },
  { type: "url", value: "https://drop.example.test/a", role: "related" },
  { type: "hash", value: "aa11", role: "file" },
  { type: "file", value: "c:\\users\\mara\\a.exe", role: "file" },
  { type: "process", value: "c:\\users\\mara\\b.exe", role: "actor" },
  { type: "email", value: "billing@example.test", role: "sender" },
  { type: "email", value: "mara@example.org", role: "recipient" },
  { type: "mail", value: "<1@example.test>", role: "related" },
  { type: "service", value: "updater", role: "related" },
  { type: "cloud-resource", value: "bucket-1", role: "target" },
];

/** A high alert of the playbook's kind, which by itself leaves the odds as even as the playbook's prior does, about what the recorded answers are about. */
function alertFor(playbook: Playbook, { answers }: Scenario): Alert {
  const start = playbook["starts-on"];
  const asked = playbook.investigate.filter(({ id }) => Object.hasOwn(answers, id)).map(({ about }) => about as About);
  const category = start === "any" ? "other" : categoriesOf(playbook)[0];
  return alertOf(1, {
    rule: "the rule that fired",
    ...(category ? { category } : {}),
    dataset: start === "any" ? undefined : start.dataset,
    observables: everything.filter((each) => asked.some((about) => selects(about, each))),
  });
}

/** The investigator's tools, which answer each question of a playbook in the recorded word, and fail for what was not recorded. */
function recordedTools(
  playbook: Playbook,
  { answers }: Scenario,
  view: Parameters<typeof questionsOf>[1],
  asked: string[],
): World["tools"] {
  const questions = questionsOf(playbook, view).map((question) => ({ question, input: JSON.stringify(toolInput(question, view)) }));
  const tools = [...playbookTools].map(
    ([name, { answers: words, trust }]): InvestigatorTool => ({
      name,
      summary: "a recording",
      input: z.unknown(),
      answers: words,
      trust,
      async ask(input) {
        const fitting = questions.filter((each) => each.question.from.tool === name && each.input === JSON.stringify(input));
        const id = fitting.find(({ question }) => !asked.includes(question.key))?.question;
        if (id) asked.push(id.key);
        const answer = id && Object.hasOwn(answers, id.from.id) ? answers[id.from.id] : undefined;
        if (answer === undefined) throw notRecorded();
        return { answer, says: `${answer} was recorded`, records: [], recordsTotal: 0, facts: {} };
      },
    }),
  );
  return new Map(tools.map((tool) => [tool.name, tool]));
}

const notRecorded = () =>
  new SocError({ code: "connector/unexpected-answer", problem: "nothing was recorded", remedy: "record it", retry: "never" });

const { playbooks } = smallWorld({});
const folder = new URL("../../playbooks/scenarios/", import.meta.url);

// Guarantees of each playbook, on the road that a case takes: the recorded situation ends in the verdict it must, and what is decided first is asked first.
for (const file of readdirSync(folder).filter((name) => name.endsWith(".yaml"))) {
  const recorded = Recorded.parse(parse(readFileSync(new URL(file, folder), "utf8")));
  const chosen = playbooks.find(({ playbook }) => playbook.playbook === recorded.playbook);
  assert.ok(chosen, `${file} is about a playbook that is not there`);
  describe(recorded.playbook, () => {
    for (const scenario of recorded.scenarios)
      test(`${scenario.name}: ${scenario.expect.verdict}`, async () => {
        const { playbook } = chosen;
        const world = smallWorld({});
        const recorder = await placed([alertFor(playbook, scenario)], world);
        const { state } = recorder;
        const before = state.cases.get("case-1");
        assert.equal(before?.status, "in-progress");
        const asked: string[] = [];
        const tools = recordedTools(playbook, scenario, viewOf(before, state), asked);
        await investigateStep("case-1", caseRecordOf(recorder), { ...world, tools });

        const after = state.cases.get("case-1");
        assert.ok(after?.status === "closed" || after?.status === "escalated");
        assert.equal(after.playbook?.name, playbook.playbook);
        const said = [...after.evidence.values()].map(({ tool, answer, weight }) => `${tool} ${answer} ${weight}`).join("\n");
        assert.equal(after.conclusion.verdict, scenario.expect.verdict, said);
        assert.equal(after.status === "escalated", scenario.expect.escalated);
        assert.equal(after.conclusion.escalate, scenario.expect.escalated);
        const questions = asked.map((key) => key.split(" ")[0] ?? key);
        const wanted = scenario.expect["first-questions"];
        assert.deepEqual(
          questions.filter((id) => Object.hasOwn(scenario.answers, id)).slice(0, wanted.length),
          wanted,
          questions.join(", "),
        );
        assert.equal(new Set(asked).size, asked.length);
        assert.ok(asked.length <= playbook.stop["questions-max"]);
        if (after.conclusion.verdict === "insufficient-data") assert.ok(after.conclusion.unknowns.length > 0);
        if (after.conclusion.verdict !== "true-positive") assert.deepEqual(after.proposals, []);
      });
  });
}
