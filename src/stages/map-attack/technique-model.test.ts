import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { isTechniqueId } from "../../core/attack/attack.ts";
import { loadAttackCatalogue } from "../../knowledge/attack.ts";
import { trainLogistic } from "../../learning/logistic/train.ts";
import { fitInverseFrequency } from "../../learning/text-features.ts";
import { openTextMapper } from "./map-text.ts";
import {
  parseTechniqueModel,
  type TechniqueModel,
  techniqueBits,
  techniqueChances,
  techniqueCounts,
  techniqueModelText,
  techniqueRow,
} from "./technique-model.ts";
import { confidenceMin, openTrainedTextMapper } from "./trained-text-mapper.ts";

const catalogue = loadAttackCatalogue();
const lessons: readonly (readonly [string, readonly string[]])[] = [
  ["the loader unpacks a payload and decrypts its strings", ["T1140"]],
  ["it decrypted the configuration with a rolling key", ["T1140"]],
  ["the string table is packed with a packer before it ships", ["T1027", "T1027.002"]],
  ["a packer hides the code of the sample", ["T1027", "T1027.002"]],
  ["strings are obfuscated by junk characters", ["T1027"]],
  ["keys pressed by the user are logged to a file", ["T1056.001"]],
  ["a keylogger records what is typed", ["T1056.001"]],
  ["the quarterly meeting took place in a large room", []],
  ["lunch was served to all guests at noon", []],
];

function taught(): TechniqueModel {
  const classes = ["T1027", "T1027.002", "T1056.001", "T1140"];
  const counts = lessons.map(([text]) => techniqueCounts(text, []));
  const dimensions = 1 << techniqueBits;
  const seen = new Set(counts.flatMap(({ indices }) => [...indices]));
  const inverseFrequency = fitInverseFrequency(counts, dimensions).map((weight, bucket) => (seen.has(bucket) ? weight : 0));
  const linear = trainLogistic({
    rows: counts.map((row) => techniqueRow(row, inverseFrequency)),
    labels: lessons.map(([, techniques]) => techniques.map((id) => classes.indexOf(id))),
    classesCount: classes.length,
    dimensions,
    l2: 0.05,
  });
  return {
    classes,
    linear,
    inverseFrequency,
    calibration: { method: "platt", slope: 1, offset: 0 },
    parentOf: Int16Array.of(-1, 0, -1, -1),
  };
}

const model = taught();
const mapText = openTrainedTextMapper(catalogue, model);

describe("a model of techniques in text", () => {
  test("reads what it was taught, also in other forms of the words", () => {
    assert.equal(mapText("decrypting the embedded payload")[0]?.id, "T1140");
    assert.equal(mapText("typed keys were recorded by a keylogger")[0]?.id, "T1056.001");
  });

  test("never says a child is likelier than the parent that includes it", () => {
    for (const [text] of lessons) {
      const chances = techniqueChances(model, techniqueCounts(text, []));
      assert.ok(chances[0]! >= chances[1]!, text);
    }
  });

  test("says nothing of prose about nothing, nor of words that it never saw", () => {
    assert.deepEqual(mapText("lunch was served in the large room"), []);
    assert.deepEqual(mapText("Ωmega zzzz qqqq"), []);
    assert.deepEqual(mapText(""), []);
  });

  test("leaves techniques that it never learnt to the lexicon, at less confidence", () => {
    const text = "Before encryption all shadow copies were deleted.";
    const alone = openTextMapper(catalogue)(text).find(({ id }) => id === "T1490");
    const said = mapText(text).find(({ id }) => id === "T1490");
    assert.ok(alone && said && said.confidence < alone.confidence && said.confidence >= confidenceMin);
  });

  test("takes an id that is written out at its word", () => assert.equal(mapText("lunch, T1003.006")[0]?.id, "T1003.006"));

  test("survives its file but for rounding", () => {
    const text = techniqueModelText(model);
    const read = parseTechniqueModel(text);
    for (const [sentence] of lessons) {
      const counts = techniqueCounts(sentence, []);
      const before = techniqueChances(model, counts);
      for (const [at, chance] of techniqueChances(read, counts).entries()) assert.ok(Math.abs(chance - before[at]!) < 0.05);
    }
    assert.equal(techniqueModelText(read).length > 0, true);
  });

  test("is refused when it was changed or holds something else", () => {
    const text = techniqueModelText(model);
    for (const changed of [text.replace('"T1140"', '"T1141"'), text.slice(0, -40), "{}", "", text.replace("techniques-in-text", "other")])
      assert.throws(
        () => parseTechniqueModel(changed),
        (error: { code?: string }) => error.code === "model/damaged" || error.code === "model/other-kind",
      );
  });

  // Guarantees that whoever writes into an alert can add techniques to it but never take one away.
  test("more sentences never make a technique of a long text less sure", () => {
    const sentence = "The loader unpacks a payload and decrypts its strings in several rounds before anything else happens on the machine.";
    const long = Array.from({ length: 5 }, () => `${sentence}`).join(" ");
    const before = new Map(mapText(long).map(({ id, confidence }) => [id, confidence]));
    fc.assert(
      fc.property(fc.array(fc.lorem({ maxCount: 12 }), { maxLength: 10 }), (sentences) => {
        const after = new Map(
          mapText([long, ...sentences.map((each) => `${each}.`)].join(" ")).map(({ id, confidence }) => [id, confidence]),
        );
        for (const [id, confidence] of before) assert.ok((after.get(id) ?? 0) >= confidence);
      }),
      { numRuns: 40 },
    );
  });

  // Guarantees that text from outside never breaks the mapper, and that its answer is ordered and bounded.
  test("gives an ordered, bounded answer to any text, the same each time", () => {
    const word = fc.constantFrom("decrypts", "packer", "lsass", "T1003", "__proto__", "\u0000", ".", "\n", "x".repeat(3_000));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.array(word, { maxLength: 60 }).map((words) => words.join(" ")),
        ),
        (text) => {
          const claims = mapText(text);
          assert.deepEqual(claims, mapText(text));
          assert.ok(claims.length <= 40);
          for (const [at, { id, confidence }] of claims.entries()) {
            assert.ok(isTechniqueId(id) && confidence >= confidenceMin && confidence <= 0.97);
            if (at > 0) assert.ok(claims[at - 1]!.confidence >= confidence);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
