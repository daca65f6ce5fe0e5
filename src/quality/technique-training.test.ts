import assert from "node:assert/strict";
import { test } from "node:test";
import { loadAttackCatalogue } from "../knowledge/attack.ts";
import { techniqueChances, techniqueCounts, techniqueModelText } from "../stages/map-attack/technique-model.ts";
import { complementBayes } from "./baselines/complement-bayes.ts";
import { fitTechniques, reportGroups, shinglesOf, techniqueExamples, withoutCiting, withoutCopies } from "./technique-training.ts";

const catalogue = loadAttackCatalogue();
const sentences = Array.from({ length: 20 }, (_, at) => [
  { text: `the sample decrypts payload number ${at} with a key`, label: "T1140", report: `report ${at % 4}` },
  { text: `strings of stage ${at} are packed by a packer`, label: "T1027", report: `report ${at % 4}`, child: "T1027.002" },
  { text: `variant ${at} is obfuscated`, label: "T1027", report: `report ${at % 4}` },
  { text: `module ${at} loads the library beside the program`, label: "T1574.002", report: `report ${at % 4}` },
]).flat();
const procedures = Array.from({ length: 20 }, (_, at) => ({
  text: `Group ${at} logs keystrokes of users`,
  technique: "T1056.001",
  user: "G0001",
}));
const negatives = Array.from({ length: 20 }, (_, at) => `chapter ${at} is about gardens and rivers`);
const examples = techniqueExamples({ sentences, procedures, negatives, catalogue, spokenOf: () => [], seed: 1 });

test("examples carry current ids, and a parent that annotators worked at stands for its children too", () => {
  assert.ok(examples.some(({ label }) => label === catalogue.current("T1574.002")));
  const packed = examples.find(({ text }) => text.includes("packer"));
  assert.deepEqual(packed?.techniques.toSorted(), ["T1027", "T1027.002"]);
});

test("a model learnt twice is the same model, and tells what it was taught", () => {
  const model = fitTechniques(examples);
  assert.equal(techniqueModelText(model), techniqueModelText(fitTechniques(examples)));
  for (const [text, wanted] of [
    ["it decrypts another payload", "T1140"],
    ["obfuscated strings", "T1027"],
    ["keystrokes are logged", "T1056.001"],
  ] as const) {
    const chances = techniqueChances(model, techniqueCounts(text, []));
    assert.equal(model.classes[chances.indexOf(Math.max(...chances))], wanted, text);
  }
  const silent = techniqueChances(model, techniqueCounts("a chapter about rivers", []));
  assert.ok(Math.max(...silent) < 0.2);
});

test("what ATT&CK quotes from a held-back report is not learnt from", () => {
  const quoted = "In 2020 the actors then copied the whole folder to a share outside";
  const [copy] = techniqueExamples({
    sentences: [],
    procedures: [{ text: `As reported, ${quoted}.`, technique: "T1005", user: "G0001" }],
    negatives: [],
    catalogue,
    spokenOf: () => [],
    seed: 1,
  });
  assert.deepEqual(withoutCopies([copy!], [quoted]), []);
  assert.equal(withoutCopies([copy!], ["something else entirely was written in this other sentence"]).length, 1);
  assert.equal(shinglesOf("too short to be a copy").size, 0);
});

test("the baseline knows words by their class", () => {
  const say = complementBayes(["red apple", "green apple", "blue sea", "deep sea"], ["fruit", "fruit", "water", "water"]);
  assert.deepEqual([say("an apple"), say("the sea")], ["fruit", "water"]);
});

test("examples that cite a held-back report are left out, however they word it", () => {
  const cited = techniqueExamples({
    sentences: [],
    procedures: [
      {
        text: "A told in other words",
        technique: "T1140",
        user: "G0001",
        sources: ["Doe, J. (2020, May 1). The Long Tale of a Loader. Retrieved May 2."],
      },
      { text: "B told elsewhere", technique: "T1140", user: "G0001", sources: ["Doe, J. (2020). Another Tale. Retrieved May 2."] },
    ],
    negatives: [],
    catalogue,
    spokenOf: () => [],
    seed: 1,
  });
  assert.deepEqual(
    withoutCiting(cited, ["the long tale of a loader"]).map(({ text }) => text),
    ["B told elsewhere"],
  );
  assert.equal(withoutCiting(cited, ["tale"]).length, 2, "a short title stands in a citation by chance");
});

test("reports that share three sentences are one group, also by way of a third", () => {
  const shared = (from: number, reports: readonly string[]) =>
    [0, 1, 2].flatMap((at) => reports.map((report) => ({ text: `Sentence ${from + at}.`, report })));
  const groups = reportGroups([
    ...shared(0, ["a", "b"]),
    ...shared(10, ["b", "c"]),
    { text: "Sentence 20", report: "d" },
    { text: "sentence 20", report: "a" },
  ]);
  assert.deepEqual([...groups].toSorted(), [
    ["a", "a"],
    ["b", "a"],
    ["c", "a"],
    ["d", "d"],
  ]);
});
