import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { completeConnectors, completeFormats, completeLock, errorPages, glossaryWords } from "./completeness.ts";
import { hiddenCharacters, publicAddresses, secrets, unfinishedWork } from "./content.ts";
import { docstrings } from "./docstrings.ts";
import { forbiddenNames } from "./forbidden.ts";
import { fileLinesMax, functionLinesMax, lengths } from "./lengths.ts";
import type { Check } from "./tree.ts";

const lines = (count: number, text: string) => Array.from({ length: count }, () => `${text}\n`).join("");
const from = String.fromCharCode;

/** Each house rule with a file that breaks it and one that just does not. */
const rules: readonly {
  readonly name: string;
  readonly check: Check;
  readonly path: string;
  readonly breaks: string;
  readonly keeps: string;
}[] = [
  { name: "a long file", check: lengths, path: "src/core/x.ts", breaks: lines(fileLinesMax + 1, "//"), keeps: lines(fileLinesMax, "//") },
  {
    name: "a long function",
    check: lengths,
    path: "src/core/x.ts",
    breaks: `function f() {\n${lines(functionLinesMax, "  a();")}}\n`,
    keeps: `function f() {\n${lines(functionLinesMax - 2, "  a();")}}\n`,
  },
  { name: "a second door to the network", check: forbiddenNames, path: "src/stages/x.ts", breaks: "fetch('x')", keeps: "prefetch('x')" },
  {
    name: "a hidden clock",
    check: forbiddenNames,
    path: "src/engine/x.ts",
    breaks: "Date.now()",
    keeps: "// Date.now()\nnew Date(timeMs)",
  },
  { name: "chance in a pure folder", check: forbiddenNames, path: "src/core/x.ts", breaks: "Math.random()", keeps: "Math.round(1)" },
  { name: "configuration from anywhere", check: forbiddenNames, path: "src/engine/x.ts", breaks: "process.env.X", keeps: "environment.X" },
  { name: "a console", check: forbiddenNames, path: "src/engine/x.ts", breaks: "console.log(1)", keeps: "terminal.out(1)" },
  {
    name: "an export that does not say what it is",
    check: docstrings,
    path: "src/core/x.ts",
    breaks: "/** Of something else. */\nconst other = 1;\nexport const waitMs = other;\n",
    keeps: '/** How long a caller waits. */\nexport const waitMs = 1;\nexport type { Other } from "./other.ts";\nconst own = 1;\n',
  },
  { name: "a bare connector", check: completeConnectors, path: "src/connectors/x/connector.ts", breaks: "", keeps: "" },
  { name: "a format without a test", check: completeFormats, path: "src/formats/x/x.ts", breaks: "", keeps: "" },
  { name: "a code without a page", check: errorPages, path: "src/core/error-code.ts", breaks: '  | "x/y"', keeps: "" },
  { name: "a hidden character", check: hiddenCharacters, path: "rules/x.yaml", breaks: `a${from(0x202e)}b`, keeps: "a\\u202eb" },
  {
    name: "unfinished work",
    check: unfinishedWork,
    path: "src/core/x.ts",
    breaks: `// ${"TO"}${"DO"} later`,
    keeps: `// ${"TO"}${"DO"} #12 later`,
  },
  {
    name: "somebody's address",
    check: publicAddresses,
    path: "scenarios/x/x.ts",
    breaks: "'8.8.8.8'",
    keeps: "'192.0.2.8' Chrome/120.0.6099.1",
  },
  { name: "a secret", check: secrets, path: "src/x.ts", breaks: `AKIA${"ABCDEFGHIJKLMNOP"}`, keeps: "AKIAIOSFODNN7EXAMPLE" },
];

describe("tidy", () => {
  for (const { name, check, path, breaks, keeps } of rules) {
    test(`finds ${name}`, () => assert.ok(check([{ path, text: breaks }]).length > 0));
    if (keeps !== "") test(`lets its near miss pass: ${name}`, () => assert.deepEqual(check([{ path, text: keeps }]), []));
  }

  test("a complete connector passes", () => {
    const tree = ["connector.ts", "connector.test.ts", "README.md"].map((name) => ({ path: `src/connectors/x/${name}`, text: "" }));
    assert.deepEqual(completeConnectors(tree), []);
  });

  test("types, functions and classes need a docstring as much as values do, in the folders that others call", () => {
    const text = "// A remark.\nexport type A = 1;\nexport function b() {}\n/* A note. */\nexport class C {}\nexport const d = 1;\n";
    assert.deepEqual(
      docstrings([{ path: "src/ports/x.ts", text }]).map(({ line }) => line),
      [2, 3, 5, 6],
    );
    for (const path of ["src/cli/x.ts", "src/ports/x.test.ts"]) assert.deepEqual(docstrings([{ path, text }]), []);
  });

  test("a platform package that the lock lacks is found", () => {
    const lock = (extra: object) => [
      {
        path: "package-lock.json",
        text: JSON.stringify({ packages: { "node_modules/x": { optionalDependencies: { "x-linux": "1.0.0" } }, ...extra } }),
      },
    ];
    assert.equal(completeLock(lock({})).length, 1);
    assert.deepEqual(completeLock(lock({ "node_modules/x-linux": {} })), []);
  });

  test("a page without a code is found", () => {
    assert.equal(errorPages([{ path: "docs/errors/gone-away.md", text: "## What happened\n\n## What to do\n" }]).length, 1);
  });

  test("a noun of the core that the glossary lacks is found", () => {
    assert.ok(glossaryWords([{ path: "docs/glossary.md", text: "**alert**" }]).some(({ says }) => says.includes('"verdict"')));
  });
});
