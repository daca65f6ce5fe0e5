import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { severityRank } from "../src/core/alert/severity.ts";
import { Assessment, type AssessmentCase } from "../src/core/assessment/assessment.ts";
import { type AskedOfModel, type ModelDouble, modelKey } from "../src/testing/doubles/model-double.ts";
import { startOpenAiChat } from "../src/testing/doubles/openai-chat.ts";
import { writeScenario } from "./kit/command.ts";
import { playOfficeDay } from "./office-day/generate.ts";

// Guarantees what a model may cost and change on the day that the demo plays, over real HTTP: at most 6,000 tokens a case as we count bytes where a server says nothing, and every case
// ends as it does without one, or with a person.

const executable = fileURLToPath(new URL("../bin/watchkeeper", import.meta.url));
const demoSeed = 20_260_317;
const tokensMax = 6_000;
const runLimitMs = 300_000;

let folder = "";
let double: ModelDouble;
let without: Assessment;
let withIt: Assessment;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "watchkeeper-models-"));
  writeScenario(playOfficeDay(demoSeed).files, folder);
  double = await startOpenAiChat((asked) => ({ text: JSON.stringify(answerTo(asked)) }));
  const configuration = {
    version: 1,
    models: [{ name: "double", product: "openai-compatible", url: `${double.url}/v1`, model: "double-1", key: { env: "MODEL_KEY" } }],
    "model-policy": { use: "double", budget: { "tokens-per-minute": 1_000_000 } },
  };
  await writeFile(join(folder, "watchkeeper.yaml"), JSON.stringify(configuration));
  without = await investigated("without", []);
  assert.equal(double.questions.length, 0, "nothing is asked of a model by default");
  withIt = await investigated("with", ["--config", join(folder, "watchkeeper.yaml"), "--model", "double"]);
});
after(async () => {
  await double.close();
  await rm(folder, { recursive: true, force: true });
});

async function investigated(name: string, more: readonly string[]): Promise<Assessment> {
  const place = (part: string) => join(folder, part);
  const args = [
    "investigate",
    place("evidence"),
    "--inventory",
    place("inventory.yaml"),
    "--indicators",
    place("indicators"),
    "--out",
    place(name),
  ];
  await promisify(execFile)(executable, [...args, ...more], {
    timeout: runLimitMs,
    maxBuffer: 4 * 1_048_576,
    env: { ...process.env, DATABASE_URL: undefined, MODEL_KEY: modelKey },
  });
  return Assessment.parse(JSON.parse(await readFile(join(place(name), "assessment.json"), "utf8")));
}

/** A talkative honest model: it quotes the text, takes the first questions on offer, and writes a sentence for each item in the item's words. */
function answerTo({ system, text }: AskedOfModel): unknown {
  if (system.startsWith("You read one text")) {
    const quote = /\n([^\s⟦][^\n⟦⟧]{10,60}[^\s⟦⟧])/.exec(text)?.[1] ?? "";
    const span = { from: null, to: null, quote };
    const isOnce = quote !== "" && text.split(quote).length === 2;
    return { intent: "unclear", marks: isOnce ? [{ mark: "runs-code", span }] : [], entities: isOnce ? [{ type: "other", span }] : [] };
  }
  if (system.startsWith("You propose")) {
    const offered = [...text.matchAll(/^(\S+\/\S+) about (h-\d+|case)/gm)].slice(0, 6);
    return {
      questions: offered.map(([, question, about]) => ({ question, about: about === "case" ? null : about })),
      hypotheses: [{ category: "malware", refutedBy: offered.slice(0, 2).map(([, question]) => question) }],
    };
  }
  const items = [...text.matchAll(/⟦begin (e-m?\d+) [0-9a-f]+⟧\n([^\n]{1,290})/g)].slice(0, 12);
  return { sentences: items.map(([, id, says], index) => ({ part: index < 3 ? "summary" : "timeline", text: says, evidence: [id] })) };
}

const byId = (assessment: Assessment) => new Map(assessment.cases.map((each) => [each.id, each]));

describe("the demo's day with a model", () => {
  test("no case takes more than 6,000 tokens, and each step says what it took", (t) => {
    const models = withIt.cases.flatMap(({ model }) => model ?? []);
    assert.ok(models.length > 0);
    for (const role of ["reader", "planner", "writer"] as const) {
      const took = models.flatMap(({ calls }) =>
        calls.filter((each) => each.role === role).map((each) => each.inputTokens + each.outputTokens),
      );
      t.diagnostic(
        `${role}: ${took.length} calls, ${Math.round(sumOf(took) / Math.max(1, took.length))} tokens each on average, at most ${Math.max(0, ...took)}`,
      );
    }
    const totals = models.map(({ tokens }) => tokens);
    t.diagnostic(
      `a case: ${Math.round(sumOf(totals) / totals.length)} tokens on average, at most ${Math.max(...totals)} (budget ${tokensMax})`,
    );
    for (const { tokens, calls } of models) {
      assert.ok(tokens <= tokensMax, `${tokens} tokens`);
      assert.equal(tokens, sumOf(calls.map((each) => each.inputTokens + each.outputTokens)));
    }
    const written = models.filter(({ prose }) => prose.length > 0).length;
    t.diagnostic(
      `prose in ${written} of ${models.length} cases; skipped: ${JSON.stringify(models.flatMap(({ skipped }) => skipped.map(({ role, why }) => `${role} ${why}`)))}`,
    );
    t.diagnostic(
      `not used: ${JSON.stringify(models.flatMap(({ calls }) => calls.flatMap(({ role, outcome }) => (outcome === "accepted" ? [] : [`${role} ${outcome}`]))))}`,
    );
    assert.ok(written > 0, "what it wrote stands in the report");
  });

  test("every case ends as it does without a model, or with a person", (t) => {
    const before = byId(without);
    assert.deepEqual([...byId(withIt).keys()].toSorted(), [...before.keys()].toSorted());
    const handedOn = withIt.cases.filter(({ model }) => model?.raisedBy);
    t.diagnostic(`handed to a person beyond those without a model: ${handedOn.map(({ id }) => id).join(", ") || "none"}`);
    for (const each of withIt.cases) {
      const alone = before.get(each.id);
      assert.ok(alone);
      const bare = (from: AssessmentCase) => {
        const { model: _, verdict: _v, severity: _s, escalated: _e, because: _b, ...rest } = from;
        return rest;
      };
      assert.deepEqual(bare(each), bare(alone), each.id);
      if (each.verdict === alone.verdict)
        assert.deepEqual([each.severity, each.escalated, each.because], [alone.severity, alone.escalated, alone.because]);
      else assert.ok(!alone.escalated && each.escalated && each.verdict === "insufficient-data" && each.model?.raisedBy);
      assert.ok(severityRank(each.severity) >= severityRank(alone.severity));
    }
  });

  test("without a model the assessment says nothing of any", () => {
    for (const each of without.cases) assert.ok(!("model" in each) && each.evidence.every((item) => !("by" in item)));
  });
});

const sumOf = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0);
