import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compiled, eventWith, ruleText } from "../../testing/sigma-case.ts";

// Guarantees that a keyword is found in every field, whether another rule has literals for that field or not, and nowhere else.
test("a keyword is found in whatever field holds it", () => {
  const rules = compiled(
    ruleText({ id: "keyword", detection: "k: ['needle::one', 'needle::two']\ncondition: k" }),
    ruleText({ id: "field", detection: "s: {Image|endswith: '\\tool.exe'}\ncondition: s" }),
  );
  const names = ["Image", "image", "IMAGE", "Other"];
  const value = fc.constantFrom<string | number | string[]>(
    "needle::",
    "xNeedle::Two-",
    "c:\\tool.exe",
    "n",
    7,
    ["a", "needle::one"],
    ["a"],
  );
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), value), (fields) => {
      const holds = Object.values(fields).some((each) => [each].flat().some((one) => /needle::(?:one|two)/i.test(String(one))));
      const found = rules.match(eventWith(fields)).map(({ rule }) => rule.id);
      assert.equal(found.includes("keyword"), holds);
    }),
  );
});
