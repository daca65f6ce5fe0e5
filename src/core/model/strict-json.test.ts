import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { outputLimits, readStrictJson } from "./strict-json.ts";

const problemOf = (raw: string) => {
  const read = readStrictJson(raw);
  return "problem" in read ? read.problem : undefined;
};

// Guarantees: an answer means one thing to every reader of it, or it is not used.
test("what it reads, the engine's own JSON reads alike", () => {
  const plain = fc
    .jsonValue({ maxDepth: 4 })
    .filter(
      (value) => !/__proto__|constructor|prototype|[\u007f-\u009f]|\\u00(?:0[^a]|1|7f)|\\[bfrt]|\\ud[89a-f]/i.test(JSON.stringify(value)),
    );
  fc.assert(
    fc.property(plain, fc.constantFrom(undefined, 2, "\t"), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      assert.deepEqual(readStrictJson(text), { value: JSON.parse(text) });
      assert.deepEqual(readStrictJson(`\`\`\`json\n${text}\n\`\`\``), { value: JSON.parse(text) });
    }),
    { numRuns: 1_000 },
  );
});

test("what the engine's own JSON refuses, it refuses", () => {
  const scraps = fc
    .array(fc.constantFrom(...'{}[]:,"\\'.split(""), "true", "null", "1", "-", "0", ".5", "e", "a", " ", "\\u00e4", "\\x", "\n"), {
      maxLength: 12,
    })
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(scraps, (text) => {
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      if (!isJson) assert.notEqual(problemOf(text), undefined, text);
    }),
    { numRuns: 5_000 },
  );
});

test("names twice, names of every object, half characters, controls, endless numbers and company are refused", () => {
  for (const text of [
    '{"a":1,"a":1}',
    '{"a":1,"\\u0061":1}',
    '{"__proto__":{}}',
    '{"\\u005f_proto__":1}',
    '{"constructor":1}',
    '"\\ud800"',
    '"\ud800"',
    '"\\u0000"',
    '"\\u001b"',
    '"\\u0085"',
    '"\u0007"',
    "1e999",
    "NaN",
    "-Infinity",
    "01",
    "{} {}",
    "{}x",
    "Here: {}",
    "```json\n{}\n``` done",
    "```js\n{}\n```",
    "```\n```",
    "",
    "[1,]",
    '{"a":1,}',
    "'a'",
    "// x\n1",
  ])
    assert.notEqual(problemOf(text), undefined, JSON.stringify(text));
});

test("depth, length and number of values have an end, and reaching it takes no long time", () => {
  const began = process.hrtime.bigint();
  assert.match(problemOf("[".repeat(200_000)) ?? "", /nested deeper/);
  assert.match(problemOf(`[${"1,".repeat(outputLimits.valuesMax)}1]`) ?? "", /more than/);
  assert.match(problemOf(" ".repeat(outputLimits.charactersMax + 1)) ?? "", /longer than/);
  assert.notEqual(problemOf(`"${"\\u0061".repeat(40_000)}`), undefined);
  assert.notEqual(problemOf("`".repeat(200_000)), undefined);
  assert.ok(process.hrtime.bigint() - began < 2_000_000_000n);
});
