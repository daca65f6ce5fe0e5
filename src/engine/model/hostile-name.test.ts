import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inertName, saidLengthMax } from "../../core/model/call.ts";
import { escapedJson } from "../../core/report/escaped-json.ts";
import { loadAttackCatalogue } from "../../knowledge/attack.ts";
import { corpus } from "../../redteam/corpus/corpus.ts";
import { breachesOf, type Output } from "../../redteam/judge/outputs.ts";
import { rankedTacticsOf } from "../../stages/map-attack/map-case.ts";
import { assessmentOf } from "../../stages/report/assessment.ts";
import { navigatorLayer, ocsfFindings, reportHtml, reportMarkdown, stixBundle } from "../../stages/report/index.ts";
import { caseWith, closing, saying } from "../../testing/model-scene.ts";
import { smallWorld } from "../../testing/small-world.ts";
import { modelParts, toldModel } from "../../testing/told-model.ts";

const catalogue = loadAttackCatalogue();
const names = [
  ...corpus().map(({ text }) => text),
  "\uff1d1+1 \u202egnp.exe",
  "model-1\u001b]8;;https://collect.example.test\u0007click\u001b]8;;\u0007",
  "<img src=x onerror=alert(1)>",
  "gpt@channel https://collect.example.test/?d=1",
  "x".repeat(10_000),
];

describe("what a server calls its model", () => {
  test("is short, visible and leads nowhere, whatever it is", () => {
    for (const name of names) {
      const held = inertName(name);
      assert.ok(held.length <= saidLengthMax, `${held.length}`);
      assert.deepEqual(breachesOf({ form: "plain", name: "n", text: held }), [], JSON.stringify(held));
      const uncut = held.replace(/…\[\+\d+\]$/u, "");
      assert.equal(uncut, uncut.normalize("NFKC"), "each character in one form");
    }
  });

  test("is inert in the record, in every report and on the terminal", async () => {
    const honest = await outputsFor("told-1");
    for (const name of names.filter((_, at) => at % 7 === 0 || at > names.length - 6)) {
      const { outputs, record, said } = await outputsFor(name);
      assert.equal(record, said, "what is shown is what the record holds");
      for (const [at, output] of outputs.entries())
        assert.deepEqual(breachesOf(output, honest.outputs[at]), [], `${output.name}: ${JSON.stringify(name.slice(0, 80))}`);
    }
  });
});

/** A case whose model's server calls itself so, in every form in which it leaves; the console's API answers with the same assessment as JSON. */
async function outputsFor(name: string) {
  const model = toldModel(async (request, count) => {
    const text = saying({})(request, count);
    const use = { inputTokens: 900, outputTokens: 30, isEstimate: false, ms: 1 };
    return { kind: "answered", text: String(text), said: name, use };
  });
  const { state, facts } = await caseWith(smallWorld({ tools: closing(), models: modelParts(model) }));
  const context = { catalogue, inventory: smallWorld({}).inventory, tacticsOf: rankedTactics };
  const assessment = assessmentOf(state, context);
  const json = JSON.stringify(assessment);
  const outputs: Output[] = [
    { form: "html", name: "report.html", text: reportHtml(assessment, catalogue) },
    { form: "markdown", name: "report.md", text: reportMarkdown(assessment, catalogue) },
    { form: "json", name: "stix-bundle.json", text: stixBundle(assessment, catalogue) },
    { form: "json", name: "navigator-layer.json", text: navigatorLayer(assessment, catalogue) },
    { form: "json", name: "ocsf-findings.jsonl", text: ocsfFindings(assessment) },
    { form: "json", name: "assessment.json", text: escapedJson(json) },
    { form: "terminal", name: "the assessment as the API answers it", text: json },
  ];
  const answered = facts.find((fact) => fact.type === "ModelAnswered");
  const record = answered?.type === "ModelAnswered" && answered.outcome.kind === "accepted" ? answered.outcome.said : undefined;
  return { outputs, record, said: assessment.cases[0]?.model?.calls[0]?.said };
}

const rankedTactics = (techniques: Parameters<typeof rankedTacticsOf>[0], named: Parameters<typeof rankedTacticsOf>[2]) =>
  rankedTacticsOf(techniques, catalogue, named);
