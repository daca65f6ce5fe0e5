import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { hostileTexts } from "../../testing/connector-contract.ts";
import { fenced, unfenced } from "./fenced.ts";

const texts = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.array(fc.constantFrom("`", "```", "~~~", "\n", " ", "text", "@all", "````", "/close")).map((parts) => parts.join("")),
  fc.constantFrom(...hostileTexts),
);

/** Whether a line ends a code block that this fence began, as CommonMark has it: up to three spaces, at least as many backticks, nothing else. */
const ends = (line: string, fence: string) => {
  const run = /^ {0,3}(`+)[ \t]*$/.exec(line)?.[1];
  return run !== undefined && run.length >= fence.length;
};

test("a text in a code block is the same text, and no line of it ends the block", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const clean = text.replace(/\r\n?/g, "\n").replace(/[^\P{Cc}\n\t]/gu, "");
      const block = fenced(text);
      assert.equal(unfenced(block), clean);
      const [first = "", ...lines] = block.split("\n");
      const fence = first.replace("text", "");
      assert.deepEqual(
        lines.map((line) => ends(line, fence)),
        lines.map((_, index) => index === lines.length - 1),
      );
    }),
    { numRuns: 1_000 },
  );
});
