import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { all, open, schema } from "../../testing/cedar-scene.ts";
import { readCedar } from "./engine.ts";

describe("a folder of policies with a mistake", () => {
  const problems = (text: string) => readCedar([{ path: "p.cedar", text }], schema);
  const expected: [string, string, [number | undefined, number | undefined, RegExp]][] = [
    [
      "a word that is no Cedar",
      '@id("a") @says("a")\npermit(principal, action, resource)\nwehn { true };',
      [3, 1, /invalid policy condition: wehn/],
    ],
    [
      "a name that the schema does not know",
      `// größer\n@id("a") @says("ü")\npermit(principal, action, resource) when { context.tyer == 2 };`,
      [3, 44, /tyer/],
    ],
    ["an action that there is not", '@id("a") @says("a")\npermit(principal, action == Action::"wipe", resource);', [2, undefined, /wipe/]],
    ["another type", '@id("a") @says("a") permit(principal, action, resource) when { context.tier == "2" };', [1, undefined, /types/]],
    [
      "something optional that is not asked for",
      '@id("a") @says("a") permit(principal, action, resource) when { context.releaseAfterMinutes < 2 };',
      [1, undefined, /optional attribute/],
    ],
    ["no id", '\n@says("a")\npermit(principal, action, resource);', [2, undefined, /no @id/]],
    ["a long id", '@id("A B") @says("a") permit(principal, action, resource);', [1, undefined, /no @id/]],
    ["no sentence", '@id("a")\npermit(principal, action, resource);', [1, undefined, /no @says/]],
    ["a sentence of two lines", '@id("a") @says("a\\nb")\npermit(principal, action, resource);', [1, undefined, /no @says/]],
    ["the same id twice", `${all}\n${all}`, [undefined, undefined, /twice/]],
    ["a template", '@id("a") @says("a") permit(principal == ?principal, action, resource);', [undefined, undefined, /template/]],
    ["nothing at all", "// nothing", [undefined, undefined, /no policy is there/]],
    ["more text than anybody writes", `${all}${" ".repeat(300_000)}`, [undefined, undefined, /longer than/]],
    [
      "nesting without end",
      `@id("a") @says("a") permit(principal, action, resource) when { ${"(".repeat(50_000)}true${")".repeat(50_000)} };`,
      [1, undefined, /nested too deep/],
    ],
    [
      "a chain without end",
      `@id("a") @says("a") permit(principal, action, resource) when { true${" && true".repeat(20_000)} };`,
      [1, undefined, /nested too deep/],
    ],
    [
      "conditions in conditions",
      `@id("a") @says("a") permit(principal, action, resource) when { ${"if true then true else ".repeat(5_000)}true };`,
      [1, undefined, /nested too deep/],
    ],
  ];
  for (const [what, text, [line, column, says]] of expected)
    test(`${what}: told with its place, and nothing of it is used`, () => {
      const { engine, problems: found } = problems(text);
      assert.equal(engine, undefined);
      const [first] = found;
      assert.match(first?.says ?? "", says);
      if (line !== undefined) assert.equal(first?.line, line);
      if (column !== undefined) assert.equal(first?.column, column);
      assert.throws(() => open(text), { code: "policy/malformed" });
    });

  test("every mistake is told once, in the order of the files", () => {
    const bad = '@id("a") @says("a") permit(principal, action, resource) when { context.tyer == 2 && context.teir == 2 };';
    const { problems: found } = readCedar(
      [
        { path: "b.cedar", text: bad },
        { path: "a.cedar", text: "nonsense" },
      ],
      schema,
    );
    assert.equal(found[0]?.path, "a.cedar");
    assert.ok(found.filter(({ says }) => says.includes("tyer")).length === 1, JSON.stringify(found));
  });

  test("a policy that can never apply is a warning, not a mistake", () => {
    const { engine, warnings } = problems(`${all} @id("b") @says("b") permit(principal, action, resource) when { false };`);
    assert.ok(engine);
    assert.equal(warnings.length, 1);
  });
});

test("no text makes reading throw", () => {
  const word = fc.constantFrom(
    "permit",
    "forbid",
    "(",
    ")",
    "{",
    "}",
    ";",
    "when",
    "@id",
    '("a")',
    "principal",
    "context",
    ".",
    "==",
    '"',
    "\\",
    "?principal",
    "//",
    "\u0000",
    "é",
    "has",
    "like",
    "9223372036854775808",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.array(word, { maxLength: 30 }).map((words) => words.join(" ")),
      ),
      (text) => {
        const { engine, problems } = readCedar([{ path: "p.cedar", text }], schema);
        assert.equal(engine === undefined, problems.length > 0);
      },
    ),
    { numRuns: 500 },
  );
});
